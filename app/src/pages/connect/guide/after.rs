//! The steps after the key: the first reading, what can be seen by now, teams, people.

use domain::guide::Step;
use domain::sync::ConnectionState;
use domain::view::GuideView;
use leptos::prelude::*;

use super::skip;
use crate::components::live::Progress;
use crate::state::links;
use crate::words::{counted, grouped};

/// How far the first reading is.
pub(super) fn first_read(view: &GuideView) -> AnyView {
    let Some(one) = &view.connection else {
        return view! { <p>"The connection is no longer there."</p> }.into_any();
    };
    let running = one.progress.clone().into_iter().collect::<Vec<_>>();
    let care = links::below("/connect", one.name.as_str());
    let told = match (&one.failure, one.state) {
        (Some(failure), ConnectionState::Failing) => view! {
            <div class="alert">
                <p>
                    <strong>{failure.problem.title()}</strong>
                </p>
                <p>{failure.problem.advice()}</p>
                <p>
                    <a href=care>"Look after the connection"</a>
                </p>
            </div>
        }
        .into_any(),
        _ if running.is_empty() => view! { <p>"It is about to begin."</p> }.into_any(),
        _ => view! { <p>"The latest days come first. You can go on, or close this page: it goes on by itself."</p> }
            .into_any(),
    };
    view! {
        {told}
        <Progress running=running here=format!("/connect/new/{}", view.id) />
    }
    .into_any()
}

/// What can be seen by now, with where to see it.
pub(super) fn seen(view: &GuideView) -> AnyView {
    let Some(seen) = view.seen else { return ().into_any() };
    let people = seen.people.map_or_else(|| "not known yet".to_owned(), |n| grouped(i64::from(n)));
    let since = seen.first_day.map(|day| format!("since {}", day.in_words()));
    let row = |href: &'static str, label: &'static str, value: String, more: Option<String>| {
        view! {
            <div>
                <dt>
                    <a href=href rel="external">
                        {label}
                    </a>
                </dt>
                <dd>
                    <span class="v">{value}</span>
                    {more.map(|more| view! { <small>{more}</small> })}
                </dd>
            </div>
        }
    };
    let teams = (view.teams == 0).then(|| "until there is a roster, all figures are of everybody".to_owned());
    view! {
        <section aria-labelledby="seen-h">
            <h2 id="seen-h">"What you can see now"</h2>
            <dl class="facts-list">
                {row("/", "Days", grouped(i64::from(seen.days)), since)}
                {row("/adoption", "People who were active", people, None)}
                {row("/teams", "Teams", grouped(i64::from(view.teams)), teams)}
            </dl>
        </section>
    }
    .into_any()
}

/// Teams and people: by commands, as long as there are no pages for them.
pub(super) fn body(view: &GuideView, step: Step) -> AnyView {
    if step == Step::Teams {
        return view! {
            <p>"Teams come from a file of yours, with a line for each person. On the machine where Uptake runs:"</p>
            <pre class="command">"uptake import teams teams.csv --dry-run\nuptake import teams teams.csv"</pre>
            <p class="quiet">
                "The file begins with " <code>"email,team"</code>
                ". The first command says what would change, the second changes it. There is no page for this yet."
            </p>
            {skip(view, step, "Go on without teams")}
        }
        .into_any();
    }
    view! {
        <p>"Leaders see teams and no persons. On the machine where Uptake runs, make an account for each:"</p>
        <pre class="command">"uptake user create --email lead@example.com --role leader"</pre>
        <p class="quiet">"It prints a link to choose a password, which works once: send it to that person alone. There is no page for this yet."</p>
        {skip(view, step, "Go on alone")}
    }
    .into_any()
}

/// Below a list that is done.
pub(super) fn all_done(view: &GuideView) -> AnyView {
    if view.steps().iter().any(|(_, state)| *state != domain::guide::StepState::Done) {
        return ().into_any();
    }
    let days = view.seen.map_or(0, |seen| seen.days);
    view! {
        <section class="finished" aria-labelledby="finished-h">
            <h2 id="finished-h">"All done"</h2>
            <p>{format!("{} are here, and new ones come by themselves.", counted(u64::from(days), "day", "days"))}</p>
            <p>
                <a class="btn primary" href="/" rel="external">
                    "See the Overview"
                </a>
                " "
                <a href="/connect/rollout" rel="external">
                    "Go on with the rollout"
                </a>
            </p>
        </section>
    }
    .into_any()
}
