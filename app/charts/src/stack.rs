//! What stands on top of what: the series of one bucket, each with where it begins and ends.

use domain::view::PointState;

use crate::model::{Line, LineRole};
use crate::paint::OTHER;
use crate::pick::Pick;

/// One series' part of a bar.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) value: Option<f64>,
    /// Its height, negative where it hangs down.
    size: f64,
    /// The end nearer to zero.
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) colour: u8,
    pub(crate) state: PointState,
}

impl Part {
    /// Above zero.
    pub(crate) fn stands(&self) -> bool {
        self.size > 0.0
    }

    /// Below zero.
    pub(crate) fn hangs(&self) -> bool {
        self.size < 0.0
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.state == PointState::Settled
    }
}

/// One bucket.
pub(crate) struct Stack {
    pub(crate) parts: Vec<Part>,
}

impl Stack {
    /// The picks in their order, and the sum of the rest after them. `heap` puts them on each other; without
    /// it each begins at zero.
    pub(crate) fn new(bucket: usize, picks: &[Pick<'_>], rest: &[&Line], heap: bool) -> Self {
        let mut stack = Self { parts: Vec::with_capacity(picks.len() + 1) };
        for pick in picks {
            let state = pick.line.points.get(bucket).map_or(PointState::Gap, |point| point.state);
            let downwards = matches!(pick.line.role, LineRole::Below(_));
            stack.push(pick.value(bucket), downwards, pick.colour, state, heap);
        }
        if !rest.is_empty() {
            let points = || rest.iter().filter_map(|line| line.points.get(bucket));
            let known =
                points().filter_map(crate::ChartPoint::known).fold(None, |sum, value| Some(sum.unwrap_or(0.0) + value));
            // The sum is as good as the worst of its parts.
            let worst = points().map(|point| point.state).find(|state| *state != PointState::Settled);
            let state = match worst {
                Some(PointState::Provisional) | None if known.is_some() => worst.unwrap_or(PointState::Settled),
                Some(_) if known.is_some() => PointState::Partial,
                _ => worst.unwrap_or(PointState::Gap),
            };
            stack.push(known, false, OTHER, state, heap);
        }
        stack
    }

    fn push(&mut self, value: Option<f64>, downwards: bool, colour: u8, state: PointState, heap: bool) {
        let known = value.unwrap_or(0.0);
        let size = if downwards { -known } else { known };
        let below = size < 0.0 || (downwards && size == 0.0);
        let same_side = self.parts.iter().rev().find(|part| if below { part.hangs() } else { part.stands() });
        let from = same_side.filter(|_| heap).map_or(0.0, |part| part.to);
        self.parts.push(Part { value, size, from, to: from + size, colour, state });
    }

    /// Whether nothing of the bucket is known.
    pub(crate) fn is_gap(&self) -> bool {
        self.parts.iter().all(|part| part.value.is_none())
    }
}
