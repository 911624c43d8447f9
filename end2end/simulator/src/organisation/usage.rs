//! Rows of `usage`: what a person did on a day, in which clients, with which models, at what price.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Day;

use super::growth::{self, WHOLE};
use super::people::{EmailShown, Person};
use super::{Organisation, tools};
use crate::dice::{Dice, count, day_part, flip, real, signed, whole};
use crate::facts::{ActorForm, Attribution, ClientPart, ModelPart, Spend, Tokens, UsageFacts, Who, Work};

const ROW: u64 = 20;
const SERVICE: u64 = 21;
const HIDDEN: u64 = 22;
/// Ids that a person can have on one day.
const IDS: u32 = 2;

/// Where a row gives tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TokensGiven {
    Nowhere,
    InTotals,
    Everywhere,
}

/// What a row is made from before it is cut to what shows by now.
struct Plan {
    /// Thousand-millionths of a credit that the row's amounts are multiples of.
    step: i64,
    clients: Vec<(&'static str, u64, u64, i64)>,
    models: Option<Vec<(&'static str, Option<&'static str>, i64)>>,
    /// What the totals have beyond the clients: threads, turns, credits.
    rest: (u64, u64, i64),
    tokens: TokensGiven,
    tokens_per_credit: f64,
    cached: f64,
    estimated: bool,
    costed: bool,
    attribution: Option<Attribution>,
}

impl Organisation {
    /// The rows of `usage` of a day as they show at a moment, in their order.
    pub fn usage(&self, day: Day, now: DateTime<Utc>) -> Vec<UsageFacts> {
        let Some(age) = growth::age(day, now).filter(|_| self.has_begun(day, now)) else { return Vec::new() };
        let mut rows = Vec::new();
        for (at, person) in self.people.iter().enumerate() {
            if self.is_active(at, person, day) {
                for (nth, id) in person.ids.iter().enumerate() {
                    let (id, from, to) = id;
                    if from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to) {
                        rows.extend(self.row(at, person, nth, id, day, age));
                    }
                }
            }
        }
        rows.extend(self.service_row(day, age));
        rows
    }

    fn row(&self, at: usize, person: &Person, nth: usize, id: &Arc<str>, day: Day, age: i64) -> Option<UsageFacts> {
        let mut dice = Dice::new(self.config.seed, &[ROW, at as u64, nth as u64, day_part(day)]);
        let shown = growth::shown(age, growth::arrival(&mut dice))?;
        let plan = self.plan(&mut dice, person, day);
        let email = self.email_shown(at, person, day).then(|| Arc::clone(&person.wire_email));
        let id_only = email.is_none() && person.form == ActorForm::Both && dice.chance(0.5);
        let form = if id_only { ActorForm::IdOnly } else { person.form };
        let who = Who { person: at, user_id: Arc::clone(id), email, form };
        Some(cut(plan, day, place(at, nth), Some(who), shown))
    }

    /// A row that no person stands behind, on most working days.
    fn service_row(&self, day: Day, age: i64) -> Option<UsageFacts> {
        let mut dice = Dice::new(self.config.seed, &[SERVICE, day_part(day)]);
        let shown = growth::shown(age, growth::arrival(&mut dice))?;
        if !day.is_weekday() || day < self.launch || dice.chance(0.2) {
            return None;
        }
        let (threads, nanos) = (1 + dice.below(12), count(20 + dice.below(4000)) * 10_000_000);
        let plan = Plan {
            step: 10_000_000,
            clients: vec![(tools::SERVICE_CLIENT, threads, threads + dice.below(20), nanos)],
            models: Some(vec![("gpt-5.4", Some("standard"), 1000)]),
            rest: (0, 0, 0),
            tokens: TokensGiven::Nowhere,
            tokens_per_credit: 0.0,
            cached: 0.0,
            estimated: true,
            costed: false,
            attribution: None,
        };
        Some(cut(plan, day, place(self.people.len(), 0), None, shown))
    }

