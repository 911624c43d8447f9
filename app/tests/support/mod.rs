//! A backend that makes its numbers up in twenty lines a noun, and the site around it, without a database.

pub mod crew;
pub mod guided;
pub mod marks;
pub mod money;
pub mod persons;
pub mod reviewed;
pub mod sample;
pub mod shared;

use std::sync::Arc;

use app::AppError;
use app::backend::{
    AnnotationForm, Backend, BudgetForm, Caller, Connections, Dashboards, Guides, NewConnection, RolloutForm, Settings,
    Site, SupportForm,
};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use domain::sync::Stand;
use domain::view::{
    AdoptionView, AnnotationsView, BudgetView, ConnectView, ConnectionCareView, CreditsView, GuideView, GuidesView,
    OverviewView, PeopleView, PersonView, ReviewsView, RolloutView, TeamView, TeamsView, Visitor,
};
use domain::{AccountId, ConnectionName, PageQuery, Role, TeamSlug};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower::ServiceExt;

/// A page of each kind.
pub const PAGES: [&str; 18] = [
    "/",
    "/adoption",
    "/credits",
    "/reviews",
    "/people",
    "/people/ana%40example.com",
    "/teams",
    "/teams/engineering",
    "/connect",
    "/connect/new",
    "/connect/new/1",
    "/connect/rollout",
    "/links",
    "/settings/budget",
    "/settings/annotations",
    "/sign-in",
    "/set-up/abc",
    "/nowhere",
];

/// What the fake answers; each test changes what it is about.
#[derive(Clone)]
pub struct Fake {
    /// Who is signed in.
    pub role: Option<Role>,
    /// What it does with what was typed about a link.
    pub link: fn(domain::view::LinkForm) -> Result<(), AppError>,
    /// Changes the Overview that it answers.
    pub overview: fn(OverviewView) -> Result<OverviewView, AppError>,
    /// Changes the Adoption page that it answers.
    pub adoption: fn(AdoptionView) -> Result<AdoptionView, AppError>,
    /// Changes the Credits page that it answers.
    pub credits: fn(CreditsView) -> Result<CreditsView, AppError>,
    /// Changes the Reviews page that it answers.
    pub reviews: fn(ReviewsView) -> Result<ReviewsView, AppError>,
    /// Changes the comparison of teams that it answers.
    pub teams: fn(TeamsView) -> Result<TeamsView, AppError>,
    /// Changes the page of a team that it answers.
    pub team: fn(TeamView) -> Result<TeamView, AppError>,
    /// Changes the list of people that it answers.
    pub people: fn(PeopleView) -> Result<PeopleView, AppError>,
    /// Changes the page of a person that it answers.
    pub person: fn(PersonView) -> Result<PersonView, AppError>,
    /// Changes the budget that it answers.
    pub budget: fn(BudgetView) -> Result<BudgetView, AppError>,
    /// What settling a budget gives.
    pub settle: fn(BudgetForm) -> Result<(), AppError>,
    /// Changes the annotations that it answers.
    pub annotations: fn(AnnotationsView) -> Result<AnnotationsView, AppError>,
    /// What annotating gives.
    pub annotate: fn(AnnotationForm) -> Result<(), AppError>,
    /// What changing an annotation gives.
    pub change: fn(i64, AnnotationForm) -> Result<(), AppError>,
    /// Changes the list of connections that it answers.
    pub list: fn(ConnectView) -> Result<ConnectView, AppError>,
    /// What connecting gives.
    pub connect: fn(NewConnection) -> Result<(), AppError>,
    /// Changes the guide that it answers.
    pub guide: fn(GuideView) -> Result<GuideView, AppError>,
    /// What pasting a key into a guide gives.
    pub paste: fn(i64, String) -> Result<(), AppError>,
    /// Changes the list of the rollout that it answers.
    pub rollout: fn(RolloutView) -> Result<RolloutView, AppError>,
    /// What settling an item of the rollout gives.
    pub item: fn(RolloutForm) -> Result<(), AppError>,
}

