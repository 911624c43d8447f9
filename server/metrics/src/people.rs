//! x


use std::ops::Range;use domain::view::{People,PeopleOrder};
use crate::{AskError,Index,Scope};
pub fn people(index: &Index, scope: &Scope, order: PeopleOrder, rows: Range<usize>) -> Result<People, AskError> { todo!() }
