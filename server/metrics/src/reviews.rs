//! Beside the figures about reviews: how sure a share is, and how it is known whose reviews they are.

use domain::view::{PointState, ReviewBasis, SeriesIntervals, ShareInterval};

use crate::answer::{job, states};
use crate::ask::{Ask, AskError};
use crate::catalog::Kind;
use crate::index::Index;
use crate::kernels::reviews;
use crate::layout::Layout;
use crate::spans::spans;

/// Wilson's 95 % intervals beside each series of an answer, with the base that they rest on: of rates of
/// engagement, replies and reactions, and of shares of votes. Empty for every other metric, and where the filter asks for what the
/// source does not say. There is an interval exactly where the answer has a value.
pub fn intervals(index: &Index, ask: &Ask) -> Result<Vec<SeriesIntervals>, AskError> {
    ask.check()?;
    let layout = Layout::of(index, index.derived(), ask)?;
    // A quotient that may exceed 1 is no share, and has no such interval.
    let Kind::ReviewRate { dataset, over, under, least: least @ 1.., odd } = Kind::of(ask.metric) else {
        return Ok(Vec::new());
    };
    if ask.is_beyond_source() {
        return Ok(Vec::new());
    }
    let job = job(index, &layout, ask, spans(ask.range, ask.by));
    let states = states(&job);
    let rate = reviews::Rate { over, under, least, odd };
    let of_line = |(line, intervals): (&crate::layout::Line, Vec<Option<ShareInterval>>)| {
        let shown = |(state, interval): (&PointState, Option<ShareInterval>)| {
            interval.filter(|_| !line.hidden && *state != PointState::Gap)
        };
        let mut points: Vec<Option<ShareInterval>> = states.iter().zip(intervals).map(shown).collect();
        let total = points.pop().flatten();
        SeriesIntervals { key: line.key.clone(), points, total }
    };
    Ok(layout.lines.iter().zip(reviews::intervals(&job, dataset, &rate)).map(of_line).collect())
}

/// How it is known which reviews are in each series of an answer, by key: from the people in the rows,
/// from a connection of the team's own, or not at all. Empty for metrics that are not about reviews, and
/// where the filter asks for what the source does not say.
pub fn review_basis(index: &Index, ask: &Ask) -> Result<Vec<(String, ReviewBasis)>, AskError> {
    ask.check()?;
    let layout = Layout::of(index, index.derived(), ask)?;
    let (Kind::Reviews { dataset, .. } | Kind::ReviewRate { dataset, .. }) = Kind::of(ask.metric) else {
        return Ok(Vec::new());
    };
    if ask.is_beyond_source() {
        return Ok(Vec::new());
    }
    let job = job(index, &layout, ask, spans(ask.range, ask.by));
    let keys = layout.lines.iter().map(|line| line.key.clone());
    Ok(keys.zip(reviews::basis(&job, dataset)).collect())
}
