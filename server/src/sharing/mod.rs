//! Shared links, from the side of those who manage them: what was typed is checked as a whole, and every change is
//! written with an entry in the audit log. Whose links somebody may touch is decided by the port and stands in each
//! statement.

mod form;
mod opens;
mod preview;

use access::AccessError;
use access::share::NewLink;
use app::backend::Caller;
use archive::{ArchiveError, AuditEntry, ShareLink, Whose};
use domain::view::LinkForm;
use domain::{AccountId, Email, LinkId, Role, TeamSlug};
use secrecy::SecretString;

pub use self::form::{Allowed, Choices};
pub use self::opens::Opens;
pub use self::preview::{Preview, preview};

use crate::state::AppState;

/// Why a link was not kept, changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum SharingError {
    /// A field cannot be accepted.
    #[error("{message}")]
    Field {
        /// The field's name in the form.
        field: &'static str,
        /// What would be right.
        message: String,
    },
    /// There is none with that key among those that may be touched.
    #[error("there is no such link")]
    Gone,
    /// Somebody else changed it since it was read.
    #[error("Somebody else changed this link in the meantime. Open it again and make your change once more.")]
    Meanwhile,
    /// Whose link it is may not share this.
    #[error("its owner may not share this")]
    Forbidden,
    /// Accounts, keys, passwords.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// The teams that somebody may share as their own: those of today with all below them. Only of who leads teams are
/// they asked for.
pub async fn own_teams(state: &AppState, email: &Email) -> Result<Vec<TeamSlug>, ArchiveError> {
    let today = state.clock.today();
    let index = state.index.snapshot();
    let memberships = state.archive.memberships_of(email).await?;
    let now = memberships.into_iter().filter(|membership| membership.covers(today));
    let teams = now.filter_map(|membership| membership.team);
    Ok(teams.filter_map(|team| index.teams_under(&team)).flatten().collect())
}

/// What the owner of a link may share.
async fn allowed(state: &AppState, role: Role, email: &Email) -> Result<Allowed, ArchiveError> {
    let own = if role == Role::TeamLead { own_teams(state, email).await? } else { Vec::new() };
    Ok(Allowed { role, own })
}

/// Makes a link of the caller's.
pub async fn make(state: &AppState, caller: &Caller, form: &LinkForm) -> Result<ShareLink, SharingError> {
    let allowed = allowed(state, caller.role, &caller.email).await?;
    let contract = form::contract(form, &allowed, &Choices::of(state))?;
    let expires_at = form::end(form, state.clock.today(), state.config.privacy.endless_links)?;
    let password = form::password(form, &caller.email)?;
    form::password_fits(&contract, password.is_some())?;
    let told = form::told(&contract, &caller.email, (expires_at, password.is_some()));
    let entry = |id: &LinkId| entry(state, caller, "link.make", Some(id), &told);
    let new = NewLink { owner: caller.account, contract, password, expires_at };
    let link = state.share.make(new, entry).await?;
    tracing::info!("made a shared link");
    Ok(link)
}

/// Changes what a link shows. Its address stays, and so does its owner, whose rights count.
pub async fn change(
    state: &AppState,
    caller: &Caller,
    whose: Whose,
    id: &LinkId,
    form: &LinkForm,
) -> Result<(), SharingError> {
    let before = state.archive.share_link(id, whose).await?.ok_or(SharingError::Gone)?;
    if form.revision.is_some_and(|revision| revision != before.revision) {
        return Err(SharingError::Meanwhile);
    }
    let owner = state.archive.account(before.owner).await?.ok_or(SharingError::Gone)?;
    let allowed = allowed(state, owner.role, &owner.email).await?;
    let contract = form::contract(form, &allowed, &Choices::of(state))?;
    let expires_at = form::end(form, state.clock.today(), state.config.privacy.endless_links)?;
    let password_hash = match form::password(form, &owner.email)? {
        Some(password) => state.share.password_hash(Some(&password)).await?,
        None if form.no_password => None,
        None => before.password_hash.clone(),
    };
    form::password_fits(&contract, password_hash.is_some())?;
    let after = ShareLink { contract, expires_at, password_hash, ..before.clone() };
    if after == before {
        return Ok(());
    }
    let told = format!(
        "{}{}; before: {}",
        form::password_told(before.password_hash.as_deref(), after.password_hash.as_deref()),
        told(&after, &owner.email),
        told(&before, &owner.email)
    );
    let entry = entry(state, caller, "link.change", Some(id), &told);
    if !state.archive.change_share_link(&before, &after, whose, entry).await? {
        let left = state.archive.share_link(id, whose).await?;
        return Err(left.map_or(SharingError::Gone, |_| SharingError::Meanwhile));
    }
    tracing::info!("changed a shared link");
    Ok(())
}

