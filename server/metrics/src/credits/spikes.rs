//! x


use domain::Credits;use domain::view::Spikes;
use crate::{AskError,Index,Scope};
/// `least`: the credits that a day must exceed.
pub fn spikes(index: &Index, scope: &Scope, least: Credits) -> Result<Spikes, AskError> { todo!() }
