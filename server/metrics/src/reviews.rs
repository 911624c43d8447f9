//! x


use domain::view::{ReviewBasis,SeriesIntervals};
use crate::{Ask,AskError,Index};
/// Beside `answer` of review_engagement_rate and review_positive_share; empty for other metrics.
pub fn intervals(index: &Index, ask: &Ask) -> Result<Vec<SeriesIntervals>, AskError> { todo!() }
/// Beside `answer` of metrics about reviews, by key; empty for other metrics.
pub fn review_basis(index: &Index, ask: &Ask) -> Result<Vec<(String, ReviewBasis)>, AskError> { todo!() }
