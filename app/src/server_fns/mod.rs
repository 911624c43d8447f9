//! Server functions: what pages ask the server for. Each takes the caller and the backend from context and
//! calls one method; who may do what is decided behind the port.
//!
//! Reading goes by `GET` and carries the page's own URL grammar, so equal views have equal addresses.

#![expect(missing_docs, reason = "the macro makes structs whose fields have no docs")]

mod codec;
mod fragment;
mod guides;

use domain::sync::Stand;
use domain::view::{AnnotationsView, BudgetView, ConnectView, ConnectionCareView, LinkForm, LinksView, Visitor};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use self::codec::Json;
pub use self::fragment::Fragment;
use self::fragment::Html;
pub use self::guides::*;
use crate::error::AppError;

#[cfg(feature = "ssr")]
mod context {
    use super::AppError;
    use crate::backend::{Backend, Caller};
    use leptos::prelude::use_context;

    /// The caller and the backend, as the server put them into context.
    pub(super) fn asked() -> Result<(Caller, Backend), AppError> {
        use_context::<Caller>().zip(use_context::<Backend>()).ok_or(AppError::SignedOut)
    }
}
#[cfg(feature = "ssr")]
use context::asked;
#[cfg(feature = "ssr")]
use domain::ConnectionName;

/// The page of figures at a path, for the query part of its address.
#[server(name = FetchPage, prefix = "/fn", endpoint = "page", input = GetUrl, output = Html)]
pub async fn page(path: String, query: String) -> Result<Fragment, AppError> {
    let (caller, backend) = asked()?;
    crate::pages::figures(&path, crate::pages::Asked::new(caller, backend, &query)).await
}

/// The budget and the rate.
#[server(name = FetchBudget, prefix = "/fn", endpoint = "budget", input = GetUrl, output = Json)]
pub async fn budget() -> Result<BudgetView, AppError> {
    let (caller, backend) = asked()?;
    backend.settings.budget(&caller).await
}

/// Checks and keeps the budget and the rate.
#[server(name = SettleBudget, prefix = "/fn", endpoint = "settle_budget")]
pub async fn settle_budget(monthly: String, starts: String, rate: String, currency: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    let form = crate::backend::BudgetForm { monthly, starts, rate, currency };
    backend.settings.settle_budget(&caller, form).await
}

/// All annotations.
#[server(name = FetchAnnotations, prefix = "/fn", endpoint = "annotations", input = GetUrl, output = Json)]
pub async fn annotations() -> Result<AnnotationsView, AppError> {
    let (caller, backend) = asked()?;
    backend.settings.annotations(&caller).await
}

/// Checks and keeps an annotation.
#[server(name = Annotate, prefix = "/fn", endpoint = "annotate")]
pub async fn annotate(
    day: String,
    text: String,
    team: String,
    #[server(default)] shared: bool,
) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    let form = crate::backend::AnnotationForm { day, text, team, shared };
    backend.settings.annotate(&caller, form).await
}

/// Checks and keeps an annotation in the place of the one with a key, and leads back to the list.
#[server(name = ChangeAnnotation, prefix = "/fn", endpoint = "change_annotation")]
pub async fn change_annotation(
    id: i64,
    day: String,
    text: String,
    team: String,
    #[server(default)] shared: bool,
) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    let form = crate::backend::AnnotationForm { day, text, team, shared };
    backend.settings.change_annotation(&caller, id, form).await?;
    // Not to where the form came from: there it is open.
    leptos_axum::redirect(crate::pages::annotations::PATH);
    Ok(())
}

/// Removes an annotation.
#[server(name = RemoveAnnotation, prefix = "/fn", endpoint = "remove_annotation")]
pub async fn remove_annotation(id: i64) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.settings.remove_annotation(&caller, id).await
}

/// Every connection with its state.
#[server(name = FetchConnections, prefix = "/fn", endpoint = "connections", input = GetUrl, output = Json)]
pub async fn connections() -> Result<ConnectView, AppError> {
    let (caller, backend) = asked()?;
    backend.connections.list(&caller).await
}

