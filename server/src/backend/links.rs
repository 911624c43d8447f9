//! The port `Links`: who may manage which links. Admins manage everybody's, all others their own; members have none.

use access::AccessError;
use app::backend::{Caller, Links};
use app::error::AppError;
use archive::{ShareLink, Whose};
use async_trait::async_trait;
use domain::link::link_id;
use domain::sync::Moment;
use domain::view::{LinkForm, LinkRow, LinkState, LinksView};
use domain::{AccountId, Day, Email, LinkId, Role, TeamSlug};
use secrecy::ExposeSecret as _;

use super::{errors, internal};
use crate::sharing::{self, Allowed, Choices, Preview, SharingError};
use crate::state::AppState;

/// Shared links of an installation.
pub struct ArchivedLinks {
    state: AppState,
}

impl ArchivedLinks {
    /// Shared links of an installation.
    pub fn new(state: AppState) -> Self {
        Self { state }
    }

    /// One link, for whoever manages it.
    async fn row(&self, caller: &Caller, link: ShareLink, choices: &Choices) -> Result<LinkRow, AppError> {
        let state = &self.state;
        let owner = state.archive.account(link.owner).await.map_err(errors::archive)?;
        let owner = owner.ok_or_else(|| internal(&"a link without an owner"))?;
        let own = if owner.role == Role::TeamLead {
            sharing::own_teams(state, &owner.email).await.map_err(errors::archive)?
        } else {
            Vec::new()
        };
        let shares = Allowed { role: owner.role, own }.shares(link.contract.filter.team.as_ref());
        let known = |team: &TeamSlug| choices.teams.iter().find(|choice| choice.key == team.as_str());
        let title = |team: &TeamSlug| known(team).map_or_else(|| team.to_string(), |choice| choice.title.clone());
        let path = match state.share.token(&link).await {
            Ok(token) => format!("/s/{}", token.expose_secret()),
            Err(AccessError::LinkKeySealed) => String::new(),
            Err(error) => return Err(internal(&error)),
        };
        let gone = link.contract.filter.team.as_ref().is_some_and(|team| known(team).is_none());
        Ok(LinkRow {
            mine: link.owner == caller.account,
            team: link.contract.filter.team.as_ref().map(title),
            ends: link.expires_at.map(|end| Day::of(end).previous()),
            revision: link.revision,
            password: link.password_hash.is_some(),
            state: if path.is_empty() {
                LinkState::Sealed
            } else if !state.share.lasts(&link) {
                LinkState::Over
            } else if shares && !gone && owner.disabled_at.is_none() {
                LinkState::Open
            } else {
                LinkState::Withheld
            },
            opened: link.opened + state.opens.waiting(&link.id),
            last_opened: state.opens.last(&link.id).or(link.last_opened).map(|at| Moment(at.timestamp())),
            path,
            owner: owner.email,
            contract: link.contract,
            id: link.id,
        })
    }
}

/// A link, a form or a link as a form changes it, as visitors would see it; for whoever may manage it.
pub(crate) async fn preview(
    state: &AppState,
    caller: &Caller,
    id: Option<&str>,
    typed: Option<&LinkForm>,
) -> Result<Preview, AppError> {
    let whose = whose(caller)?;
    let id = id.map(of_form).transpose()?;
    sharing::preview(state, caller, whose, (id.as_ref(), typed)).await.map_err(refused)
}

/// Whose links the caller may manage.
fn whose(caller: &Caller) -> Result<Whose, AppError> {
    match caller.role {
        role if role.administers() => Ok(Whose::Everybodys),
        role if role.shares() => Ok(Whose::Of(caller.account)),
        _ => Err(AppError::Forbidden),
    }
}

fn of_form(id: &str) -> Result<LinkId, AppError> {
    link_id(id).ok_or_else(gone)
}

fn gone() -> AppError {
    AppError::NotFound { what: "such link".to_owned() }
}

#[async_trait]
impl Links for ArchivedLinks {
    async fn list(&self, caller: &Caller) -> Result<LinksView, AppError> {
        let whose = whose(caller)?;
        let state = &self.state;
        let mut choices = Choices::of(state);
        let mut links = Vec::new();
        let _still = state.opens.still().await;
        for link in state.archive.share_links(whose).await.map_err(errors::archive)? {
            links.push(self.row(caller, link, &choices).await?);
        }
        if caller.role == Role::TeamLead {
            let own = sharing::own_teams(state, &caller.email).await.map_err(errors::archive)?;
            choices.teams.retain(|choice| own.iter().any(|team| team.as_str() == choice.key));
        }
        let origin = state.config.http.public_url.as_ref().map(|url| url.origin().ascii_serialization());
        Ok(LinksView {
            today: state.clock.today(),
            now: Moment(state.clock.now().timestamp()),
            everybody: whose == Whose::Everybodys,
            whole: caller.role != Role::TeamLead,
            endless: state.config.privacy.endless_links,
            origin,
            teams: choices.teams,
            clients: choices.clients,
            models: choices.models,
            connections: choices.connections,
            links,
        })
    }

    async fn make(&self, caller: &Caller, form: LinkForm) -> Result<(), AppError> {
        whose(caller)?;
        sharing::make(&self.state, caller, &form).await.map(|_| ()).map_err(refused)
    }

    async fn change(&self, caller: &Caller, id: &str, form: LinkForm) -> Result<(), AppError> {
        let whose = whose(caller)?;
        sharing::change(&self.state, caller, whose, &of_form(id)?, &form).await.map_err(refused)
    }

    async fn rotate(&self, caller: &Caller, id: &str) -> Result<(), AppError> {
        let whose = whose(caller)?;
        sharing::rotate(&self.state, caller, whose, &of_form(id)?).await.map_err(refused)
    }

    async fn revoke(&self, caller: &Caller, id: &str) -> Result<(), AppError> {
        let whose = whose(caller)?;
        sharing::revoke(&self.state, caller, whose, &of_form(id)?).await.map_err(refused)
    }

    async fn revoke_of(&self, caller: &Caller, email: &str) -> Result<(), AppError> {
        let whose = whose(caller)?;
        // Nobody is looked up for others than admins: the answer would say who has an account.
        let account: AccountId = if email.parse().is_ok_and(|email: Email| email == caller.email) {
            caller.account
        } else if whose == Whose::Everybodys {
            sharing::account_of(&self.state, email).await.map_err(refused)?
        } else {
            return Err(AppError::Forbidden);
        };
        sharing::revoke_all(&self.state, caller, Whose::Of(account)).await.map(|_| ()).map_err(refused)
    }

    async fn revoke_all(&self, caller: &Caller) -> Result<(), AppError> {
        if whose(caller)? != Whose::Everybodys {
            return Err(AppError::Forbidden);
        }
        sharing::revoke_all(&self.state, caller, Whose::Everybodys).await.map(|_| ()).map_err(refused)
    }
}

fn refused(error: SharingError) -> AppError {
    match error {
        SharingError::Field { field, message } => AppError::Invalid { field: field.to_owned(), message },
        SharingError::Gone => gone(),
        SharingError::Meanwhile => AppError::Invalid { field: "revision".to_owned(), message: error.to_string() },
        SharingError::Forbidden => AppError::Forbidden,
        SharingError::Archive(error) => errors::archive(error),
        SharingError::Access(error) => internal(&error),
    }
}
