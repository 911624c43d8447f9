//! The port `Dashboards`: who may see which page, and the page's view model.

use app::backend::{Caller, Dashboards};
use app::error::AppError;
use async_trait::async_trait;
use domain::sync::Moment;
use domain::view::{
    AdoptionView, CreditsView, Frame, OverviewView, PeopleView, PersonView, ReviewsView, TeamView, TeamsView,
};
use domain::{Budget, Filter, PageQuery, TeamSlug};
use serde::Serialize;

use super::errors::{self, internal};
use super::reading::Reading;
use super::{adoption, compared, credits, frame, overview, people, policy, reviews, team, who_sees_persons};
use crate::annotations;
use crate::state::AppState;
use crate::state::answers::{Key, Unanswered, json_size};

/// A page: its name among kept answers, how it is computed, and where its frame is.
struct Page<T, F = fn(Reading) -> Result<T, AppError>> {
    name: String,
    /// What was settled about money, for the page that speaks of it.
    budget: Budget,
    view: F,
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

    /// A page's view under the policy of the caller's role.
    async fn view<T: Clone + Serialize + Send + Sync + 'static>(
        &self,
        caller: &Caller,
        query: &PageQuery,
        page: Page<T>,
    ) -> Result<T, AppError> {
        self.view_under(access::Policy::of_role(caller.role), query, page).await
    }

    /// A list of people, for those who may see persons.
    async fn listed(
        &self,
        caller: &Caller,
        query: &PageQuery,
        name: &str,
        view: fn(Reading) -> Result<PeopleView, AppError>,
    ) -> Result<PeopleView, AppError> {
        who_sees_persons(caller)?;
        // Who was active is not known by model.
        let filter = Filter { model: None, ..query.filter.clone() };
        let query = PageQuery { filter, ..query.clone() };
        let budget = Budget::default();
        let page: Page<PeopleView> = Page { name: name.to_owned(), budget, view, frame: |view| &mut view.frame };
        self.view(caller, &query, page).await
    }

    /// A page's view: from one snapshot of the index, for one policy; or the one that was computed for the same
    /// before. What changes by the minute is put in afterwards.
    async fn view_under<T, F>(&self, may: access::Policy, query: &PageQuery, page: Page<T, F>) -> Result<T, AppError>
    where
        T: Clone + Serialize + Send + Sync + 'static,
        F: FnOnce(Reading) -> Result<T, AppError> + Send + 'static,
    {
        let state = &self.state;
        let (index, today) = (state.index.snapshot(), state.clock.today());
        let now = Moment(state.clock.now().timestamp());
        let freshness = frame::freshness(state, &index).await?;
        let team = query.filter.team.as_ref();
        let above = team.map(|team| compared::above(index.teams(), team.as_str())).unwrap_or_default();
        let marked = annotations::of_page(state.archive.annotations().await.map_err(errors::archive)?, team, &above);
        let policy = policy(may, &state.config);
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
        let page: Page<OverviewView> =
            Page { name: "overview".to_owned(), budget, view: overview::overview, frame: |view| &mut view.frame };
        self.view(caller, query, page).await
    }

    async fn adoption(&self, caller: &Caller, query: &PageQuery) -> Result<AdoptionView, AppError> {
        let budget = Budget::default();
        let page: Page<AdoptionView> =
            Page { name: "adoption".to_owned(), budget, view: adoption::adoption, frame: |view| &mut view.frame };
        self.view(caller, query, page).await
    }

    async fn credits(&self, caller: &Caller, query: &PageQuery) -> Result<CreditsView, AppError> {
        let (budget, _) = self.state.archive.budget().await.map_err(errors::archive)?;
        let page: Page<CreditsView> =
            Page { name: "credits".to_owned(), budget, view: credits::credits, frame: |view| &mut view.frame };
        self.view(caller, query, page).await
    }

    async fn reviews(&self, caller: &Caller, query: &PageQuery) -> Result<ReviewsView, AppError> {
        let budget = Budget::default();
        let page: Page<ReviewsView> =
            Page { name: "reviews".to_owned(), budget, view: reviews::reviews, frame: |view| &mut view.frame };
        self.view(caller, query, page).await
    }

    async fn teams(&self, caller: &Caller, query: &PageQuery) -> Result<TeamsView, AppError> {
        let budget = Budget::default();
        let page: Page<TeamsView> =
            Page { name: "teams".to_owned(), budget, view: compared::compared, frame: |view| &mut view.frame };
        self.view(caller, query, page).await
    }

    async fn team(&self, caller: &Caller, slug: &TeamSlug, query: &PageQuery) -> Result<TeamView, AppError> {
        let budget = Budget::default();
        let filter = Filter { team: Some(slug.clone()), ..query.filter.clone() };
        let query = PageQuery { filter, ..query.clone() };
        let page: Page<TeamView> =
            Page { name: "team".to_owned(), budget, view: team::team, frame: |view| &mut view.frame };
        self.view(caller, &query, page).await
    }

    async fn people(&self, caller: &Caller, query: &PageQuery) -> Result<PeopleView, AppError> {
        self.listed(caller, query, "people", people::people).await
    }

    async fn everyone(&self, caller: &Caller, query: &PageQuery) -> Result<PeopleView, AppError> {
        self.listed(caller, query, "everyone", people::everyone).await
    }

    async fn person(&self, caller: &Caller, who: &str, query: &PageQuery) -> Result<PersonView, AppError> {
        let index = self.state.index.snapshot();
        let (me, mine) = (who == "me", index.person_key(caller.email.as_str()));
        let asked = if me { mine.clone() } else { index.person_key(who) };
        let own = me || (asked.is_some() && asked == mine);
        if !own {
            who_sees_persons(caller)?;
        }
        if !own && asked.is_none() {
            return Err(AppError::NotFound { what: format!("person “{who}”") });
        }
        let key = asked.map(|key| key.as_str().to_owned()).unwrap_or_default();
        // The answer is about this person alone, whom the caller may see.
        let may = access::Policy { floor: None };
        let filter = Filter { model: None, team: None, ..query.filter.clone() };
        let query = PageQuery { filter, ..query.clone() };
        let name = format!("person {key} {own} {me}");
        let whose = people::Whose { key, own, me };
        let view = move |reading: Reading| people::person(reading, &whose);
        let page = Page { name, budget: Budget::default(), view, frame: |view: &mut PersonView| &mut view.frame };
        self.view_under(may, &query, page).await
    }
}
