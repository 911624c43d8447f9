//! The port `Settings`: what is settled while Uptake runs. For admins, and annotations for leaders, too.

use app::backend::{AnnotationForm, BudgetForm, Caller, Settings};
use app::error::AppError;
use async_trait::async_trait;
use domain::sync::Moment;
use domain::view::{AnnotationRow, AnnotationsView, BudgetView};

use super::{admins_only, errors, frame};
use crate::annotations::{self, AnnotationError};
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

    async fn annotations(&self, caller: &Caller) -> Result<AnnotationsView, AppError> {
        may_annotate(caller)?;
        let index = self.state.index.snapshot();
        let title = |slug: &domain::TeamSlug| {
            let found = index.teams().iter().find(|team| team.slug == *slug);
            found.map_or_else(|| slug.to_string(), |team| team.title.clone())
        };
        let all = self.state.archive.annotations().await.map_err(errors::archive)?.into_iter();
        let row = |(id, annotation): (i64, domain::annotation::Annotation)| {
            let team = annotation.team.as_ref().map(title);
            AnnotationRow { id, annotation, team }
        };
        let annotations = all.map(row).collect();
        Ok(AnnotationsView { today: self.state.clock.today(), teams: frame::teams(&index), annotations })
    }

    async fn annotate(&self, caller: &Caller, form: AnnotationForm) -> Result<(), AppError> {
        may_annotate(caller)?;
        annotations::add(&self.state, caller.account, &form).await.map_err(refused)
    }

    async fn change_annotation(&self, caller: &Caller, id: i64, form: AnnotationForm) -> Result<(), AppError> {
        may_annotate(caller)?;
        annotations::change(&self.state, caller.account, id, &form).await.map_err(refused)
    }

    async fn remove_annotation(&self, caller: &Caller, id: i64) -> Result<(), AppError> {
        may_annotate(caller)?;
        annotations::remove(&self.state, caller.account, id).await.map_err(refused)
    }
}

fn may_annotate(caller: &Caller) -> Result<(), AppError> {
    if caller.role.annotates() { Ok(()) } else { Err(AppError::Forbidden) }
}

fn refused(error: AnnotationError) -> AppError {
    match error {
        AnnotationError::Field { field, message } => AppError::Invalid { field: field.to_owned(), message },
        AnnotationError::Gone => AppError::NotFound { what: "such annotation".to_owned() },
        AnnotationError::Archive(error) => errors::archive(error),
    }
}
