//! From a session to a [`Caller`]: reads the account of the session afresh on every request, so that an account
//! that was switched off, or whose role changed, is noticed at once.

use access::sessions::ACCOUNT;
use app::backend::Caller;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::AccountId;
use tower_sessions::Session;

use super::trace::RequestId;
use crate::http::refusal::{Asker, Refusal};
use crate::state::AppState;

/// Under this name a session notes the day on which it was renewed.
const RENEWED: &str = "renewed";

/// Puts the caller into the request, if somebody is signed in.
pub async fn load(State(state): State<AppState>, session: Session, mut request: Request, next: Next) -> Response {
    match caller_of(&state, &session).await {
        Ok(Some(caller)) => {
            request.extensions_mut().insert(caller);
        }
        Ok(None) => {}
        Err(error) => {
            let id = request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.clone());
            tracing::error!(%error, "the session cannot be read");
            return Refusal::internal(&id).to(Asker::of(request.uri().path(), request.headers()));
        }
    }
    next.run(request).await
}

async fn caller_of(state: &AppState, session: &Session) -> Result<Option<Caller>, SessionFailure> {
    let Some(id) = session.get::<i64>(ACCOUNT).await? else { return Ok(None) };
    let Some(account) = state.accounts.live(AccountId::new(id)).await? else {
        session.flush().await?;
        return Ok(None);
    };
    let today = state.clock.today().number();
    if session.get::<i32>(RENEWED).await? != Some(today) {
        // Saving moves the end of the session; once a day is often enough.
        session.insert(RENEWED, today).await?;
    }
    Ok(Some(Caller { account: account.id, email: account.email, role: account.role }))
}

/// Makes the session that of an account. The old id is given up, so that nobody can have set it beforehand.
pub async fn sign_in(state: &AppState, session: &Session, account: AccountId) -> Result<(), SessionFailure> {
    // Not `flush`, which would let the next save take up the old id again.
    session.clear().await;
    session.cycle_id().await?;
    session.insert(ACCOUNT, account.get()).await?;
    session.insert(RENEWED, state.clock.today().number()).await?;
    Ok(())
}

/// Why a session could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SessionFailure {
    /// The store.
    #[error(transparent)]
    Session(#[from] tower_sessions::session::Error),
    /// The account behind it.
    #[error(transparent)]
    Access(#[from] access::AccessError),
}
