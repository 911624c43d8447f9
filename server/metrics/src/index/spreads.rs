//! How credits spread over people in some days: what can be asked for, and what is kept of it. How it is measured is
//! told in `kernels::spread`.

use domain::ConnectionId;

use super::lines::Lines;
use super::matrix::Days;
use super::memo::Memo;
use crate::layout::Part;

/// Whose credits over which days.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Spent {
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) part: Part,
    pub(crate) days: Days,
}

/// The same, put together how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Spreading {
    pub(crate) of: Spent,
    pub(crate) lines: Lines,
}

/// The measures of one line; amounts are millionths of a credit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spreads {
    pub(crate) people: i64,
    pub(crate) total: i64,
    pub(crate) median: i64,
    pub(crate) p90: i64,
    /// Credits of the tenth of the people who used most.
    pub(crate) top_tenth: i64,
    /// How few people make half of the credits.
    pub(crate) half: i64,
}

/// What is kept of one version of the index.
#[derive(Debug, Default)]
pub(crate) struct KeptSpreads {
    /// The spreads by line.
    pub(crate) spreads: Memo<Spreading, Spreads>,
    /// Long stretches: each active person's credits, in millionths, with the code of the team, in the order of teams.
    pub(crate) spent: Memo<Spent, (u32, i64)>,
}

impl KeptSpreads {
    /// What the version before has of days before this one.
    pub(crate) fn carried(&self, changed: i32) -> Self {
        Self {
            spreads: self.spreads.carried(|of| of.of.days.1 < changed),
            spent: self.spent.carried(|of| of.days.1 < changed),
        }
    }

    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.spreads.bytes() + self.spent.bytes()
    }
}
