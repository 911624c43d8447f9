//! Figures that pages want together: the frequency bands, and the roster beside each series.

use domain::Metric;
use domain::view::{Bands, PointState, Split};

use crate::answer::totals;
use crate::ask::{Ask, AskError};
use crate::index::Index;
use crate::kernels::daily::roster_on;
use crate::layout::Layout;

/// How often people come back, over the 28 days that end the question's range; its metric and split are
/// left out of account. Without a roster nobody is dormant or has never come: those bands are left out.
pub fn bands(index: &Index, ask: &Ask) -> Result<Bands, AskError> {
    let of = |metric: Metric| {
        let ask = Ask { metric, split: Split::None, by: domain::Interval::Total, ..ask.clone() };
        ask.check()?;
        let layout = Layout::of(index, index.derived(), &ask)?;
        Ok(totals(index, &layout, &ask, ask.range).into_iter().next().map(|figure| (metric, figure)))
    };
    let shown = [Metric::PowerPeople, Metric::RegularPeople, Metric::LightPeople];
    let rostered = [Metric::DormantPeople, Metric::NeverPeople];
    let roster = index.roster_size(ask.range.to().min(ask.today), ask.filter.team.as_ref());
    let metrics = shown.into_iter().chain(rostered.into_iter().filter(|_| roster.is_some()));
    let bands = metrics.filter_map(|metric| of(metric).transpose()).collect::<Result<Vec<_>, AskError>>()?;
    let hidden = bands.iter().any(|(_, figure)| figure.state == PointState::TooFew);
    Ok(Bands { roster: roster.filter(|_| !hidden), bands })
}

/// People on the roster on the range's last day (or today, whichever is earlier) beside each series of
/// the question in a split by team or parent team, by key: `None` without a roster or where the series is hidden.
pub fn roster_by_line(index: &Index, ask: &Ask) -> Result<Vec<(String, Option<u32>)>, AskError> {
    let split = if ask.split.is_by_team() { ask.split } else { Split::Team };
    let ask = Ask { split, ..ask.clone() };
    ask.check()?;
    let derived = index.derived();
    let layout = Layout::of(index, derived, &ask)?;
    let mut sizes = vec![0i64; layout.lines.len()];
    for (line, on) in layout.by_team.iter().zip(roster_on(index, ask.range.to().min(ask.today))) {
        line.and_then(|line| sizes.get_mut(line)).into_iter().for_each(|size| *size += on);
    }
    let known = !index.roster.people.is_empty();
    let size = |(line, size): (&crate::layout::Line, i64)| {
        (line.key.clone(), u32::try_from(size).ok().filter(|_| known && !line.hidden))
    };
    Ok(layout.lines.iter().zip(sizes).map(size).collect())
}
