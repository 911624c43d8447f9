//! Rows of `usage` for the whole workspace: the sums of the day's rows, with no person.

use chrono::{DateTime, Utc};
use domain::Day;

use super::Organisation;
use crate::facts::{Attribution, ClientPart, ModelPart, Spend, Tokens, UsageFacts, Work};

impl Organisation {
    /// The workspace's row of a day as it shows at a moment; `None` on a day without rows.
    pub fn usage_of_workspace(&self, day: Day, now: DateTime<Utc>) -> Option<UsageFacts> {
        let rows = self.usage(day, now);
        let first = rows.first()?;
        let mut sum = UsageFacts {
            day: first.day,
            place: 0,
            who: None,
            totals: Work::default(),
            clients: Vec::new(),
            models: Some(Vec::new()),
            attribution: None,
        };
        for row in rows {
            add_work(&mut sum.totals, row.totals);
            for part in row.clients {
                match sum.clients.iter_mut().find(|known| known.client == part.client) {
                    Some(known) => add_work(&mut known.work, part.work),
                    None => sum.clients.push(part),
                }
            }
            for part in row.models.into_iter().flatten() {
                add_model(sum.models.get_or_insert_default(), part);
            }
            if let Some(more) = row.attribution {
                add_attribution(sum.attribution.get_or_insert_default(), more);
            }
        }
        sum.clients.sort_by_key(|part: &ClientPart| part.client);
        Some(sum)
    }
}

fn add_model(models: &mut Vec<ModelPart>, part: ModelPart) {
    match models.iter_mut().find(|known| known.model == part.model && known.speed == part.speed) {
        Some(known) => add_spend(&mut known.spend, part.spend),
        None => models.push(part),
    }
}

fn add_work(sum: &mut Work, more: Work) {
    sum.threads += more.threads;
    sum.turns += more.turns;
    add_spend(&mut sum.spend, more.spend);
}

/// Sums what is known: a row without tokens adds none.
fn add_spend(sum: &mut Spend, more: Spend) {
    sum.nanos += more.nanos;
    sum.estimate_cents = either(sum.estimate_cents, more.estimate_cents, |a, b| a + b);
    sum.cost_micros = either(sum.cost_micros, more.cost_micros, |a, b| a + b);
    sum.tokens = either(sum.tokens, more.tokens, |a, b| Tokens {
        uncached: a.uncached + b.uncached,
        cached: a.cached + b.cached,
        output: a.output + b.output,
    });
}

fn add_attribution(sum: &mut Attribution, more: Attribution) {
    let pairs = |a: (u64, u64), b: (u64, u64)| (a.0 + b.0, a.1 + b.1);
    sum.added += more.added;
    sum.removed = either(sum.removed, more.removed, |a, b| a + b);
    sum.committed = either(sum.committed, more.committed, pairs);
    sum.commits = either(sum.commits, more.commits, pairs);
}

fn either<T>(a: Option<T>, b: Option<T>, add: impl Fn(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(add(a, b)),
        (a, b) => a.or(b),
    }
}
