//! The port `Dashboards`: who may see which page, and the page's view model.

use app::backend::{Caller, Dashboards};
use app::error::AppError;
use async_trait::async_trait;
use domain::sync::Moment;
use domain::view::{
    AdoptionView, CreditsView, Frame, OverviewView, PeopleView, PersonView, ReviewsView, TeamView, TeamsView,
};
use domain::{Budget, DateRange, Filter, LinkId, PageQuery, TeamSlug};
use metrics::Policy;
use serde::Serialize;

use super::errors::{self, internal};
use super::reading::Reading;
use super::{adoption, compared, credits, frame, guides, overview, people, policy, reviews, team, who_sees_persons};
use crate::annotations;
use crate::state::AppState;
use crate::state::answers::{Key, Unanswered, json_size};

/// A page: its name among kept answers, how it is computed, and where its frame is.
pub(super) struct Page<T, F = fn(Reading) -> Result<T, AppError>> {
    name: String,
    /// What was settled about money, for the page that speaks of it.
    budget: Budget,
    view: F,
    frame: fn(&mut T) -> &mut Frame,
}

impl<T> Page<T> {
    fn new(name: &str, view: fn(Reading) -> Result<T, AppError>, frame: fn(&mut T) -> &mut Frame) -> Self {
        Self { name: name.to_owned(), budget: Budget::default(), view, frame }
    }
}

impl Page<Frame> {
    /// A page of no figures.
    pub(super) fn blank() -> Self {
        Self::new("blank", |reading| Ok(reading.frame), |frame| frame)
    }
}

impl Page<OverviewView> {
    pub(super) async fn overview(state: &AppState) -> Result<Self, AppError> {
        let page = Self::new("overview", overview::overview, |view| &mut view.frame);
        Ok(Self { budget: budget(state).await?, ..page })
    }
}

impl Page<AdoptionView> {
    pub(super) fn adoption() -> Self {
        Self::new("adoption", adoption::adoption, |view| &mut view.frame)
    }
}

impl Page<CreditsView> {
    pub(super) async fn credits(state: &AppState) -> Result<Self, AppError> {
        let page = Self::new("credits", credits::credits, |view| &mut view.frame);
        Ok(Self { budget: budget(state).await?, ..page })
    }
}

impl Page<ReviewsView> {
    pub(super) fn reviews() -> Self {
        Self::new("reviews", reviews::reviews, |view| &mut view.frame)
    }
}

impl Page<TeamView> {
    pub(super) fn team() -> Self {
        Self::new("team", team::team, |view| &mut view.frame)
    }
}

async fn budget(state: &AppState) -> Result<Budget, AppError> {
    state.archive.budget().await.map(|(budget, _)| budget).map_err(errors::archive)
}

/// Who reads a page, as far as its answer depends on it.
pub(super) struct Reader {
    /// What they may see.
    pub policy: Policy,
    /// The link by which they came, and the days that it may tell of; `None` where they have an account. Answers are
    /// kept apart by it.
    pub link: Option<(LinkId, DateRange)>,
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
        let page: Page<PeopleView> = Page::new(name, view, |view| &mut view.frame);
        self.view(caller, &query, page).await
    }

    /// A page's view under a policy, for somebody with an account.
    async fn view_under<T, F>(&self, may: access::Policy, query: &PageQuery, page: Page<T, F>) -> Result<T, AppError>
    where
        T: Clone + Serialize + Send + Sync + 'static,
        F: FnOnce(Reading) -> Result<T, AppError> + Send + 'static,
    {
        let reader = Reader { policy: policy(may, &self.state.config), link: None };
        view_for(&self.state, reader, query, page).await
    }
}

/// A page's view: from one snapshot of the index, for one reader; or the one that was computed for the same
/// before. What changes by the minute is put in afterwards.
pub(super) async fn view_for<T, F>(
    state: &AppState,
    reader: Reader,
    query: &PageQuery,
    page: Page<T, F>,
) -> Result<T, AppError>
where
    T: Clone + Serialize + Send + Sync + 'static,
    F: FnOnce(Reading) -> Result<T, AppError> + Send + 'static,
{
    let Reader { policy, link } = reader;
    let (index, today) = (state.index.snapshot(), state.clock.today());
    let now = Moment(state.clock.now().timestamp());
    let annotated = async { state.archive.annotations().await.map_err(errors::archive) };
    let (mut freshness, mut annotated) = tokio::try_join!(frame::freshness(state, &index), annotated)?;
    let team = query.filter.team.as_ref();
    let above = team.map(|team| compared::above(index.teams(), team.as_str())).unwrap_or_default();
    if link.is_some() {
        // What went wrong between OpenAI and us, and what is marked for the house alone, stays in the house.
        (freshness.failure, freshness.running, freshness.connections) = (None, Vec::new(), Vec::new());
        annotated.retain(|(_, annotation)| annotation.shared);
    }
    let marked = annotations::of_page(annotated, team, &above);
    let allowed = link.as_ref().map(|(_, days)| *days);
    let whose = link.map(|(link, days)| format!("link {link} {days:?} ")).unwrap_or_default();
    let question = format!("page {whose}{} {} {:?}", page.name, query.to_query(), page.budget);
    let key = Key::of(&index, today, policy, question);
    let frame_of = page.frame;
    let compute = {
        let (query, freshness) = (query.clone(), freshness.clone());
        move || {
            let frame = frame::frame(&index, policy, &query, allowed, (today, now), freshness);
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

#[async_trait]
impl Dashboards for ArchivedDashboards {
    async fn overview(&self, caller: &Caller, query: &PageQuery) -> Result<OverviewView, AppError> {
        let mut view = self.view(caller, query, Page::overview(&self.state).await?).await?;
        if caller.role.administers() {
            view.guides = guides::lines(&self.state).await?;
            view.guides.retain(|line| line.draft.connection.is_none());
        }
        Ok(view)
    }

    async fn adoption(&self, caller: &Caller, query: &PageQuery) -> Result<AdoptionView, AppError> {
        self.view(caller, query, Page::adoption()).await
    }

    async fn credits(&self, caller: &Caller, query: &PageQuery) -> Result<CreditsView, AppError> {
        self.view(caller, query, Page::credits(&self.state).await?).await
    }

    async fn reviews(&self, caller: &Caller, query: &PageQuery) -> Result<ReviewsView, AppError> {
        self.view(caller, query, Page::reviews()).await
    }

    async fn teams(&self, caller: &Caller, query: &PageQuery) -> Result<TeamsView, AppError> {
        let page: Page<TeamsView> = Page::new("teams", compared::compared, |view| &mut view.frame);
        self.view(caller, query, page).await
    }

    async fn team(&self, caller: &Caller, slug: &TeamSlug, query: &PageQuery) -> Result<TeamView, AppError> {
        let filter = Filter { team: Some(slug.clone()), ..query.filter.clone() };
        let query = PageQuery { filter, ..query.clone() };
        self.view(caller, &query, Page::team()).await
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
