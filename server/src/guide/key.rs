//! The key of a guide: tried when it is pasted, and where only its scope is missing kept sealed until that is there.

use access::vault::last_four;
use app::backend::Caller;
use archive::{Connection, KeptGuide};
use domain::checkup::{Checkup, Probe, refusal};
use domain::guide::{Draft, Forgotten, KeptKey, Route, Stamp, Step};
use domain::sync::{Moment, SyncFailure};
use domain::{ConnectionProblem, WorkspaceId};
use secrecy::SecretString;

use super::{GuideError, edit, find, stamp, waiting, wrong};
use crate::connecting::{self, Wanted};
use crate::state::AppState;

/// What came of trying a key.
enum Tried {
    /// It reads the workspace.
    Connected(Connection),
    /// It does not, and why.
    Refused(Checkup),
}

/// Tries a key: connects with it; or keeps it sealed where it lacks its scope and support is to add it.
pub async fn paste(
    state: &AppState,
    by: &Caller,
    id: i64,
    key: &SecretString,
) -> Result<Option<Connection>, GuideError> {
    let draft = find(state, id).await?.draft;
    if draft.connection.is_some() {
        return Err(GuideError::Gone("guide without a connection"));
    }
    let wanted = Wanted::check(&draft.name, &draft.workspace, key)?;
    let found = match connect(state, by, id, wanted.clone()).await? {
        Tried::Connected(connection) => return Ok(Some(connection)),
        Tried::Refused(found) => found,
    };
    match refusal(&found.probes) {
        Some((ConnectionProblem::MissingScope, _)) if draft.route == Route::PlatformKey => {
            keep(state, by, id, &wanted, &found).await?;
            Ok(None)
        }
        _ => Err(refuse(state, by, id, found).await),
    }
}

/// Connects with the key that is kept.
pub async fn finish(state: &AppState, by: &Caller, id: i64) -> Result<Connection, GuideError> {
    let guide = find(state, id).await?;
    let (_, key) = kept_key(state, &guide)?;
    let wanted = Wanted::check(&guide.draft.name, &guide.draft.workspace, &key)?;
    match connect(state, by, id, wanted).await? {
        Tried::Connected(connection) => Ok(connection),
        Tried::Refused(found) => Err(refuse(state, by, id, found).await),
    }
}

/// The five questions, the connection, and the end of the key's stay in the guide.
async fn connect(state: &AppState, by: &Caller, id: i64, wanted: Wanted) -> Result<Tried, GuideError> {
    let connection = if let Some(saved) = saved_before(state, &wanted).await? {
        saved
    } else {
        let probes = connecting::verify(state, &wanted).await?;
        if refusal(&probes).is_some() {
            return Ok(Tried::Refused(checkup(stamp(state, Some(by)), probes)));
        }
        connecting::save(state, Some(by.account), wanted, &probes).await?
    };
    let mark = stamp(state, Some(by));
    let change = |guide: &mut KeptGuide| {
        guide.sealed_key = None;
        (guide.draft.kept, guide.draft.answers, guide.draft.forgotten) = (None, None, None);
        guide.draft.connection = Some(connection.id);
        let steps = [Some(Step::PasteKey), (guide.draft.route == Route::PlatformKey).then_some(Step::Scope)];
        for step in steps.into_iter().flatten() {
            let known = guide.draft.mark(step).cloned();
            guide.draft.set(step, Some(known.unwrap_or_else(|| mark.clone())));
        }
        Ok(connection.name.to_string())
    };
    edit(state, Some(by), id, "connect", change).await?;
    Ok(Tried::Connected(connection))
}

fn checkup(Stamp { at, by }: Stamp, probes: Vec<Probe>) -> Checkup {
    Checkup { at, by, probes }
}

/// Keeps all that was answered about a key that cannot be used, and says why not.
async fn refuse(state: &AppState, by: &Caller, id: i64, found: Checkup) -> GuideError {
    let Err(refused) = connecting::permitted(&found.probes) else { return GuideError::Busy };
    let change = |guide: &mut KeptGuide| {
        guide.draft.answers = Some(found.clone());
        Ok(refusal(&found.probes).map_or_else(String::new, |(problem, _)| problem.code().to_owned()))
    };
    match edit(state, Some(by), id, "refuse", change).await {
        Ok(()) => refused.into(),
        Err(error) => error,
    }
}

/// What an earlier try saved that was cut off before the guide heard of it.
async fn saved_before(state: &AppState, wanted: &Wanted) -> Result<Option<Connection>, GuideError> {
    let found = state.archive.connection_by_name(&wanted.name).await?;
    Ok(found.filter(|one| one.workspace == wanted.workspace && one.key_last_four == last_four(&wanted.key)))
}

