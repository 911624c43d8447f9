//! Somebody of a large organisation: what is drawn for them once, and what they do on a day.

use domain::fact::{
    ClientUsage, CodeAttribution, ModelKey, ModelUsage, ReviewResponseRow, ReviewRow, Spend, UsageRow, Work,
};
use domain::people::{Membership, Person};
use domain::{ClientId, Credits, Day, Email, Usd, UserId};
use simulator::dice::{Dice, count, day_part, flip, real, signed, whole};

use super::{TEAMS, slug, year};

const CLIENTS: [&str; 4] = ["CODEX_CLI", "CODEX_IDE_VSCODE", "CODEX_WEB", "CODEX_DESKTOP_APP"];
const MODELS: [(&str, Option<&str>); 6] = [
    ("gpt-5.5", Some("standard")),
    ("gpt-5.5", Some("fast")),
    ("gpt-5.4", Some("standard")),
    ("gpt-5.4", Some("fast")),
    ("gpt-5.4-mini", None),
    ("gpt-5.3-codex", None),
];

const MEMBER: u64 = 1;
const ACTIVE: u64 = 2;
const USAGE: u64 = 3;
const REVIEWS: u64 = 4;

/// Someone in it.
#[derive(Clone, Debug)]
pub struct Member {
    user: UserId,
    email: Email,
    /// Teams with the first day in each; none for people in no team.
    teams: Vec<(Option<Day>, u32)>,
    /// From the first day of use to the last.
    days: (Day, Day),
    /// A stretch of weeks without use.
    pause: (Day, Day),
    /// Share of weekdays with use.
    rhythm: f64,
    /// Turns on a usual day: a few people take very many.
    turns: f64,
    /// Credits of a turn.
    price: f64,
    /// The place of the client that is always used.
    favourite: usize,
    /// How likely each other client is used besides.
    others: f64,
    /// The place of the model that is always used.
    model: usize,
    /// Reviews on a day of work.
    reviews: f64,
    /// Whether rows carry lines and commits.
    attributed: bool,
}

/// One team for most people, two for one in ten who moves, none for one in fifty. Team sizes differ.
fn teams(dice: &mut Dice, first: Day) -> Vec<(Option<Day>, u32)> {
    let drawn = |dice: &mut Dice| {
        let place = real(i64::from(TEAMS)) * dice.unit().powf(1.6);
        u32::try_from(whole(place.floor())).unwrap_or(0).min(TEAMS - 1)
    };
    if dice.chance(0.02) {
        return Vec::new();
    }
    let team = drawn(dice);
    let mut teams = vec![(None, team)];
    if dice.chance(0.1) {
        let (day, next) = (first.plus(20 + count(dice.below(320))), drawn(dice));
        if next != team {
            teams.push((Some(day), next));
        }
    }
    teams
}

impl Member {
    /// The person of that place.
    pub fn new(seed: u64, at: u32) -> anyhow::Result<Self> {
        let mut dice = Dice::new(seed, &[MEMBER, u64::from(at)]);
        let (first, last) = (year().from(), year().to());
        let after = |dice: &mut Dice, most: u64| first.plus(count(dice.below(most)));
        // Half of them are there from the beginning, the others join in the months after it.
        let joins = if dice.chance(0.5) { first } else { after(&mut dice, 240) };
        let leaves = if dice.chance(0.15) { after(&mut dice, 365).max(joins) } else { last };
        let away = after(&mut dice, 350);
        Ok(Self {
            user: UserId::new(format!("user-{at:06}")),
            email: format!("person{at:06}@example.com").parse()?,
            teams: teams(&mut dice, first),
            days: (joins, leaves),
            pause: (away, away.plus(7 * count(1 + dice.below(4)))),
            rhythm: 0.25 + 0.7 * dice.unit().sqrt(),
            turns: (6.0 * dice.pareto(1.5)).min(400.0),
            price: 0.3 * dice.log_normal(0.6),
            favourite: dice.weighted(&[0.45, 0.3, 0.15, 0.1]),
            others: if dice.chance(0.5) { 0.3 } else { 0.05 },
            model: dice.weighted(&[0.35, 0.1, 0.3, 0.05, 0.12, 0.08]),
            reviews: if dice.chance(0.3) { dice.between(0.2, 1.5) } else { 0.0 },
            attributed: dice.chance(0.4),
        })
    }

    /// As the roster has them.
    pub fn person(&self) -> Person {
        let ends = self.teams.iter().skip(1).map(|(from, _)| from.map(Day::previous)).chain([None]);
        let stay = |((from, team), to): (&(Option<Day>, u32), Option<Day>)| Membership {
            team: Some(slug(*team)),
            from: *from,
            to,
        };
        let mut memberships: Vec<Membership> = self.teams.iter().zip(ends).map(stay).collect();
        if memberships.is_empty() {
            memberships.push(Membership { team: None, from: None, to: None });
        }
        Person { email: self.email.clone(), name: None, memberships }
    }

    /// Whether they use Codex on a day.
    pub fn works(&self, seed: u64, at: u64, day: Day) -> bool {
        let there = (self.days.0..=self.days.1).contains(&day) && !(self.pause.0..=self.pause.1).contains(&day);
        let often = if day.is_weekday() { self.rhythm } else { self.rhythm * 0.12 };
        there && flip(seed, &[ACTIVE, at, day_part(day)]) < often
    }