/// Verifies a key, saves the connection and begins its first pass.
#[server(name = ConnectWorkspace, prefix = "/fn", endpoint = "connect")]
pub async fn connect(name: String, workspace: String, key: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.connections.connect(&caller, crate::backend::NewConnection { name, workspace, key }).await
}

/// One connection with its last checkup.
#[server(name = FetchConnection, prefix = "/fn", endpoint = "connection", input = GetUrl, output = Json)]
pub async fn connection(name: String) -> Result<ConnectionCareView, AppError> {
    let (caller, backend) = asked()?;
    backend.connections.one(&caller, &ConnectionName::new(name)).await
}

/// Asks the five questions about a connection again.
#[server(name = CheckConnection, prefix = "/fn", endpoint = "check_connection")]
pub async fn check_connection(name: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.connections.check(&caller, &ConnectionName::new(name)).await
}

/// Puts another key in place of a connection's old one.
#[server(name = RotateKey, prefix = "/fn", endpoint = "rotate_key")]
pub async fn rotate_key(name: String, key: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.connections.rotate(&caller, &ConnectionName::new(name), key).await
}

/// Says whose workspace a connection is.
#[server(name = AssignConnection, prefix = "/fn", endpoint = "assign_connection")]
pub async fn assign_connection(name: String, team: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.connections.assign(&caller, &ConnectionName::new(name), &team).await
}

/// Has a connection rest, be read again, or be disconnected.
#[server(name = StandConnection, prefix = "/fn", endpoint = "stand_connection")]
pub async fn stand_connection(name: String, stand: Stand) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.connections.stand(&caller, &ConnectionName::new(name), stand).await
}

/// Begins a pass of a connection now.
#[server(name = SyncNow, prefix = "/fn", endpoint = "sync_now")]
pub async fn sync_now(name: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.connections.sync_now(&caller, &ConnectionName::new(name)).await
}

/// The links that the caller may manage.
#[server(name = FetchLinks, prefix = "/fn", endpoint = "links", input = GetUrl, output = Json)]
pub async fn links() -> Result<LinksView, AppError> {
    let (caller, backend) = asked()?;
    backend.links.list(&caller).await
}

/// Checks and makes a shared link, and leads to the list.
#[server(name = MakeLink, prefix = "/fn", endpoint = "make_link")]
pub async fn make_link(form: LinkForm) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    let made = backend.links.make(&caller, form.clone()).await;
    made.map_err(|error| crate::pages::links::lead_back(error, &form, None))?;
    leptos_axum::redirect(crate::pages::links::PATH);
    Ok(())
}

/// Checks and changes a shared link, and leads to the list.
#[server(name = ChangeLink, prefix = "/fn", endpoint = "change_link")]
pub async fn change_link(id: String, form: LinkForm) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    let changed = backend.links.change(&caller, &id, form.clone()).await;
    changed.map_err(|error| crate::pages::links::lead_back(error, &form, Some(&id)))?;
    leptos_axum::redirect(crate::pages::links::PATH);
    Ok(())
}

/// Gives a shared link another address.
#[server(name = RotateLink, prefix = "/fn", endpoint = "rotate_link")]
pub async fn rotate_link(id: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.links.rotate(&caller, &id).await
}

/// Removes a shared link.
#[server(name = RevokeLink, prefix = "/fn", endpoint = "revoke_link")]
pub async fn revoke_link(id: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.links.revoke(&caller, &id).await
}

/// Removes all shared links of an account.
#[server(name = RevokeLinksOf, prefix = "/fn", endpoint = "revoke_links_of")]
pub async fn revoke_links_of(email: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.links.revoke_of(&caller, &email).await
}

/// Removes everybody's shared links.
#[server(name = RevokeAllLinks, prefix = "/fn", endpoint = "revoke_all_links")]
pub async fn revoke_all_links() -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.links.revoke_all(&caller).await
}

/// Who is looking; `None` for someone who is not signed in.
#[server(name = FetchVisitor, prefix = "/fn", endpoint = "visitor", input = GetUrl, output = Json)]
pub async fn visitor() -> Result<Option<Visitor>, AppError> {
    Ok(use_context::<Visitor>())
}
