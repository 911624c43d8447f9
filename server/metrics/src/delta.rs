//! Deltas: a figure against the period before, weekday by weekday (METRICS.md 23).

use domain::view::{Delta, Figure, Number, PointState, Split};
use domain::{DateRange, Unit};

use crate::answer::totals;
use crate::ask::{Ask, AskError};
use crate::index::Index;
use crate::layout::Layout;

/// The change of a figure against the period before. `None` where it cannot be told: nothing is settled
/// yet, either side has a gap or is hidden, or there was nothing before. The question's split is left
/// out of account; its interval does not matter.
pub fn delta(index: &Index, ask: &Ask) -> Result<Option<Delta>, AskError> {
    let ask = Ask { split: Split::None, ..ask.clone() };
    Ok(deltas(index, &ask)?.into_iter().next().and_then(|(_, delta)| delta))
}

/// The change of each series of a question, by key, in the order of the answer.
///
/// Groups are those of the question's range. Where the policy has a floor, a group's change is told only
/// if it would be shown over the period before as well, and was then made up of the same teams.
pub fn deltas(index: &Index, ask: &Ask) -> Result<Vec<(String, Option<Delta>)>, AskError> {
    ask.check()?;
    let layout = Layout::of(index, index.derived(), ask)?;
    let keys = || layout.lines.iter().map(|line| line.key.clone());
    let settled = index.settled_through_of(layout.narrowed.connection);
    let current = settled.and_then(|settled| DateRange::new(ask.range.from(), ask.range.to().min(settled)).ok());
    let Some(current) = current.filter(|_| !ask.is_beyond_source()) else {
        return Ok(keys().map(|key| (key, None)).collect());
    };
    let previous = current.prev();
    let now = totals(index, &layout, ask, current);
    let before = totals(index, &layout, ask, previous);
    let shown = shown_before(index, ask, &layout, current, previous)?;
    let pairs = now.into_iter().zip(before).zip(shown);
    let told = pairs.map(|((now, before), shown)| {
        let points = ask.metric.unit() == Unit::Share;
        let (change, before) = change(points, now, before)?;
        shown.then_some(Delta { change, points, before, current, previous })
    });
    Ok(keys().zip(told).collect())
}

/// Whether each line may be compared with the period before.
pub(crate) fn shown_before(
    index: &Index,
    ask: &Ask,
    layout: &Layout,
    current: DateRange,
    previous: DateRange,
) -> Result<Vec<bool>, AskError> {
    if ask.floor_of_groups().is_none() {
        return Ok(vec![true; layout.lines.len()]);
    }
    let over = |range: DateRange| Ask { range, ..ask.clone() };
    // Under the strict policy each side must be whole weeks or months, or ranges could be subtracted.
    if over(current).check().is_err() || over(previous).check().is_err() {
        return Ok(vec![false; layout.lines.len()]);
    }
    let then = Layout::of(index, index.derived(), &over(previous))?;
    let same = |(at, line): (usize, &crate::layout::Line)| {
        let found = then.lines.iter().position(|other| other.key == line.key);
        found.is_some_and(|other| {
            then.lines.get(other).is_some_and(|line| !line.hidden) && then.teams_in(other) == layout.teams_in(at)
        })
    };
    Ok(layout.lines.iter().enumerate().map(same).collect())
}

/// The change, and the number before.
fn change(points: bool, now: Figure, before: Figure) -> Option<(f64, Number)> {
    let whole = |figure: Figure| {
        let is_whole = matches!(figure.state, PointState::Settled | PointState::Provisional);
        figure.value.filter(|_| is_whole)
    };
    let (now, before) = (whole(now)?, whole(before)?);
    let (new, old) = (now.as_f64(), before.as_f64());
    if old == 0.0 {
        return None;
    }
    Some((if points { new - old } else { (new - old) / old }, before))
}
