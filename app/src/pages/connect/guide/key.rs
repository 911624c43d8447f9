//! The workspace, the key that goes one way, in, and the wait for its scope.

use domain::Day;
use domain::guide::{Draft, KeptKey, Route, SCOPE, StepState};
use domain::sync::Moment;
use domain::view::GuideView;
use leptos::prelude::*;

use super::super::probes::probes;
use super::prepare::away;
use super::{Refused, stamped, wrong};
use crate::server_fns::{FinishGuide, NameWorkspace, PasteKey, TestKey};

/// Which workspace, and how it is called here.
pub(super) fn workspace(view: &GuideView, refused: Refused) -> AnyView {
    let place = ServerAction::<NameWorkspace>::new();
    let id = view.id.to_string();
    let (name, workspace) = (view.draft.name.clone(), view.draft.workspace.clone());
    view! {
        <p>
            "A workspace owner finds the id at " {away("https://chatgpt.com/admin", "chatgpt.com/admin")}
            ", under Settings. It has five groups of letters and digits."
        </p>
        <ActionForm action=place>
            <div class="stack">
                <input type="hidden" name="id" value=id />
                <label>
                    "Name"
                    <input name="name" required maxlength="80" value=name autocomplete="off" aria-invalid=move || wrong(refused, "name") />
                    <span class="hint">"How you call it here, for example by company or unit. It stands in addresses and exports."</span>
                </label>
                <label>
                    "Workspace id"
                    <input
                        name="workspace"
                        required
                        maxlength="60"
                        value=workspace
                        placeholder="3f0f5aaf-1e2b-4f10-bb50-0123456789ab"
                        autocomplete="off"
                        spellcheck="false"
                        aria-invalid=move || wrong(refused, "workspace")
                    />
                </label>
                <button type="submit" class="btn primary">
                    "Save"
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// The key goes in.
pub(super) fn paste(view: &GuideView, refused: Refused) -> AnyView {
    let paste = ServerAction::<PasteKey>::new();
    let id = view.id.to_string();
    let then = match view.draft.route {
        Route::AdminKey => {
            "It is tried against OpenAI first, which takes a few seconds. If it works, Uptake begins to read at once."
        }
        Route::PlatformKey => {
            "It is tried against OpenAI first, which takes a few seconds. If only its scope is missing, Uptake keeps it encrypted and tests it by itself every few hours. If it works, Uptake begins to read at once."
        }
    };
    let answers = view.draft.answers.as_ref().filter(|_| view.draft.kept.is_none());
    let answers = answers.map(|found| {
        view! {
            <div class="answers">
                <h3>"What OpenAI answered about the last key"</h3>
                {probes(found, view.now)}
            </div>
        }
    });
    view! {
        {answers}
        <ActionForm action=paste>
            <div class="stack">
                <input type="hidden" name="id" value=id />
                <label>
                    "Key"
                    <input type="password" name="key" required maxlength="400" autocomplete="off" spellcheck="false" aria-invalid=move || wrong(refused, "key") />
                    <span class="hint">{then}</span>
                </label>
                <button type="submit" class="btn primary">
                    "Try the key"
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// That a key was removed because nobody looked after it; nothing where none was.
pub(super) fn forgotten(view: &GuideView) -> AnyView {
    let Some(gone) = view.draft.forgotten.as_ref() else { return ().into_any() };
    view! {
        <div class="remind" role="status">
            <p>
                <strong>{format!("The key that ends in {} was removed {}.", gone.last_four, gone.at.ago(view.now))}</strong>
            </p>
            <p>
                {format!(
                    "Nobody had changed anything here for {} days. If it is still wanted, paste it again; if not, delete it at OpenAI.",
                    Draft::KEPT_FOR,
                )}
            </p>
        </div>
    }
    .into_any()
}

/// Until when a key is kept.
fn kept_until(view: &GuideView) -> Option<AnyView> {
    let day = view.draft.forgets_at().and_then(|then| Day::from_unix(then.0))?;
    let told = format!(
        "Uptake keeps this key until {}: {} days after the last change here. Then it is removed by itself.",
        day.in_words(),
        Draft::KEPT_FOR,
    );
    Some(view! { <p class="quiet">{told}</p> }.into_any())
}

/// All five answers about a key that is kept.
fn answered(view: &GuideView) -> Option<AnyView> {
    let found = view.draft.answers.as_ref()?;
    let shown = view! {
        <details class="unfolds">
            <summary>"All five answers of OpenAI"</summary>
            {probes(found, view.now)}
        </details>
    };
    Some(shown.into_any())
}

/// Why the key that was kept will not do any more; nothing for one that only waits.
pub(super) fn no_good(view: &GuideView) -> AnyView {
    let failure = view.draft.kept.as_ref().and_then(|kept| kept.failure.as_ref());
    let Some(failure) = failure.filter(|failure| failure.problem.needs_another_key()) else { return ().into_any() };
    view! {
        <div class="alert" role="status">
            <p>
                <strong>"The key that was kept will not do: " {failure.problem.title()}</strong>
            </p>
            <p>{failure.problem.advice()}</p>
            <p class="quiet">{failure.detail.clone()} " " <code>{failure.problem.code()}</code></p>
            {answered(view)}
            {kept_until(view)}
        </div>
    }
    .into_any()
}

/// The wait for the scope, and the end of it.
pub(super) fn scope(view: &GuideView, state: StepState) -> AnyView {
    let Some(kept) = view.draft.kept.as_ref() else { return ().into_any() };
    if state == StepState::Waiting { waiting(view, kept) } else { works(view, kept) }
}

fn waiting(view: &GuideView, kept: &KeptKey) -> AnyView {
    let test = ServerAction::<TestKey>::new();
    let id = view.id.to_string();
    let sent = view.draft.sent_on.map(|day| pair("E-mail sent", day.in_words()));
    let found = kept.failure.as_ref().map_or("", |failure| failure.problem.title());
    let (named, ends) = (&view.draft.mail.last_four, &kept.last_four);
    let other = (!named.is_empty() && named != ends).then(|| {
        view! {
            <p class="caution">
                {format!("The e-mail named a key that ends in {named}, and this one ends in {ends}. Is it the same key?")}
            </p>
        }
    });
    view! {
        <p>
            "Support adds " <code>{SCOPE}</code>
            " by hand, and this can take some days. There is nothing to do: Uptake tests the key by itself every few hours, and says here and under Connections when it works. You can close this page."
        </p>
        <dl class="pairs">
            {sent} {pair("Key", format!("ends in {ends}, put in {}", stamped(&kept.put, view.now)))}
            {pair("Last test", format!("{}: {found}", kept.tested.ago(view.now)))} {pair("Next test", coming(kept.next_test, view.now))}
        </dl>
        {other}
        {answered(view)}
        {kept_until(view)}
        <ActionForm action=test>
            <input type="hidden" name="id" value=id />
            <button type="submit" class="btn">
                "Test now"
            </button>
        </ActionForm>
    }
    .into_any()
}

/// How long until then, in words.
fn coming(then: Moment, now: Moment) -> String {
    match (then.0 - now.0).max(0) / 60 {
        0..2 => "within two minutes".to_owned(),
        minutes @ 2..90 => format!("in about {minutes} minutes"),
        minutes => format!("in about {} hours", (minutes + 30) / 60),
    }
}

fn works(view: &GuideView, kept: &KeptKey) -> AnyView {
    let finish = ServerAction::<FinishGuide>::new();
    let id = view.id.to_string();
    let since = kept.works_since.unwrap_or(kept.tested);
    view! {
        <p>
            <strong>"The key works."</strong>
            {format!(" Seen {}. It ends in {} and was put in {}.", since.ago(view.now), kept.last_four, stamped(&kept.put, view.now))}
        </p>
        {kept_until(view)}
        <ActionForm action=finish>
            <input type="hidden" name="id" value=id />
            <button type="submit" class="btn primary">
                "Connect and begin to read"
            </button>
        </ActionForm>
    }
    .into_any()
}

fn pair(term: &'static str, value: String) -> AnyView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_test_is_told_in_words() {
        let told = |seconds| coming(Moment(seconds), Moment(0));
        assert_eq!(
            [-9, 60, 300, 5_400, 14_000].map(told),
            ["within two minutes", "within two minutes", "in about 5 minutes", "in about 2 hours", "in about 4 hours",]
        );
    }
}