impl Default for Fake {
    fn default() -> Self {
        Self {
            role: Some(Role::Admin),
            link: |_| Ok(()),
            overview: Ok,
            adoption: Ok,
            credits: Ok,
            reviews: Ok,
            teams: Ok,
            team: Ok,
            people: Ok,
            person: Ok,
            budget: Ok,
            settle: |_| Ok(()),
            annotations: Ok,
            annotate: |_| Ok(()),
            change: |_, _| Ok(()),
            list: Ok,
            connect: |_| Ok(()),
            guide: Ok,
            paste: |_, _| Ok(()),
            rollout: Ok,
            item: |_| Ok(()),
        }
    }
}

#[async_trait]
impl Dashboards for Fake {
    async fn overview(&self, _: &Caller, query: &PageQuery) -> Result<OverviewView, AppError> {
        (self.overview)(sample::overview(query))
    }

    async fn adoption(&self, _: &Caller, query: &PageQuery) -> Result<AdoptionView, AppError> {
        (self.adoption)(sample::adoption(query))
    }

    async fn credits(&self, _: &Caller, query: &PageQuery) -> Result<CreditsView, AppError> {
        (self.credits)(money::page(query))
    }

    async fn reviews(&self, _: &Caller, query: &PageQuery) -> Result<ReviewsView, AppError> {
        (self.reviews)(reviewed::page(query))
    }

    async fn people(&self, _: &Caller, query: &PageQuery) -> Result<PeopleView, AppError> {
        (self.people)(persons::list(query))
    }

    async fn everyone(&self, _: &Caller, query: &PageQuery) -> Result<PeopleView, AppError> {
        (self.people)(persons::list(query))
    }

    async fn person(&self, _: &Caller, who: &str, query: &PageQuery) -> Result<PersonView, AppError> {
        (self.person)(persons::one(who, query))
    }

    async fn teams(&self, _: &Caller, query: &PageQuery) -> Result<TeamsView, AppError> {
        (self.teams)(crew::teams(query))
    }

    async fn team(&self, _: &Caller, slug: &TeamSlug, query: &PageQuery) -> Result<TeamView, AppError> {
        (self.team)(crew::team(slug, query))
    }
}

#[async_trait]
impl Settings for Fake {
    async fn budget(&self, _: &Caller) -> Result<BudgetView, AppError> {
        (self.budget)(money::settings())
    }

    async fn settle_budget(&self, _: &Caller, form: BudgetForm) -> Result<(), AppError> {
        (self.settle)(form)
    }

    async fn annotations(&self, _: &Caller) -> Result<AnnotationsView, AppError> {
        (self.annotations)(marks::annotations())
    }

    async fn annotate(&self, _: &Caller, form: AnnotationForm) -> Result<(), AppError> {
        (self.annotate)(form)
    }

    async fn change_annotation(&self, _: &Caller, id: i64, form: AnnotationForm) -> Result<(), AppError> {
        (self.change)(id, form)
    }

    async fn remove_annotation(&self, _: &Caller, _: i64) -> Result<(), AppError> {
        Ok(())
    }
}

#[async_trait]
impl Connections for Fake {
    async fn list(&self, _: &Caller) -> Result<ConnectView, AppError> {
        (self.list)(sample::connections())
    }

    async fn connect(&self, _: &Caller, form: NewConnection) -> Result<(), AppError> {
        (self.connect)(form)
    }

    async fn one(&self, _: &Caller, name: &ConnectionName) -> Result<ConnectionCareView, AppError> {
        let view = (self.list)(sample::connections())?;
        let found = view.connections.into_iter().find(|one| one.name == *name);
        let connection = found.ok_or_else(|| AppError::NotFound { what: format!("connection “{name}”") })?;
        Ok(sample::care(view.now, connection))
    }

    async fn check(&self, _: &Caller, _: &ConnectionName) -> Result<(), AppError> {
        Ok(())
    }

    async fn rotate(&self, _: &Caller, _: &ConnectionName, _: String) -> Result<(), AppError> {
        Ok(())
    }

    async fn assign(&self, _: &Caller, _: &ConnectionName, _: &str) -> Result<(), AppError> {
        Ok(())
    }

