//! What a team's day that stands out is made of: more turns or dearer ones, and the client and the model that make most
//! of the difference. Each is held against the same 28 days as the day itself.

use std::collections::BTreeMap;

use domain::view::{Spike, SpikeCause};

use crate::catalog::model_title;
use crate::index::Index;
use crate::index::rollup::{By, Measure};
use crate::index::sums::{Summed, Teams};
use crate::layout::{Layout, Part};
use crate::scope::Scope;
use crate::spans::WINDOW;

/// What a spike of one of the layout's teams is made of. Clients and models are told to readers without a floor alone:
/// within a team they are groups of their own, and may be smaller than the floor.
pub(super) fn cause(index: &Index, layout: &Layout, scope: &Scope, spike: &Spike) -> Option<SpikeCause> {
    let line = layout.lines.iter().position(|line| line.key == spike.key && !line.hidden)?;
    Some(Days { index, layout, line, spike }.cause(scope.policy.floor.is_none()))
}

/// A line's days: the 28 before, and the one that stands out.
struct Days<'a> {
    index: &'a Index,
    layout: &'a Layout,
    line: usize,
    spike: &'a Spike,
}

impl Days<'_> {
    fn cause(&self, with_parts: bool) -> SpikeCause {
        let part = &self.layout.narrowed.part;
        let work = (!matches!(part, Part::Models(_))).then(|| self.work());
        let parts = with_parts && *part == Part::All;
        let most = |by: By| parts.then(|| self.most(by)).flatten();
        SpikeCause {
            turns: work.and_then(|work| work.turns),
            each: work.and_then(|work| work.each),
            client: most(By::Client).and_then(|code| self.index.clients.name(code)).map(domain::ClientId::title),
            model: most(By::Model).and_then(|code| self.index.models.name(code)).map(model_title),
        }
    }

    /// A measure of the line by code, a day each.
    fn daily(&self, by: By, measure: Measure) -> BTreeMap<u32, Vec<i64>> {
        let (connection, last) = (self.layout.narrowed.connection, self.spike.day.number());
        let days = last - i32::try_from(WINDOW).unwrap_or(0)..=last;
        let on = |day| Summed { connection, by, teams: Teams::Apart, measure, days: (day, day) };
        let asked: Vec<Summed> = days.map(on).collect();
        let derived = self.index.derived();
        let mut daily: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
        for (at, sums) in derived.sums(&asked).iter().enumerate() {
            for (code, by_team) in (0u32..).zip(sums.chunks(derived.people.team_codes())) {
                let own = by_team.iter().zip(&self.layout.by_team).filter(|(_, line)| **line == Some(self.line));
                let sum = own.fold(0i64, |sum, (value, _)| sum.saturating_add(*value));
                if let Some(day) = daily.entry(code).or_insert_with(|| vec![0; asked.len()]).get_mut(at) {
                    *day = sum;
                }
            }
        }
        daily
    }

    /// The same of all codes that count together.
    fn whole(&self, measure: Measure) -> Vec<i64> {
        let part = &self.layout.narrowed.part;
        let mut whole: Vec<i64> = Vec::new();
        for (_, days) in self.daily(part.by(), measure).into_iter().filter(|(code, _)| part.has(*code)) {
            whole.resize(days.len(), 0);
            whole.iter_mut().zip(days).for_each(|(sum, day)| *sum = sum.saturating_add(day));
        }
        whole
    }

    fn work(&self) -> Work {
        let (credits, turns) = (self.whole(Measure::Credits), self.whole(Measure::Turns));
        let (Some((spent, spent_before)), Some((done, done_before))) = (credits.split_last(), turns.split_last())
        else {
            return Work::default();
        };
        let sum = |days: &[i64]| float(days.iter().fold(0i64, |sum, day| sum.saturating_add(*day)));
        let price = |micros: f64, turns: f64| micros / 1e6 / turns;
        let usual = median(done_before);
        let before = sum(done_before);
        Work {
            turns: (*done > 0 && usual > 0.0).then(|| (float(*done), usual)),
            each: (*done > 0 && before > 0.0)
                .then(|| (price(float(*spent), float(*done)), price(sum(spent_before), before))),
        }
    }

    /// The code that makes at least half of the difference between the day and its median.
    fn most(&self, by: By) -> Option<u32> {
        let excess = |days: &Vec<i64>| days.split_last().map(|(day, before)| float(*day) - median(before));
        let all = float(self.spike.excess().micros());
        let parts = self.daily(by, Measure::Credits);
        let found = parts.iter().filter_map(|(code, days)| Some((*code, excess(days)? / all)));
        found.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, share)| *share >= 0.5).map(|(code, _)| code)
    }
}

/// Work of a day and of the days before.
#[derive(Clone, Copy, Debug, Default)]
struct Work {
    turns: Option<(f64, f64)>,
    each: Option<(f64, f64)>,
}

fn median(days: &[i64]) -> f64 {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    let at = |place: usize| sorted.get(place).copied().map_or(0.0, float);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { at(middle) } else { f64::midpoint(at(middle.saturating_sub(1)), at(middle)) }
}

#[expect(clippy::cast_precision_loss, reason = "turns and millionths of credits are far below 2^53")]
fn float(value: i64) -> f64 {
    value as f64
}
