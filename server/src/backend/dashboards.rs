//! The port `Dashboards`: who may see which page, and the page's view model.

use app::backend::{Caller, Dashboards};
use app::error::AppError;
use async_trait::async_trait;
use domain::PageQuery;
use domain::view::{AdoptionView, Frame, OverviewView};

use super::errors::internal;
use super::reading::Reading;
use super::{adoption, frame, overview, policy};
use crate::state::AppState;

/// Dashboards over the archive's index.
pub struct ArchivedDashboards {
    state: AppState,
}

impl ArchivedDashboards {
    /// Dashboards of an installation.
    pub fn new(state: AppState) -> Self {
        Self { state }
    }

    /// Everything that a page is read from: one snapshot of the index, one policy, one frame.
    async fn reading(&self, caller: &Caller, query: &PageQuery) -> Result<Reading, AppError> {
        let frame: Frame = frame::frame(&self.state, query).await?;
        Ok(Reading { index: self.state.index.snapshot(), policy: policy(access::Policy::of_role(caller.role)), frame })
    }

    /// Computes off the threads that serve requests.
    async fn compute<T: Send + 'static>(
        &self,
        caller: &Caller,
        query: &PageQuery,
        view: fn(Reading) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let reading = self.reading(caller, query).await?;
        tokio::task::spawn_blocking(move || view(reading)).await.map_err(|why| internal(&why))?
    }
}

#[async_trait]
impl Dashboards for ArchivedDashboards {
    async fn overview(&self, caller: &Caller, query: &PageQuery) -> Result<OverviewView, AppError> {
        self.compute(caller, query, overview::overview).await
    }

    async fn adoption(&self, caller: &Caller, query: &PageQuery) -> Result<AdoptionView, AppError> {
        self.compute(caller, query, adoption::adoption).await
    }
}