    async fn stand(&self, _: &Caller, _: &ConnectionName, _: Stand) -> Result<(), AppError> {
        Ok(())
    }

    async fn sync_now(&self, _: &Caller, _: &ConnectionName) -> Result<(), AppError> {
        Ok(())
    }
}

#[async_trait]
impl Guides for Fake {
    async fn guides(&self, _: &Caller) -> Result<GuidesView, AppError> {
        Ok(guided::guides())
    }

    async fn guide(&self, _: &Caller, id: i64) -> Result<GuideView, AppError> {
        (self.guide)(guided::guide(id))
    }

    async fn begin(&self, _: &Caller, _: &str) -> Result<i64, AppError> {
        Ok(7)
    }

    async fn tick(&self, _: &Caller, _: i64, _: &str, _: bool) -> Result<(), AppError> {
        Ok(())
    }

    async fn describe_key(&self, _: &Caller, _: i64, _: SupportForm) -> Result<(), AppError> {
        Ok(())
    }

    async fn sent(&self, _: &Caller, _: i64, _: &str) -> Result<(), AppError> {
        Ok(())
    }

    async fn place(&self, _: &Caller, _: i64, _: &str, _: &str) -> Result<(), AppError> {
        Ok(())
    }

    async fn paste(&self, _: &Caller, id: i64, key: String) -> Result<(), AppError> {
        (self.paste)(id, key)
    }

    async fn test(&self, _: &Caller, _: i64) -> Result<(), AppError> {
        Ok(())
    }

    async fn finish(&self, _: &Caller, _: i64) -> Result<(), AppError> {
        Ok(())
    }

    async fn leave(&self, _: &Caller, _: i64) -> Result<(), AppError> {
        Ok(())
    }

    async fn rollout(&self, _: &Caller) -> Result<RolloutView, AppError> {
        (self.rollout)(guided::rollout())
    }

    async fn settle(&self, _: &Caller, form: RolloutForm) -> Result<(), AppError> {
        (self.item)(form)
    }
}

/// One page at a time: each test has a runtime of its own, and pages that several runtimes of one process render at
/// once sometimes wait for each other for ever. A server has one runtime; tests in processes of their own, too.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// What came back.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Where it leads, where it leads on.
    pub location: Option<String>,
    /// The text.
    pub body: String,
}

impl Fake {
    /// The site with this backend behind it.
    pub fn site(self) -> Router {
        let options = LeptosOptions::builder().output_name("uptake").build();
        let context = {
            let role = self.role;
            let fake = Arc::new(self);
            let backend = Backend {
                dashboards: fake.clone(),
                connections: fake.clone(),
                settings: fake.clone(),
                guides: fake.clone(),
                links: fake,
            };
            move || {
                provide_context(Site {
                    output_name: "uptake".to_owned(),
                    css: "/pkg/uptake.css".to_owned(),
                    demo: true,
                });
                provide_context(backend.clone());
                if let Some(role) = role {
                    let email = "alex@example.com".parse::<domain::Email>().unwrap();
                    provide_context(Caller { account: AccountId::new(1), email: email.clone(), role });
                    provide_context(Visitor { email, role, demo: true });
                }
            }
        };
        let routes = generate_route_list(app::App);
        let shell = {
            let options = options.clone();
            move || app::shell(options.clone())
        };
        let fallback = leptos_axum::render_app_async_with_context(context.clone(), shell.clone());
        Router::new()
            .leptos_routes_with_context(&options, routes, context, shell)
            .fallback(fallback)
            .with_state(options)
    }

    /// Asks for a path.
    pub async fn get(self, path: &str) -> Answer {
        self.ask(Request::get(path).header("accept", "text/html").body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a browser without scripts does, from the page `from`.
    pub async fn post(self, path: &str, from: &str, body: &str) -> Answer {
        let request = Request::post(path)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("referer", format!("http://127.0.0.1{from}"))
            .body(Body::from(body.to_owned()));
        self.ask(request.unwrap()).await
    }

    async fn ask(self, request: Request<Body>) -> Answer {
        let _turn = TURN.lock().await;
        let response = self.site().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, location, body: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}