    /// Whether the person's row of the day gives the e-mail. It is left out only where a row of the week before gave it,
    /// so that the person stays recognisable by the id.
    pub(super) fn email_shown(&self, at: usize, person: &Person, day: Day) -> bool {
        let hidden = |day: Day| flip(self.config.seed, &[HIDDEN, at as u64, day_part(day)]) < 0.06;
        match person.email_shown {
            EmailShown::Always => true,
            EmailShown::Never => false,
            EmailShown::Mostly => {
                let seen_before = (1..=7).map(|back| day.plus(-back)).any(|earlier| {
                    earlier >= self.config.first_day() && !hidden(earlier) && self.is_active(at, person, earlier)
                });
                !hidden(day) || !seen_before
            }
        }
    }

    fn plan(&self, dice: &mut Dice, person: &Person, day: Day) -> Plan {
        let progress = self.progress(day);
        let step = 10i64.pow(match dice.below(20) {
            0..=6 => 7,
            7..=9 => 6,
            10..=12 => 5,
            13..=16 => 3,
            17 => 2,
            18 => 1,
            _ => 0,
        });
        let turns = (person.turns * dice.log_normal(0.6) * (1.0 + 0.4 * progress.max(0.0))).min(900.0);
        // Newer models do more in a turn.
        let price = 0.35 * dice.log_normal(0.7) * (1.0 + 0.5 * progress.clamp(0.0, 1.0)) * (1.0 + 0.25 * person.fast);
        let idle = dice.chance(0.004);
        let chosen = tools::clients(dice, progress, person.favourite, self.config.unknown_client);
        let clients = split(dice, chosen, turns, price, person.depth, idle, step);
        let rest = rest(dice, &clients, step);
        let models = tools::models(dice, progress, person.fast)
            .into_iter()
            .map(|(model, speed)| (model, speed, count(200 + dice.below(1000))))
            .collect();
        let models_given = !dice.chance(0.03);
        Plan {
            step,
            clients,
            models: models_given.then_some(models),
            rest,
            tokens: match dice.weighted(&[0.12, 0.13, 0.75]) {
                0 => TokensGiven::Nowhere,
                1 => TokensGiven::InTotals,
                _ => TokensGiven::Everywhere,
            },
            tokens_per_credit: dice.between(30_000.0, 90_000.0),
            cached: (person.cached + dice.between(-0.1, 0.1)).clamp(0.0, 0.97),
            estimated: !dice.chance(0.03),
            costed: progress >= 0.7,
            attribution: (person.attributed && !idle).then(|| attribution(dice, turns)),
        }
    }
}

/// The part of a plan that shows, as a row.
fn cut(plan: Plan, day: Day, place: u32, who: Option<Who>, shown: u64) -> UsageFacts {
    let amount = |nanos: i64| nanos / plan.step * count(shown) / count(WHOLE) * plan.step;
    let number = |n: u64| (n * shown).div_ceil(WHOLE);
    let in_parts = plan.tokens == TokensGiven::Everywhere;
    let clients: Vec<ClientPart> = plan
        .clients
        .iter()
        .map(|(client, threads, turns, nanos)| {
            let spend = price(&plan, amount(*nanos), in_parts);
            ClientPart { client, work: Work { threads: number(*threads), turns: number(*turns), spend } }
        })
        .collect();
    let (threads, turns, rest) = plan.rest;
    let nanos = clients.iter().map(|part| part.work.spend.nanos).sum::<i64>() + amount(rest);
    let totals = Work {
        threads: clients.iter().map(|part| part.work.threads).sum::<u64>() + number(threads),
        turns: clients.iter().map(|part| part.work.turns).sum::<u64>() + number(turns),
        spend: price(&plan, nanos, plan.tokens != TokensGiven::Nowhere),
    };
    let models = plan.models.as_ref().map(|models| {
        let weights: i64 = models.iter().map(|(_, _, weight)| weight).sum();
        let part = |(model, speed, weight): &(&'static str, Option<&'static str>, i64)| {
            let nanos = nanos / plan.step * weight / weights.max(1) * plan.step;
            ModelPart { model, speed: *speed, spend: price(&plan, nanos, in_parts) }
        };
        models.iter().map(part).collect()
    });
    UsageFacts { day, place, who, totals, clients, models, attribution: plan.attribution }
}