/// Keeps a key that lacks its scope, sealed for its workspace.
async fn keep(state: &AppState, by: &Caller, id: i64, wanted: &Wanted, found: &Checkup) -> Result<(), GuideError> {
    let sealed = state.vault.seal_key(&wanted.workspace, &wanted.key)?;
    let (put, next_test) = (stamp(state, Some(by)), waiting::next_test(state));
    let last_four = last_four(&wanted.key);
    let change = |guide: &mut KeptGuide| {
        if guide.draft.workspace.parse::<WorkspaceId>().ok().as_ref() != Some(&wanted.workspace) {
            return Err(GuideError::Busy);
        }
        guide.sealed_key = Some(sealed.clone());
        guide.draft.kept = Some(KeptKey {
            last_four: last_four.clone(),
            put: put.clone(),
            tested: put.at,
            next_test,
            works_since: None,
            failure: failure_of(found),
        });
        (guide.draft.answers, guide.draft.forgotten) = (Some(found.clone()), None);
        guide.draft.set(Step::PasteKey, Some(put.clone()));
        Ok(format!("kept a key that ends in {last_four}, until it has its scope"))
    };
    edit(state, Some(by), id, "keep", change).await
}

fn failure_of(found: &Checkup) -> Option<SyncFailure> {
    refusal(&found.probes).map(|(problem, detail)| SyncFailure { problem, detail: detail.to_owned() })
}

/// Removes a key that nobody looked after for so long that it is not to be kept on.
pub(super) async fn forget(state: &AppState, id: i64) -> Result<(), GuideError> {
    let at = stamp(state, None).at;
    let change = |guide: &mut KeptGuide| {
        if guide.draft.forgets_at().is_none_or(|then| then > at) {
            // Somebody came back just now.
            return Err(GuideError::Busy);
        }
        let last_four = guide.draft.kept.take().map(|kept| kept.last_four).unwrap_or_default();
        let told = format!("key that ends in {last_four}, after {} days without a change", Draft::KEPT_FOR);
        (guide.sealed_key, guide.draft.answers) = (None, None);
        guide.draft.set(Step::PasteKey, None);
        guide.draft.forgotten = Some(Forgotten { last_four, at });
        Ok(told)
    };
    edit(state, None, id, "forget", change).await
}

/// Seals the key that waits for another workspace, where it is to be tested anew.
pub(super) fn move_to(
    state: &AppState,
    guide: &mut KeptGuide,
    sealed: &[u8],
    after: &WorkspaceId,
) -> Result<(), GuideError> {
    let before = workspace(guide)?;
    if before == *after {
        return Ok(());
    }
    let key = state.vault.open_key(&before, sealed)?;
    guide.sealed_key = Some(state.vault.seal_key(after, &key)?);
    if let Some(kept) = &mut guide.draft.kept {
        (kept.next_test, kept.works_since) = (Moment(state.clock.now().timestamp()), None);
        // What was found holds for the workspace before.
        kept.failure = None;
    }
    guide.draft.answers = None;
    Ok(())
}

fn workspace(guide: &KeptGuide) -> Result<WorkspaceId, GuideError> {
    guide.draft.workspace.parse().map_err(|_| wrong("workspace", "First say which workspace it is."))
}

/// The key that a guide keeps, opened, and its workspace.
fn kept_key(state: &AppState, guide: &KeptGuide) -> Result<(WorkspaceId, SecretString), GuideError> {
    let workspace = workspace(guide)?;
    let sealed = guide.sealed_key.as_ref().ok_or(GuideError::Gone("key here"))?;
    let key = state.vault.open_key(&workspace, sealed)?;
    Ok((workspace, key))
}

/// Tests the key that is kept and notes what was found; `by` is nobody where the time had come.
pub async fn test(state: &AppState, by: Option<&Caller>, id: i64) -> Result<(), GuideError> {
    let tested = find(state, id).await?;
    let (workspace, key) = kept_key(state, &tested)?;
    let probes = state.openai.analytics(key, workspace).probe(state.clock.today()).await;
    let (asked, next_test) = (stamp(state, by), waiting::next_test(state));
    let (at, found) = (asked.at, checkup(asked, probes));
    let failure = failure_of(&found);
    let change = |guide: &mut KeptGuide| {
        if guide.sealed_key != tested.sealed_key {
            // Another key came in meanwhile, or this one is in use: the answer is about neither.
            return Err(GuideError::Busy);
        }
        let Some(kept) = &mut guide.draft.kept else { return Err(GuideError::Gone("key here")) };
        (kept.tested, kept.next_test) = (at, next_test);
        kept.works_since = if failure.is_none() { kept.works_since.or(Some(at)) } else { None };
        kept.failure.clone_from(&failure);
        guide.draft.answers = failure.is_some().then(|| found.clone());
        Ok(failure.as_ref().map_or_else(|| "it works".to_owned(), |failure| failure.problem.code().to_owned()))
    };
    edit(state, by, id, "test", change).await
}
