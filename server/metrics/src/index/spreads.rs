//! How credits spread over people in some days: what can be asked for, and what is kept of it. How it is measured is
//! told in `kernels::spread`.

use std::sync::Arc;

use domain::ConnectionId;

use super::headcounts::Days;
use super::memo::Memo;
use crate::layout::Part;

/// Whose credits, put together how.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Spreading {
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) part: Part,
    /// The line of each team, by code.
    pub(crate) lines: Arc<[Option<u32>]>,
    pub(crate) days: Days,
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

/// The spreads of one version of the index, by line.
pub(crate) type KeptSpreads = Memo<Spreading, Spreads>;
