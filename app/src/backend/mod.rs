//! The ports: one small trait per noun that a server function calls. The server implements them and decides
//! there who may see what; a test implements them in twenty lines. Only on the server.

mod guides;

use std::sync::Arc;

use async_trait::async_trait;
use domain::sync::Stand;
use domain::view::{
    AdoptionView, AnnotationsView, BudgetView, ConnectView, ConnectionCareView, CreditsView, LinkForm, LinksView,
    OverviewView, PeopleView, PersonView, ReviewsView, TeamView, TeamsView,
};
use domain::{AccountId, ConnectionName, Email, PageQuery, Role, TeamSlug};

pub use self::guides::{Guides, RolloutForm, SupportForm};
use crate::error::AppError;

/// Who asks. The session layer puts it into the request; a page never makes one.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account.
    pub account: AccountId,
    /// Its address.
    pub email: Email,
    /// What it may do.
    pub role: Role,
}

/// What a person filled in to connect a workspace. `Debug` leaves the key out.
#[derive(Clone)]
pub struct NewConnection {
    /// The name that the admin chose.
    pub name: String,
    /// The workspace id as typed.
    pub workspace: String,
    /// The key as pasted. Verified and encrypted by the backend, never sent back.
    pub key: String,
}

impl std::fmt::Debug for NewConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewConnection")
            .field("name", &self.name)
            .field("workspace", &self.workspace)
            .finish_non_exhaustive()
    }
}

/// What an admin typed about money, as it was typed.
#[derive(Clone, Debug)]
pub struct BudgetForm {
    /// Credits of a cycle; empty for no budget.
    pub monthly: String,
    /// The day of the month on which a cycle begins.
    pub starts: String,
    /// What a credit costs; empty for no rate.
    pub rate: String,
    /// In which currency.
    pub currency: String,
}

/// What somebody typed to annotate a day, as it was typed.
#[derive(Clone, Debug)]
pub struct AnnotationForm {
    /// The day.
    pub day: String,
    /// A few words.
    pub text: String,
    /// The team's slug; empty for everyone.
    pub team: String,
    /// Whether it also stands on shared links.
    pub shared: bool,
}

/// What the dashboards read. Every method authorises first.
#[async_trait]
pub trait Dashboards: Send + Sync {
    /// The Overview page.
    async fn overview(&self, caller: &Caller, query: &PageQuery) -> Result<OverviewView, AppError>;
    /// The Adoption page.
    async fn adoption(&self, caller: &Caller, query: &PageQuery) -> Result<AdoptionView, AppError>;
    /// The Credits page.
    async fn credits(&self, caller: &Caller, query: &PageQuery) -> Result<CreditsView, AppError>;
    /// The Reviews page.
    async fn reviews(&self, caller: &Caller, query: &PageQuery) -> Result<ReviewsView, AppError>;
    /// The People page: only for those who may see persons.
    async fn people(&self, caller: &Caller, query: &PageQuery) -> Result<PeopleView, AppError>;
    /// The same with everyone who is listed on any of its pages, for files.
    async fn everyone(&self, caller: &Caller, query: &PageQuery) -> Result<PeopleView, AppError>;
    /// One person's page: for that person, and for those who may see persons. `me` is whoever asks.
    async fn person(&self, caller: &Caller, who: &str, query: &PageQuery) -> Result<PersonView, AppError>;
    /// The page that compares teams.
    async fn teams(&self, caller: &Caller, query: &PageQuery) -> Result<TeamsView, AppError>;
    /// The page of one team.
    async fn team(&self, caller: &Caller, slug: &TeamSlug, query: &PageQuery) -> Result<TeamView, AppError>;
}

