//! The port `Settings`: what an admin settles while Uptake runs. For admins alone.

use app::backend::{BudgetForm, Caller, Settings};
use app::error::AppError;
use async_trait::async_trait;
use domain::sync::Moment;
use domain::view::BudgetView;

use super::{admins_only, errors};
use crate::budget::{self, BudgetError};
use crate::state::AppState;

/// Settings of an installation.
pub struct ArchivedSettings {
    state: AppState,
}

impl ArchivedSettings {
    /// Settings of an installation.
    pub fn new(state: AppState) -> Self {
        Self { state }
    }
}

#[async_trait]
impl Settings for ArchivedSettings {
    async fn budget(&self, caller: &Caller) -> Result<BudgetView, AppError> {
        admins_only(caller)?;
        let (budget, changed) = self.state.archive.budget().await.map_err(errors::archive)?;
        let now = Moment(self.state.clock.now().timestamp());
        Ok(BudgetView { now, budget, changed: changed.map(|at| Moment(at.timestamp())) })
    }

    async fn settle_budget(&self, caller: &Caller, form: BudgetForm) -> Result<(), AppError> {
        admins_only(caller)?;
        budget::settle(&self.state, caller.account, &form).await.map_err(|error| match error {
            BudgetError::Field { field, message } => AppError::Invalid { field: field.to_owned(), message },
            BudgetError::Archive(error) => errors::archive(error),
        })
    }
}
