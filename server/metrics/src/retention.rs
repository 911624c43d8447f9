//! Retention: who came back in the weeks after their first (METRICS.md 7).

use domain::view::Retention;

use crate::ask::AskError;
use crate::index::Index;
use crate::scope::Scope;

pub fn retention(index: &Index, scope: &Scope) -> Result<Retention, AskError> { todo!() }
