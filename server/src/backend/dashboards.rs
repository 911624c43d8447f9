//! The port `Dashboards`: who may see which page, and the page's view model.

use app::backend::{Caller, Dashboards};
use app::error::AppError;
use async_trait::async_trait;
use domain::sync::Moment;
use domain::view::{AdoptionView, CreditsView, Frame, OverviewView, TeamView, TeamsView};
use domain::{Budget, Filter, PageQuery, TeamSlug};
use serde::Serialize;

use super::errors::{self, internal};
use super::reading::Reading;
use super::{adoption, compared, credits, frame, overview, policy, team};
use crate::annotations;
use crate::state::AppState;
use crate::state::answers::{Key, Unanswered, json_size};

/// A page: its name among kept answers, how it is computed, and where its frame is.
struct Page<T> {
    name: &'static str,
    /// What was settled about money, for the page that speaks of it.
    budget: Budget,
    view: fn(Reading) -> Result<T, AppError>,
    frame: fn(&mut T) -> &mut Frame,
}

/// Dashboards over the archive's index.
pub struct ArchivedDashboards {
    state: AppState,
}

impl ArchivedDashboards {
    /// Dashboards of an installation.
    pub fn new(state: AppState) -> Self {
        Self { state }
    }

    /// A page's view: from one snapshot of the index, for one policy; or the one that was computed for the same
    /// before. What changes by the minute is put in afterwards.
    async fn view<T: Clone + Serialize + Send + Sync + 'static>(
        &self,
        caller: &Caller,
        query: &PageQuery,
        page: Page<T>,
    ) -> Result<T, AppError> {
        let state = &self.state;
        let (index, today) = (state.index.snapshot(), state.clock.today());
        let now = Moment(state.clock.now().timestamp());
        let freshness = frame::freshness(state, &index).await?;
        let team = query.filter.team.as_ref();
        let above = team.map(|team| compared::above(index.teams(), team.as_str())).unwrap_or_default();
        let marked = annotations::of_page(state.archive.annotations().await.map_err(errors::archive)?, team, &above);
        let policy = policy(access::Policy::of_role(caller.role), &state.config);
        let question = format!("page {} {} {:?}", page.name, query.to_query(), page.budget);
        let key = Key::of(&index, today, policy, question);
        let frame_of = page.frame;
        let compute = {
            let (query, freshness) = (query.clone(), freshness.clone());
            move || {
                let frame = frame::frame(&index, policy, &query, (today, now), freshness);
                (page.view)(Reading { index, policy, frame, budget: page.budget })
            }
        };
        let kept = state.answers.get(key, json_size, compute).await.map_err(|why| match why {
            Unanswered::Refused(error) => error,
            Unanswered::Broken(why) => internal(&why),
        })?;
        let mut view = T::clone(&kept);
        let frame: &mut Frame = frame_of(&mut view);
        (frame.now, frame.freshness, frame.marked) = (now, freshness, marked);
        Ok(view)
    }
}

#[async_trait]
impl Dashboards for ArchivedDashboards {
    async fn overview(&self, caller: &Caller, query: &PageQuery) -> Result<OverviewView, AppError> {
        let budget = Budget::default();
        let page = Page { name: "overview", budget, view: overview::overview, frame: |view| &mut view.frame };
        self.view(caller, query, page).await
    }

    async fn adoption(&self, caller: &Caller, query: &PageQuery) -> Result<AdoptionView, AppError> {
        let budget = Budget::default();
        let page = Page { name: "adoption", budget, view: adoption::adoption, frame: |view| &mut view.frame };
        self.view(caller, query, page).await
    }

    async fn credits(&self, caller: &Caller, query: &PageQuery) -> Result<CreditsView, AppError> {
        let (budget, _) = self.state.archive.budget().await.map_err(errors::archive)?;
        let page = Page { name: "credits", budget, view: credits::credits, frame: |view| &mut view.frame };
        self.view(caller, query, page).await
    }

    async fn teams(&self, caller: &Caller, query: &PageQuery) -> Result<TeamsView, AppError> {
        let budget = Budget::default();
        let page = Page { name: "teams", budget, view: compared::compared, frame: |view| &mut view.frame };
        self.view(caller, query, page).await
    }

    async fn team(&self, caller: &Caller, slug: &TeamSlug, query: &PageQuery) -> Result<TeamView, AppError> {
        let budget = Budget::default();
        let filter = Filter { team: Some(slug.clone()), ..query.filter.clone() };
        let query = PageQuery { filter, ..query.clone() };
        let page = Page { name: "team", budget, view: team::team, frame: |view| &mut view.frame };
        self.view(caller, &query, page).await
    }
}
