//! x


use domain::Credits;use domain::view::Forecast;
use crate::{AskError,Index,Scope};
/// `scope.range` is the cycle.
pub fn forecast(index: &Index, scope: &Scope, budget: Option<Credits>) -> Result<Forecast, AskError> { todo!() }
