//! x


use domain::view::CreditChange;
use crate::{AskError,Index,Scope};
pub fn credit_change(index: &Index, scope: &Scope) -> Result<CreditChange, AskError> { todo!() }