/// A place in the day's order.
fn place(person: usize, nth: usize) -> u32 {
    let (person, nth) = (u32::try_from(person).unwrap_or(u32::MAX / IDS), u32::try_from(nth).unwrap_or(0));
    person.saturating_mul(IDS).saturating_add(nth)
}

/// Threads, turns and credits of each client.
fn split(
    dice: &mut Dice,
    chosen: Vec<&'static str>,
    turns: f64,
    price: f64,
    depth: f64,
    idle: bool,
    step: i64,
) -> Vec<(&'static str, u64, u64, i64)> {
    let shares: Vec<f64> =
        chosen.iter().enumerate().map(|(at, _)| if at == 0 { 1.0 } else { dice.between(0.05, 0.7) }).collect();
    let all: f64 = shares.iter().sum();
    chosen
        .into_iter()
        .zip(shares)
        .map(|(client, share)| {
            let turns = whole(turns * share / all).max(1);
            let threads = whole(real(count(turns)) / (depth * dice.log_normal(0.25))).max(1).min(turns);
            let credits = (real(count(turns)) * price * dice.log_normal(0.2)).min(5000.0);
            let nanos = (signed(credits * 1e9) / step).max(1) * step;
            // A few rows cost something without a turn: work that ran on from the day before.
            if idle { (client, 0, 0, nanos / step / 10 * step) } else { (client, threads, turns, nanos) }
        })
        .collect()
}

/// What the totals have beyond the clients on one row in ten; credits sometimes less than the clients together.
fn rest(dice: &mut Dice, clients: &[(&'static str, u64, u64, i64)], step: i64) -> (u64, u64, i64) {
    let nanos: i64 = clients.iter().map(|(_, _, _, nanos)| nanos).sum();
    let idle = clients.iter().all(|(_, _, turns, _)| *turns == 0);
    match dice.below(20) {
        0 if !idle => (dice.below(2), 1 + dice.below(3), nanos / 25 / step * step),
        1 => (0, 0, -(nanos / 200 / step * step)),
        _ => (0, 0, 0),
    }
}

fn attribution(dice: &mut Dice, turns: f64) -> Attribution {
    let added = whole(turns * dice.pareto(1.4) * 6.0).min(40_000);
    let total = whole(real(count(added)) * dice.between(0.8, 2.5));
    let commits = 1 + dice.below(9);
    let committed = whole(real(count(added)) * dice.between(0.2, 0.75)).min(total);
    Attribution {
        added,
        removed: (!dice.chance(0.08)).then(|| whole(real(count(added)) * dice.between(0.1, 0.6))),
        committed: (!dice.chance(0.08)).then_some((committed, total)),
        commits: (!dice.chance(0.1)).then(|| (dice.below(commits + 1), commits)),
    }
}

/// Money and tokens that go with credits.
fn price(plan: &Plan, nanos: i64, with_tokens: bool) -> Spend {
    let credits = real(nanos) / 1e9;
    let tokens = credits.max(0.0) * plan.tokens_per_credit;
    Spend {
        nanos,
        estimate_cents: plan.estimated.then(|| signed(credits * 4.0)),
        cost_micros: plan.costed.then(|| signed(credits * 38_500.0)),
        tokens: with_tokens.then(|| Tokens {
            uncached: whole(tokens * 0.97 * (1.0 - plan.cached)),
            cached: whole(tokens * 0.97 * plan.cached),
            output: whole(tokens * 0.03),
        }),
    }
}
