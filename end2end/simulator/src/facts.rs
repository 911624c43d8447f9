//! What the simulated organisation did, as integers: credits in thousand-millionths, so that the wire can
//! carry more decimals than Uptake keeps. How facts look as JSON is `wire`'s; what they add up to, `truth`'s.

use std::sync::Arc;

use domain::Day;

/// Tokens of one field group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Input that was not cached.
    pub uncached: u64,
    /// Input that was cached.
    pub cached: u64,
    /// Output.
    pub output: u64,
}

/// What was spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spend {
    /// Credits in thousand-millionths.
    pub nanos: i64,
    /// The estimate in whole cents, where given.
    pub estimate_cents: Option<i64>,
    /// The newer cost field in millionths of a dollar, where given.
    pub cost_micros: Option<i64>,
    /// Tokens, where given.
    pub tokens: Option<Tokens>,
}

/// Threads, turns and what was spent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Conversations.
    pub threads: u64,
    /// Requests in them.
    pub turns: u64,
    /// Their price.
    pub spend: Spend,
}

/// The part of one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientPart {
    /// Its id.
    pub client: &'static str,
    /// What was done in it.
    pub work: Work,
}

/// The part of one model at one speed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelPart {
    /// Its name.
    pub model: &'static str,
    /// Its speed, where it has one.
    pub speed: Option<&'static str>,
    /// Its price.
    pub spend: Spend,
}

/// Lines and commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// Accepted lines added.
    pub added: u64,
    /// Lines removed.
    pub removed: Option<u64>,
    /// Committed lines by Codex, and all committed lines.
    pub committed: Option<(u64, u64)>,
    /// Commits with Codex, and all commits.
    pub commits: Option<(u64, u64)>,
}

/// How a row names its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorForm {
    /// `user_id` and `actor`.
    Both,
    /// `actor` alone; `user_id` is left out.
    ActorOnly,
    /// `user_id` alone; `actor` is null and with it the e-mail.
    IdOnly,
}

/// Whose row it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The person's place in the organisation.
    pub person: usize,
    /// The id in the row.
    pub user_id: Arc<str>,
    /// The e-mail in the row, where it has one.
    pub email: Option<Arc<str>>,
    /// How the row says it.
    pub form: ActorForm,
}

/// One row of `usage`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageFacts {
    /// The UTC day.
    pub day: Day,
    /// The row's place in its day; unique there, and the same however often it is revised.
    pub place: u32,
    /// Whose; absent on workspace rows and on rows without an actor.
    pub who: Option<Who>,
    /// Everything.
    pub totals: Work,
    /// By client; need not add up.
    pub clients: Vec<ClientPart>,
    /// By model; need not add up; absent on some rows.
    pub models: Option<Vec<ModelPart>>,
    /// Lines and commits, where given.
    pub attribution: Option<Attribution>,
}

/// Reviews that Codex carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reviews {
    /// Reviews.
    pub reviews: u64,
    /// Comments by priority.
    pub priorities: [u64; 3],
}

/// What people did with review comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Responses {
    /// Reviews on merged pull requests.
    pub reviews: u64,
    /// Comments on them.
    pub comments: u64,
    /// Replies.
    pub replies: u64,
    /// Comments with any reply or reaction.
    pub engaged: u64,
    /// Comments with a reaction.
    pub reacted: u64,
    /// Comments with an upvote.
    pub upvoted: u64,
    /// Comments with a downvote.
    pub downvoted: u64,
    /// Comments with another reaction.
    pub reacted_other: u64,
    /// Comments with a reply.
    pub replied: u64,
    /// Upvotes.
    pub upvotes: u64,
    /// Downvotes.
    pub downvotes: u64,
    /// Other reactions.
    pub others: u64,
}

/// One row of a review endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewFacts<T> {
    /// The UTC day.
    pub day: Day,
    /// The row's place in its day.
    pub place: u32,
    /// Whose, in the shape with people.
    pub who: Option<Who>,
    /// The counts.
    pub counts: T,
}
