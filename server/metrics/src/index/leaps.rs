//! Days on which a team stands out from its days before: what can be asked for, and what is kept of it, a calendar
//! month at a time. How a day is judged is told in `credits::spikes`.

use domain::ConnectionId;

use super::lines::Lines;
use super::matrix::Days;
use super::memo::Memo;
use crate::layout::Part;

/// Whose leaps in which month.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Month {
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) part: Part,
    pub(crate) lines: Lines,
    /// Millionths of a credit that a day must exceed.
    pub(crate) least: i64,
    pub(crate) days: Days,
}

/// A day that stands out, whatever is known of it and of the days before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leap {
    pub(crate) line: u32,
    pub(crate) day: i32,
    /// Millionths of a credit.
    pub(crate) credits: i64,
    pub(crate) judge: Judge,
}

/// Median and median distance of the days before, kept so that halves stay whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judge {
    /// Twice the median.
    pub(crate) twice_median: i128,
    /// Four times the median distance.
    pub(crate) four_mads: i128,
}

/// The leaps of one version of the index.
pub(crate) type Leaps = Memo<Month, Leap>;

/// What the version before has of months before the first day that changed.
pub(crate) fn carried(last: &Leaps, changed: i32) -> Leaps {
    last.carried(|of| of.days.1 < changed)
}