    /// The day's row of `usage`.
    pub fn usage(&self, seed: u64, at: u64, day: Day) -> UsageRow {
        let mut dice = Dice::new(seed, &[USAGE, at, day_part(day)]);
        let tokens_of = dice.chance(0.9).then(|| (dice.between(20_000.0, 60_000.0), dice.between(0.3, 0.9)));
        // A few rows cost something without a turn: work that ran on from the day before.
        let idle = dice.chance(0.004);
        let mut clients = Vec::with_capacity(2);
        for (place, name) in CLIENTS.iter().enumerate() {
            if place == self.favourite || dice.chance(self.others) {
                let turns = whole(self.turns * dice.log_normal(0.6)).max(1);
                let credits = (real(count(turns)) * self.price * dice.log_normal(0.3)).clamp(0.000_001, 2_000.0);
                let (threads, turns) = if idle { (0, 0) } else { (1 + turns / 6, turns) };
                let work = Work { threads, turns, spend: spend(signed(credits * 1e6), tokens_of) };
                clients.push(ClientUsage { client: ClientId::new(*name), work });
            }
        }
        let micros = clients.iter().map(|part| part.work.spend.credits.micros()).sum();
        UsageRow {
            day,
            user_id: Some(self.user.clone()),
            email: Some(self.email.clone()),
            totals: Work {
                threads: clients.iter().map(|part| part.work.threads).sum(),
                turns: clients.iter().map(|part| part.work.turns).sum(),
                spend: spend(micros, tokens_of),
            },
            models: self.models(&mut dice, micros, tokens_of),
            attribution: self.attributed.then(|| attribution(&mut dice, &clients)),
            clients,
        }
    }

    /// The models that the credits went to: always the person's own, and on most days another one or two.
    fn models(&self, dice: &mut Dice, micros: i64, tokens_of: Option<(f64, f64)>) -> Vec<ModelUsage> {
        let mut places = vec![self.model];
        for chance in [0.5, 0.25] {
            let other = dice.weighted(&[1.0; MODELS.len()]);
            if dice.chance(chance) && !places.contains(&other) {
                places.push(other);
            }
        }
        let mut left = micros;
        let mut models = Vec::with_capacity(places.len());
        for (nth, place) in places.iter().enumerate().rev() {
            let part = if nth == 0 { left } else { left / 4 };
            left -= part;
            let (model, speed) = MODELS.get(*place).copied().unwrap_or(("gpt-5.5", None));
            let key = ModelKey { model: model.to_owned(), speed: speed.map(str::to_owned) };
            models.push(ModelUsage { key, spend: spend(part, tokens_of) });
        }
        models
    }

    /// The day's row of `code_reviews`, where they asked for any.
    pub fn reviews(&self, seed: u64, at: u64, day: Day) -> Option<ReviewRow> {
        let mut dice = Dice::new(seed, &[REVIEWS, at, day_part(day)]);
        let reviews = whole(self.reviews * dice.log_normal(0.5));
        let comments = reviews * (1 + dice.below(4));
        let (p0, p1) = (dice.below(comments / 8 + 1), dice.below(comments / 4 + 1));
        (reviews > 0).then(|| ReviewRow {
            day,
            user_id: Some(self.user.clone()),
            email: Some(self.email.clone()),
            reviews,
            comments,
            p0,
            p1,
            p2: dice.below((comments - p0 - p1) / 2 + 1),
        })
    }

    /// The day's row of `code_review_responses`.
    pub fn responses(&self, seed: u64, at: u64, day: Day) -> Option<ReviewResponseRow> {
        let made = self.reviews(seed, at, day)?;
        let mut dice = Dice::new(seed, &[REVIEWS, at, day_part(day), 1]);
        let (replied, upvoted) = (dice.below(made.comments / 2 + 1), dice.below(made.comments / 2 + 1));
        let downvoted = dice.below(upvoted / 2 + 1);
        Some(ReviewResponseRow {
            day,
            user_id: made.user_id,
            email: made.email,
            reviews: made.reviews,
            comments: made.comments,
            replies: replied,
            reactions: upvoted + downvoted,
            engaged: replied.max(upvoted),
            reacted: upvoted,
            upvoted,
            downvoted,
            reacted_other: 0,
            replied,
            upvotes: upvoted,
            downvotes: downvoted,
            other_reactions: 0,
        })
    }
}

/// What goes with credits, given tokens of a credit and the share of them that a cache had.
fn spend(micros: i64, tokens_of: Option<(f64, f64)>) -> Spend {
    let credits = real(micros) / 1e6;
    let tokens = |share: f64| tokens_of.map(|(of_credit, _)| whole(credits * of_credit * share));
    let cached = tokens_of.map_or(0.0, |(_, cached)| cached);
    let parts = [tokens(0.97 * (1.0 - cached)), tokens(0.97 * cached), tokens(0.03)];
    let [uncached_input_tokens, cached_input_tokens, output_tokens] = parts;
    Spend {
        credits: Credits::from_micros(micros),
        estimated_cost_usd: Some(Usd::from_micros(micros / 25)),
        cost_usd: None,
        uncached_input_tokens,
        cached_input_tokens,
        output_tokens,
        total_tokens: tokens_of.map(|_| parts.iter().flatten().sum()),
    }
}

fn attribution(dice: &mut Dice, clients: &[ClientUsage]) -> CodeAttribution {
    let turns: u64 = clients.iter().map(|part| part.work.turns).sum();
    let added = turns * (1 + dice.below(20));
    let committed = added / 2;
    CodeAttribution {
        lines_added: added,
        lines_removed: Some(added / 3),
        lines_committed: Some(committed),
        lines_committed_total: Some(committed * 2),
        commits_with_codex: Some(1),
        commits_total: Some(2),
    }
}
