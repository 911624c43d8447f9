//! Facts as `OpenAI`'s analytics endpoints write them: one JSON line per row, field by field as the
//! published schema has them. A credit is a JSON number with as many decimals as it needs.

use serde::Serialize;

use crate::dice::{count, real};
use crate::facts::{
    ActorForm, Attribution, ClientPart, ModelPart, Responses, ReviewFacts, Reviews, Spend, Tokens, UsageFacts, Who,
};

#[derive(Serialize)]
#[expect(clippy::option_option, reason = "absent and null are two forms of the wire")]
struct UsageRow<'a> {
    object: &'static str,
    start_time: i64,
    end_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<Option<&'a str>>,
    actor: Option<Actor<'a>>,
    totals: Totals,
    clients: Vec<ClientLine<'a>>,
    models: Option<Vec<ModelLine<'a>>>,
    code_attribution: Option<CodeAttribution>,
}

#[derive(Serialize)]
struct Actor<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    user_id: &'a str,
    email: Option<&'a str>,
}

#[derive(Serialize)]
struct Totals {
    threads: u64,
    turns: u64,
    credits: f64,
    estimated_cost_usd: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_usd: Option<f64>,
    uncached_text_input_tokens: Option<u64>,
    cached_text_input_tokens: Option<u64>,
    text_output_tokens: Option<u64>,
    text_total_tokens: Option<u64>,
}

#[derive(Serialize)]
struct ClientLine<'a> {
    client_id: &'a str,
    threads: u64,
    turns: u64,
    #[serde(flatten)]
    part: Part,
}

#[derive(Serialize)]
struct ModelLine<'a> {
    model: &'a str,
    speed: Option<&'a str>,
    #[serde(flatten)]
    part: Part,
}

/// What parts of a row share; what is not known is left out.
#[derive(Serialize)]
struct Part {
    credits: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_cost_usd: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_usd: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uncached_text_input_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cached_text_input_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_output_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_total_tokens: Option<u64>,
}

#[derive(Serialize)]
struct CodeAttribution {
    lines_of_code: LinesOfCode,
    commits: Option<CommitCounts>,
}

#[derive(Serialize)]
struct LinesOfCode {
    added: u64,
    removed: Option<u64>,
    committed: Option<u64>,
    total_committed_lines: Option<u64>,
    committed_percentage: Option<f64>,
}

#[derive(Serialize)]
struct CommitCounts {
    with_codex_contribution: u64,
    with_codex_contribution_percentage: f64,
    total_commits: u64,
}

#[derive(Serialize)]
struct ReviewRow<'a, T> {
    object: &'static str,
    start_time: i64,
    end_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<Actor<'a>>,
    #[serde(flatten)]
    counts: T,
}

#[derive(Serialize)]
struct ReviewCounts {
    pull_request_reviews: u64,
    comments: u64,
    comment_details: CommentDetails,
}

#[derive(Serialize)]
struct CommentDetails {
    p0: u64,
    p1: u64,
    p2: u64,
}

#[derive(Serialize)]
struct ResponseCounts {
    pull_request_reviews: u64,
    comments: u64,
    replies: u64,
    reactions: u64,
    comment_response_details: CommentResponses,
    reaction_details: Reactions,
}

#[derive(Serialize)]
struct CommentResponses {
    engaged: u64,
    reacted: u64,
    upvoted: u64,
    downvoted: u64,
    reacted_other: u64,
    replied: u64,
}

#[derive(Serialize)]
struct Reactions {
    upvotes: u64,
    downvotes: u64,
    other: u64,
}

/// Writes a row of `usage`.
pub fn usage(into: &mut Vec<u8>, row: &UsageFacts) -> serde_json::Result<()> {
    let who = row.who.as_ref();
    let spend = row.totals.spend;
    let tokens = spend.tokens;
    let line = UsageRow {
        object: "workspace.codex.usage.result",
        start_time: row.day.start_unix(),
        end_time: row.day.end_unix(),
        user_id: match who {
            Some(who) if who.form == ActorForm::ActorOnly => None,
            Some(who) => Some(Some(&*who.user_id)),
            None => Some(None),
        },
        actor: who.and_then(actor),
        totals: Totals {
            threads: row.totals.threads,
            turns: row.totals.turns,
            credits: credits(spend),
            estimated_cost_usd: estimate(spend),
            cost_usd: cost(spend),
            uncached_text_input_tokens: tokens.map(|tokens| tokens.uncached),
            cached_text_input_tokens: tokens.map(|tokens| tokens.cached),
            text_output_tokens: tokens.map(|tokens| tokens.output),
            text_total_tokens: tokens.map(total),
        },
        clients: row.clients.iter().map(client).collect(),
        models: row.models.as_ref().map(|models| models.iter().map(model).collect()),
        code_attribution: row.attribution.map(attribution),
    };
    serde_json::to_writer(into, &line)
}

