//! A link as its visitors see it, for whoever manages it: as it is kept, or as it was typed and is not kept yet.
//! Nothing is written, and nobody has opened it.

use access::{AccessError, LinkVisitor};
use app::backend::Caller;
use archive::Whose;
use domain::view::LinkForm;
use domain::{Email, LinkId, Role};

use super::{Allowed, Choices, SharingError, allowed, form};
use crate::state::AppState;

/// A link to be looked at.
#[derive(Debug)]
pub struct Preview {
    /// Whoever would open it.
    pub visitor: LinkVisitor,
    /// Whether they would be asked for a password first.
    pub password: bool,
    /// Whether its time is over, so that they would see nothing.
    pub over: bool,
}

/// What visitors would see of the link with a key, of a form, or of the link as that form changes it. Whose links may be
/// looked at is decided before; what may be shown depends on the owner's rights, as it does at each opening.
pub async fn preview(
    state: &AppState,
    caller: &Caller,
    whose: Whose,
    (id, typed): (Option<&LinkId>, Option<&LinkForm>),
) -> Result<Preview, SharingError> {
    let kept = match id {
        Some(id) => Some(state.archive.share_link(id, whose).await?.ok_or(SharingError::Gone)?),
        None => None,
    };
    let (email, role) = match &kept {
        Some(link) => {
            let owner = state.archive.account(link.owner).await?.filter(|owner| owner.disabled_at.is_none());
            let owner = owner.ok_or(SharingError::Gone)?;
            (owner.email, owner.role)
        }
        None => (caller.email.clone(), caller.role),
    };
    let allowed = allowed(state, role, &email).await?;
    let locked = kept.as_ref().is_some_and(|link| link.password_hash.is_some());
    match (kept, typed) {
        (Some(link), None) => {
            let over = !state.share.lasts(&link);
            let visitor = admitted(link.id, link.contract, (email, role), &allowed)?;
            Ok(Preview { visitor, password: locked, over })
        }
        (_, Some(typed)) => {
            let contract = form::contract(typed, &allowed, &Choices::of(state))?;
            let password = typed.again || (locked && !typed.no_password);
            // Of a link that is not kept no answer is kept apart but by whoever looks at it.
            let nameless = LinkId::new(format!("preview {}", caller.account));
            let visitor = admitted(nameless, contract, (email, role), &allowed)?;
            Ok(Preview { visitor, password, over: false })
        }
        (None, None) => Err(SharingError::Gone),
    }
}

fn admitted(
    id: LinkId,
    contract: domain::link::Contract,
    (email, role): (Email, Role),
    allowed: &Allowed,
) -> Result<LinkVisitor, SharingError> {
    LinkVisitor::preview(id, contract, (email, role, &allowed.own)).map_err(|error| match error {
        AccessError::LinkInvalid => SharingError::Gone,
        error => error.into(),
    })
}
