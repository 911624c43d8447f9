//! x


use domain::Interval;use domain::view::{Attribution,Split};
use crate::{AskError,Index,Scope};
pub fn attribution(index: &Index, scope: &Scope, by: Interval, split: Split) -> Result<Attribution, AskError> { todo!() }
