//! What is connected, and how each connection is.

use domain::sync::{ConnectionState, Moment, SyncFailure};
use domain::view::{ConnectView, ConnectionView, DayCounts};
use leptos::prelude::*;

use crate::components::form::{alert, error_in_address};
use crate::components::live::Progress;
use crate::server_fns::SyncNow;
use crate::state::links;
use crate::words::{connections as words, counted};

/// Every connection.
#[component]
pub fn Connections(view: ConnectView, sync: ServerAction<SyncNow>) -> impl IntoView {
    let error = error_in_address("/fn/sync_now", "connection");
    let unsettled = |one: &ConnectionView| matches!(one.state, ConnectionState::New | ConnectionState::Syncing);
    let watch = view.connections.iter().any(unsettled).then_some("");
    let now = view.now;
    let items = view.connections.into_iter().map(|one| connection(&one, now, sync)).collect_view();
    view! {
        {move || error.get().map(|error| alert("sync-error", &error))}
        <ul class="connections" data-watch=watch>{items}</ul>
    }
    .into_any()
}

fn connection(one: &ConnectionView, now: Moment, sync: ServerAction<SyncNow>) -> AnyView {
    let (dot, state) = words::state(one.state);
    let rests = words::rests(one.state);
    let failure = one.failure.as_ref().filter(|_| !rests).map(failed);
    let running = one.progress.clone().into_iter().collect::<Vec<_>>();
    let idle = rests || one.state == ConnectionState::Syncing;
    let title = one.name.to_string();
    let care = links::below("/connect", &title);
    view! {
        <li class="connection">
            <div class="connection-head">
                <h2>
                    <a href=care rel="external">
                        {title.clone()}
                    </a>
                </h2>
                <span class="fresh-line">
                    <span class=dot aria-hidden="true"></span>
                    {state}
                </span>
                <ActionForm action=sync>
                    <input type="hidden" name="name" value=title.clone() />
                    <button type="submit" class="btn" disabled=idle>
                        "Sync now"
                        <span class="vh">{format!(": {title}")}</span>
                    </button>
                </ActionForm>
            </div>
            {failure}
            <Progress running=running here="/connect" />
            {pairs(one, now)}
        </li>
    }
    .into_any()
}

/// The facts of a connection.
pub(super) fn pairs(one: &ConnectionView, now: Moment) -> AnyView {
    let last = one.last_sync.map_or_else(|| "never".to_owned(), |moment| moment.ago(now));
    let first = one.first_day.map_or_else(|| "no rows yet".to_owned(), domain::Day::in_words);
    let settled = one.settled_through.map_or_else(|| "nothing yet".to_owned(), domain::Day::in_words);
    view! {
        <dl class="pairs">
            {one.rests_since.map(|since| pair("Not read since", since.ago(now)))}
            {pair("Last read", last)}
            {pair("First day", first)}
            {pair("Settled to", settled)}
            {pair("Days", days(one.days))}
            {pair("Workspace", one.workspace.to_string())}
            {pair("Key", key(one))}
        </dl>
    }
    .into_any()
}

/// What is known of the key.
fn key(one: &ConnectionView) -> String {
    let forgotten = one.state == ConnectionState::Disconnected;
    format!("ends in {}{}", one.key_last_four, if forgotten { ", forgotten here: revoke it at OpenAI" } else { "" })
}

/// How the last pass failed, and what to do.
fn failed(failure: &SyncFailure) -> AnyView {
    view! {
        <div class="alert">
            <p>
                <strong>{failure.problem.title()}</strong>
            </p>
            <p>{failure.problem.advice()}</p>
            <p class="quiet">{failure.detail.clone()} " " <code>{failure.problem.code()}</code></p>
        </div>
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

/// Days by how final they are; a state without days is left out.
fn days(days: DayCounts) -> String {
    let part = |n: u32, what: &str| (n > 0).then(|| format!("{} {what}", counted(u64::from(n), "day", "days")));
    let parts = [part(days.settled, "settled"), part(days.provisional, "provisional"), part(days.gap, "missing")];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if text.is_empty() { "none yet".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_name_only_what_there_is() {
        assert_eq!(days(DayCounts { settled: 87, provisional: 1, gap: 0 }), "87 days settled, 1 day provisional");
        assert_eq!(days(DayCounts::default()), "none yet");
    }
}