/// What an admin settles while Uptake runs. Every method authorises first.
#[async_trait]
pub trait Settings: Send + Sync {
    /// The budget and the rate.
    async fn budget(&self, caller: &Caller) -> Result<BudgetView, AppError>;
    /// Checks and keeps them.
    async fn settle_budget(&self, caller: &Caller, form: BudgetForm) -> Result<(), AppError>;
    /// All annotations.
    async fn annotations(&self, caller: &Caller) -> Result<AnnotationsView, AppError>;
    /// Checks and keeps one.
    async fn annotate(&self, caller: &Caller, form: AnnotationForm) -> Result<(), AppError>;
    /// Checks and keeps one in the place of the one with a key.
    async fn change_annotation(&self, caller: &Caller, id: i64, form: AnnotationForm) -> Result<(), AppError>;
    /// Removes one.
    async fn remove_annotation(&self, caller: &Caller, id: i64) -> Result<(), AppError>;
}

/// The connections to `OpenAI`. Every method authorises first.
#[async_trait]
pub trait Connections: Send + Sync {
    /// Every connection with its state.
    async fn list(&self, caller: &Caller) -> Result<ConnectView, AppError>;
    /// Verifies the key against `OpenAI`, saves the connection and begins its first pass.
    async fn connect(&self, caller: &Caller, form: NewConnection) -> Result<(), AppError>;
    /// One connection with its last checkup.
    async fn one(&self, caller: &Caller, name: &ConnectionName) -> Result<ConnectionCareView, AppError>;
    /// Asks `OpenAI` the five questions again and keeps the answers.
    async fn check(&self, caller: &Caller, name: &ConnectionName) -> Result<(), AppError>;
    /// Puts another key in place of the old one, once it was seen to work.
    async fn rotate(&self, caller: &Caller, name: &ConnectionName, key: String) -> Result<(), AppError>;
    /// Says whose workspace it is: a team's, by slug, or everybody's where that is empty.
    async fn assign(&self, caller: &Caller, name: &ConnectionName, team: &str) -> Result<(), AppError>;
    /// Has it rest, be read again, or be disconnected.
    async fn stand(&self, caller: &Caller, name: &ConnectionName, stand: Stand) -> Result<(), AppError>;
    /// Begins a pass now; returns as soon as it has begun.
    async fn sync_now(&self, caller: &Caller, name: &ConnectionName) -> Result<(), AppError>;
}

/// Shared links, from the side of those who manage them. Every method authorises first.
#[async_trait]
pub trait Links: Send + Sync {
    /// The links that the caller may manage.
    async fn list(&self, caller: &Caller) -> Result<LinksView, AppError>;
    /// Checks what was typed and makes a link.
    async fn make(&self, caller: &Caller, form: LinkForm) -> Result<(), AppError>;
    /// Checks what was typed and changes the link with a key; its address stays.
    async fn change(&self, caller: &Caller, id: &str, form: LinkForm) -> Result<(), AppError>;
    /// Gives a link another address; the old one stops at once.
    async fn rotate(&self, caller: &Caller, id: &str) -> Result<(), AppError>;
    /// Removes a link.
    async fn revoke(&self, caller: &Caller, id: &str) -> Result<(), AppError>;
    /// Removes all links of an account, by its address.
    async fn revoke_of(&self, caller: &Caller, email: &str) -> Result<(), AppError>;
    /// Removes everybody's links.
    async fn revoke_all(&self, caller: &Caller) -> Result<(), AppError>;
}

/// Everything that a server function may call; the server provides it as context.
#[derive(Clone)]
pub struct Backend {
    /// What the dashboards read.
    pub dashboards: Arc<dyn Dashboards>,
    /// The connections to `OpenAI`.
    pub connections: Arc<dyn Connections>,
    /// What an admin settles.
    pub settings: Arc<dyn Settings>,
    /// The guides to a connection and through the rollout.
    pub guides: Arc<dyn Guides>,
    /// Shared links.
    pub links: Arc<dyn Links>,
}

/// What the shell must know of the site; the server provides it as context.
#[derive(Clone, Debug)]
pub struct Site {
    /// The name of the script and of the WebAssembly file, without extension.
    pub output_name: String,
    /// The path of the style sheet, for example `/pkg/uptake.css`.
    pub css: String,
    /// Whether the data is a demo's.
    pub demo: bool,
}
