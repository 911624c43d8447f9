//! People counted over stretches of days, by team: what can be asked for, and what is kept of it. How they are counted
//! is told in `kernels::headcounts`.

use domain::ConnectionId;

use super::matrix::Days;
use super::memo::Memo;
use crate::catalog::{Band, Flow};
use crate::layout::Part;

/// Whom to count; each in the team of the last active one of the days that decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Headcount {
    /// People active on any of the days.
    Active(Days),
    /// People who used two clients or more in the days.
    Several(Days),
    /// People who were in a band over the 28 days that end with a day.
    InBand(Band, i32),
    /// People who went one way from the days before to these.
    Went(Flow, Step),
}

/// The days that decide which way somebody went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Step {
    /// The first day of the bucket, which may lie before the range.
    pub(crate) start: i32,
    /// The bucket's days inside the range.
    pub(crate) here: Days,
    pub(crate) before: Days,
}

impl Headcount {
    /// The last day whose rows count.
    pub(crate) fn last_day(self) -> i32 {
        match self {
            Self::Active((_, to)) | Self::Several((_, to)) | Self::InBand(_, to) => to,
            Self::Went(_, step) => step.here.1.max(step.before.1),
        }
    }
}

/// Of one connection or of all, in a part of their rows.
pub(crate) type Key = (Option<ConnectionId>, Part, Headcount);

/// The counts of one version of the index, by code of the team.
pub(crate) type Headcounts = Memo<Key, u32>;
