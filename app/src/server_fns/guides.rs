//! What the pages of the guides ask for: `/connect/new`, `/connect/new/{id}`, `/connect/rollout`. A form that was
//! taken in leads back to its guide as it is then, and no longer to a step that was opened to be changed.

use domain::view::{GuideView, GuidesView, RolloutView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::codec::Json;
#[cfg(feature = "ssr")]
use super::context::asked;
use crate::error::AppError;

/// Where a guide is.
#[cfg(feature = "ssr")]
pub fn address(id: i64) -> String {
    format!("/connect/new/{id}")
}

/// The ways to a key, and the guides that were begun.
#[server(name = FetchGuides, prefix = "/fn", endpoint = "guides", input = GetUrl, output = Json)]
pub async fn guides() -> Result<GuidesView, AppError> {
    let (caller, backend) = asked()?;
    backend.guides.guides(&caller).await
}

/// One guide.
#[server(name = FetchGuide, prefix = "/fn", endpoint = "guide", input = GetUrl, output = Json)]
pub async fn guide(id: i64) -> Result<GuideView, AppError> {
    let (caller, backend) = asked()?;
    backend.guides.guide(&caller, id).await
}

/// Begins a guide on a way.
#[server(name = BeginGuide, prefix = "/fn", endpoint = "begin_guide")]
pub async fn begin_guide(route: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    let id = backend.guides.begin(&caller, &route).await?;
    leptos_axum::redirect(&address(id));
    Ok(())
}

/// Says of a step that it is done, or not.
#[server(name = TickStep, prefix = "/fn", endpoint = "tick_step")]
pub async fn tick_step(id: i64, step: String, #[server(default)] done: bool) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.guides.tick(&caller, id, &step, done).await?;
    leptos_axum::redirect(&address(id));
    Ok(())
}

/// Keeps what the e-mail to support says of the key.
#[server(name = DescribeKey, prefix = "/fn", endpoint = "describe_key")]
pub async fn describe_key(id: i64, keyname: String, creator: String, lastfour: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    let form = crate::backend::SupportForm { key_name: keyname, creator, last_four: lastfour };
    backend.guides.describe_key(&caller, id, form).await?;
    leptos_axum::redirect(&format!("{}?step=ask-support", address(id)));
    Ok(())
}

/// Notes the day on which the e-mail was sent.
#[server(name = MailSent, prefix = "/fn", endpoint = "mail_sent")]
pub async fn mail_sent(id: i64, sent: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.guides.sent(&caller, id, &sent).await?;
    leptos_axum::redirect(&address(id));
    Ok(())
}

/// Keeps the connection's name and the workspace's id.
#[server(name = NameWorkspace, prefix = "/fn", endpoint = "name_workspace")]
pub async fn name_workspace(id: i64, name: String, workspace: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.guides.place(&caller, id, &name, &workspace).await?;
    leptos_axum::redirect(&address(id));
    Ok(())
}

/// Tries a key, and connects with it or keeps it until it has its scope.
#[server(name = PasteKey, prefix = "/fn", endpoint = "paste_key")]
pub async fn paste_key(id: i64, key: String) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.guides.paste(&caller, id, key).await?;
    leptos_axum::redirect(&address(id));
    Ok(())
}

/// Tests the key that is kept.
#[server(name = TestKey, prefix = "/fn", endpoint = "test_key")]
pub async fn test_key(id: i64) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.guides.test(&caller, id).await?;
    leptos_axum::redirect(&address(id));
    Ok(())
}

/// Connects with the key that is kept.
#[server(name = FinishGuide, prefix = "/fn", endpoint = "finish_guide")]
pub async fn finish_guide(id: i64) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.guides.finish(&caller, id).await?;
    leptos_axum::redirect(&address(id));
    Ok(())
}

/// Closes a guide.
#[server(name = LeaveGuide, prefix = "/fn", endpoint = "leave_guide")]
pub async fn leave_guide(id: i64) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    backend.guides.leave(&caller, id).await?;
    leptos_axum::redirect("/connect");
    Ok(())
}

/// The list of the rollout.
#[server(name = FetchRollout, prefix = "/fn", endpoint = "rollout", input = GetUrl, output = Json)]
pub async fn rollout() -> Result<RolloutView, AppError> {
    let (caller, backend) = asked()?;
    backend.guides.rollout(&caller).await
}

/// Keeps owner, date and tick of an item of the rollout.
#[server(name = SettleRollout, prefix = "/fn", endpoint = "settle_rollout")]
pub async fn settle_rollout(
    item: String,
    owner: String,
    due: String,
    #[server(default)] done: bool,
) -> Result<(), AppError> {
    let (caller, backend) = asked()?;
    let place = format!("/connect/rollout?saved={item}");
    let form = crate::backend::RolloutForm { item, owner, due, done };
    backend.guides.settle(&caller, form).await?;
    // The name is one of the list, or nothing was kept.
    leptos_axum::redirect(&place);
    Ok(())
}