/// Writes a row of `code_reviews`.
pub fn review(into: &mut Vec<u8>, row: &ReviewFacts<Reviews>) -> serde_json::Result<()> {
    let [p0, p1, p2] = row.counts.priorities;
    let counts = ReviewCounts {
        pull_request_reviews: row.counts.reviews,
        comments: p0 + p1 + p2,
        comment_details: CommentDetails { p0, p1, p2 },
    };
    review_row(into, row, "workspace.codex.usage.code_reviews.result", counts)
}

/// Writes a row of `code_review_responses`.
pub fn response(into: &mut Vec<u8>, row: &ReviewFacts<Responses>) -> serde_json::Result<()> {
    let all = row.counts;
    let counts = ResponseCounts {
        pull_request_reviews: all.reviews,
        comments: all.comments,
        replies: all.replies,
        reactions: all.upvotes + all.downvotes + all.others,
        comment_response_details: CommentResponses {
            engaged: all.engaged,
            reacted: all.reacted,
            upvoted: all.upvoted,
            downvoted: all.downvoted,
            reacted_other: all.reacted_other,
            replied: all.replied,
        },
        reaction_details: Reactions { upvotes: all.upvotes, downvotes: all.downvotes, other: all.others },
    };
    review_row(into, row, "workspace.codex.usage.code_review_responses.result", counts)
}

fn review_row<T, C: Serialize>(
    into: &mut Vec<u8>,
    row: &ReviewFacts<T>,
    object: &'static str,
    counts: C,
) -> serde_json::Result<()> {
    let who = row.who.as_ref();
    let user_id = who.filter(|who| who.form != ActorForm::ActorOnly).map(|who| &*who.user_id);
    let (start_time, end_time) = (row.day.start_unix(), row.day.end_unix());
    serde_json::to_writer(
        into,
        &ReviewRow { object, start_time, end_time, user_id, actor: who.and_then(actor), counts },
    )
}

fn actor(who: &Who) -> Option<Actor<'_>> {
    (who.form != ActorForm::IdOnly).then(|| Actor {
        kind: "ACCOUNT_USER",
        user_id: &who.user_id,
        email: who.email.as_deref(),
    })
}

fn client(part: &ClientPart) -> ClientLine<'_> {
    let work = part.work;
    ClientLine { client_id: part.client, threads: work.threads, turns: work.turns, part: spent(work.spend) }
}

fn model(part: &ModelPart) -> ModelLine<'_> {
    ModelLine { model: part.model, speed: part.speed, part: spent(part.spend) }
}

fn spent(spend: Spend) -> Part {
    let tokens = spend.tokens;
    Part {
        credits: credits(spend),
        estimated_cost_usd: estimate(spend),
        cost_usd: cost(spend),
        uncached_text_input_tokens: tokens.map(|tokens| tokens.uncached),
        cached_text_input_tokens: tokens.map(|tokens| tokens.cached),
        text_output_tokens: tokens.map(|tokens| tokens.output),
        text_total_tokens: tokens.map(total),
    }
}

fn attribution(facts: Attribution) -> CodeAttribution {
    CodeAttribution {
        lines_of_code: LinesOfCode {
            added: facts.added,
            removed: facts.removed,
            committed: facts.committed.map(|(committed, _)| committed),
            total_committed_lines: facts.committed.map(|(_, total)| total),
            committed_percentage: facts.committed.map(|(committed, total)| percentage(committed, total)),
        },
        commits: facts.commits.map(|(with, total)| CommitCounts {
            with_codex_contribution: with,
            with_codex_contribution_percentage: percentage(with, total),
            total_commits: total,
        }),
    }
}

/// With one decimal, as the published sample has it.
fn percentage(part: u64, total: u64) -> f64 {
    (real(count(part)) / real(count(total.max(1))) * 1000.0).round() / 10.0
}

fn total(tokens: Tokens) -> u64 {
    tokens.uncached + tokens.cached + tokens.output
}

/// Below nine million credits the float that is nearest to a thousand-millionth is written with exactly its decimals.
fn credits(spend: Spend) -> f64 {
    real(spend.nanos) / 1e9
}

fn estimate(spend: Spend) -> Option<f64> {
    spend.estimate_cents.map(|cents| real(cents) / 100.0)
}

fn cost(spend: Spend) -> Option<f64> {
    spend.cost_micros.map(|micros| real(micros) / 1e6)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_credit_is_written_with_exactly_its_decimals(nanos in -1_000_000_000_000i64..900_000_000_000_000) {
            let text = serde_json::to_string(&credits(Spend { nanos, ..Spend::default() })).unwrap();
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
            let digits: i128 = format!("{whole}{fraction}").parse().unwrap();
            let shift = exponent.parse::<i32>().unwrap() + 9 - i32::try_from(fraction.len()).unwrap();
            let scaled = if shift >= 0 {
                digits * 10i128.pow(shift.unsigned_abs())
            } else {
                let divisor = 10i128.pow(shift.unsigned_abs());
                prop_assert_eq!(digits % divisor, 0);
                digits / divisor
            };
            prop_assert_eq!(scaled, i128::from(nanos));
        }
    }
}