/// Gives a link another address; the old one stops at once.
pub async fn rotate(state: &AppState, caller: &Caller, whose: Whose, id: &LinkId) -> Result<(), SharingError> {
    let link = state.archive.share_link(id, whose).await?.ok_or(SharingError::Gone)?;
    let told = told(&link, &owner_of(state, link.owner).await?);
    let entry = entry(state, caller, "link.rotate", Some(id), &told);
    if !state.share.rotate(&link, whose, entry).await? {
        return Err(SharingError::Gone);
    }
    tracing::info!("gave a shared link another address");
    Ok(())
}

/// Removes a link.
pub async fn revoke(state: &AppState, caller: &Caller, whose: Whose, id: &LinkId) -> Result<(), SharingError> {
    let still = state.opens.still().await;
    let link = state.archive.share_link(id, whose).await?.ok_or(SharingError::Gone)?;
    let opened = link.opened + state.opens.waiting(id);
    drop(still);
    let told = format!("{}; opened {opened} times", told(&link, &owner_of(state, link.owner).await?));
    let entry = entry(state, caller, "link.revoke", Some(id), &told);
    if state.archive.remove_share_links(Some(id), whose, entry).await? == 0 {
        return Err(SharingError::Gone);
    }
    tracing::info!("removed a shared link");
    Ok(())
}

/// Removes all links of one account, or of everybody; answers how many.
pub async fn revoke_all(state: &AppState, caller: &Caller, whose: Whose) -> Result<u64, SharingError> {
    let told = match whose {
        Whose::Of(account) => format!("all links of {}", owner_of(state, account).await?),
        Whose::Everybodys => "all links of everybody".to_owned(),
    };
    let removed_all = entry(state, caller, "link.revoke_all", None, &told);
    let removed = state.archive.remove_share_links(None, whose, removed_all).await?;
    if whose == Whose::Everybodys {
        let told = "another link key, because the secret key file does not open the one before";
        state.share.begin_again_if_lost(entry(state, caller, "link.new_key", None, told)).await?;
    }
    tracing::info!(removed, "removed shared links");
    Ok(removed)
}

/// The account of an address whose links are meant.
pub async fn account_of(state: &AppState, email: &str) -> Result<AccountId, SharingError> {
    let email = email.parse::<Email>().map_err(|_| SharingError::Gone)?;
    Ok(state.archive.account_by_email(&email).await?.ok_or(SharingError::Gone)?.id)
}

async fn owner_of(state: &AppState, account: AccountId) -> Result<Email, SharingError> {
    Ok(state.archive.account(account).await?.ok_or(SharingError::Gone)?.email)
}

fn told(link: &ShareLink, owner: &Email) -> String {
    form::told(&link.contract, owner, (link.expires_at, link.password_hash.is_some()))
}

/// An entry in the audit log about one link, or about several.
fn entry(state: &AppState, caller: &Caller, action: &str, link: Option<&LinkId>, told: &str) -> AuditEntry {
    let object = link.map_or_else(|| "shared links".to_owned(), |id| format!("shared link {id}"));
    let (action, detail) = (action.to_owned(), told.to_owned());
    AuditEntry { at: state.clock.now(), account: Some(caller.account), action, object, detail }
}

/// A password as it was typed; `None` where none was.
fn typed(password: &str) -> Option<SecretString> {
    (!password.is_empty()).then(|| SecretString::from(password.to_owned()))
}
