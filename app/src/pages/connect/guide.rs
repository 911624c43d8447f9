//! `/connect/new/{id}`: one guide as a list of steps. One of them is open: the one to do now, or a done one that is
//! looked at again (`?step=` and its name in the address).

mod after;
mod key;
mod prepare;
mod support;

use domain::guide::{REMIND_AFTER, Stamp, Step, StepState, business_days};
use domain::sync::{ConnectionState, Moment};
use domain::view::GuideView;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::facts;
use crate::components::form::{alert, error_in_address};
use crate::components::plain::plain;
use crate::error::AppError;
use crate::server_fns::{LeaveGuide, TickStep, guide};
use crate::words::counted;

/// The page.
#[component]
pub fn GuidePage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse::<i64>().ok());
    let ask = move || async move {
        match id {
            Some(id) => guide(id).await,
            None => Err(AppError::NotFound { what: "such guide".to_owned() }),
        }
    };
    plain("Connect a workspace", "/connect/new", ask, |view| page(&view))
}

/// The forms of the page.
const FORMS: [&str; 8] = [
    "/fn/tick_step",
    "/fn/describe_key",
    "/fn/mail_sent",
    "/fn/name_workspace",
    "/fn/paste_key",
    "/fn/test_key",
    "/fn/finish_guide",
    "/fn/leave_guide",
];

/// What was refused of a form.
type Refused = Memo<Option<AppError>>;

/// A field's mark where it was refused.
fn wrong(refused: Refused, name: &'static str) -> Option<&'static str> {
    match refused.get() {
        Some(AppError::Invalid { field, .. }) => (field == name).then_some("true"),
        _ => None,
    }
}

fn page(view: &GuideView) -> AnyView {
    let errors = FORMS.map(|form| error_in_address(form, "guide"));
    let refused = Memo::new(move |_| errors.iter().find_map(|error| error.get()));
    let steps = view.steps();
    let asked = use_query_map().with_untracked(|query| Step::from_name(&query.get("step")?));
    let may_open = |step: &Step| steps.contains(&(*step, StepState::Done)) && changeable(view, *step);
    let at = |wanted: StepState| steps.iter().find(|(_, state)| *state == wanted).map(|(step, _)| *step);
    let current = at(StepState::Current);
    let open = asked.filter(may_open).or(current);
    // On a narrow screen what is done already is long.
    let next = current.map(|step| view! { "Next: " <a href="#now">{title(step)}</a> ". " });
    let done = steps.iter().filter(|(_, state)| *state == StepState::Done).count();
    let name = if view.draft.name.is_empty() { "A new connection".to_owned() } else { view.draft.name.clone() };
    let unsettled = |state| matches!(state, ConnectionState::New | ConnectionState::Syncing);
    let watch = view.connection.as_ref().is_some_and(|one| unsettled(one.state)).then_some("");
    let items = (1..).zip(&steps).map(|(n, (step, state))| item(view, n, *step, *state, open, refused)).collect_view();
    let connected = view.draft.connection.is_some();
    view! {
        <p class="crumbs">
            <a href="/connect" rel="external">
                "Connections"
            </a>
        </p>
        <h1 class="headline">{name}</h1>
        <p class="lead">
            {view.draft.route.title()} ". " {format!("{done} of {} done. ", counted(steps.len() as u64, "step", "steps"))}
            {next}
            {format!("Begun {}.", stamped(&view.draft.started, view.now))}
        </p>
        {move || refused.get().map(|error| alert("guide-error", &error))}
        {key::no_good(view)}
        {key::forgotten(view)}
        {reminder(view)}
        <div class="split guide">
            <div>
                <ol class="steps" data-watch=watch>{items}</ol>
                {open.is_none().then(|| after::all_done(view))}
            </div>
            <div>{if connected { after::seen(view) } else { facts() }} {leave(view)}</div>
        </div>
    }
    .into_any()
}

/// Steps whose forms can be looked at again.
fn changeable(view: &GuideView, step: Step) -> bool {
    let connected = view.draft.connection.is_some();
    match step {
        Step::AskSupport | Step::Workspace | Step::PasteKey => !connected,
        Step::Scope | Step::FirstRead => false,
        _ => view.draft.mark(step).is_some(),
    }
}

fn item(view: &GuideView, n: usize, step: Step, state: StepState, open: Option<Step>, refused: Refused) -> AnyView {
    let (class, said) = match state {
        StepState::Done => ("step done", done_by(view, step)),
        StepState::Current => ("step current", "To do now".to_owned()),
        StepState::Waiting if step == Step::Scope => ("step waiting", "Waiting for OpenAI".to_owned()),
        StepState::Waiting => ("step waiting", "Under way".to_owned()),
        StepState::Later => ("step later", "Later".to_owned()),
    };
    let title = match (step, state) {
        (Step::Scope, StepState::Current) => "The key has its scope",
        _ => title(step),
    };
    let now = (state == StepState::Current).then_some("now");
    let is_open = open == Some(step) || state == StepState::Waiting;
    let mark = if state == StepState::Done { "✓".to_owned() } else { n.to_string() };
    let link = match state {
        _ if is_open => None,
        StepState::Done if changeable(view, step) => Some((format!("?step={}", step.name()), "Open")),
        StepState::Current => Some((format!("/connect/new/{}", view.id), "Go on here")),
        _ => None,
    };
    let link = link.map(|(href, label)| {
        view! {
            <a href=href>
                {label} <span class="vh">{format!(": {title}")}</span>
            </a>
        }
    });
    let body = is_open.then(|| view! { <div class="step-body">{body(view, step, state, refused)}</div> });
    view! {
        <li class=class id=now aria-current=now.map(|_| "step")>
            <span class="step-mark" aria-hidden="true">{mark}</span>
            <div class="step-head">
                <h2>{title}</h2>
                <p class="step-said">{said} " " {link}</p>
            </div>
            {body}
        </li>
    }
    .into_any()
}

fn title(step: Step) -> &'static str {
    match step {
        Step::Prerequisites => "See that everything is there",
        Step::MakeKey => "Make a key of its own that can only read",
        Step::StoreKey => "Keep the key safely",
        Step::AskSupport => "Ask OpenAI support for the scope",
        Step::Workspace => "Name the connection and its workspace",
        Step::PasteKey => "Paste the key",
        Step::Scope => "OpenAI adds the scope",
        Step::FirstRead => "Uptake reads all days for the first time",
        Step::Teams => "Say who is in which team",
        Step::People => "Invite those who should look",
    }
}

/// By whom it was done and when, or what shows that it is.
fn done_by(view: &GuideView, step: Step) -> String {
    let draft = &view.draft;
    match step {
        Step::FirstRead => "Done: the days are here".to_owned(),
        Step::Teams if view.teams > 0 => {
            let (teams, people) = (u64::from(view.teams), u64::from(view.roster));
            format!("Done: {}, {}", counted(teams, "team", "teams"), counted(people, "person", "people"))
        }
        Step::People if view.accounts > 1 => format!("Done: {} accounts", view.accounts),
        Step::AskSupport => {
            let sent = draft.sent_on.map(|day| format!("Sent on {}, noted", day.in_words())).unwrap_or_default();
            draft.mark(step).map(|stamp| format!("{sent} {}", stamped(stamp, view.now))).unwrap_or(sent)
        }
        _ => draft.mark(step).map_or_else(|| "Done".to_owned(), |stamp| format!("Done {}", stamped(stamp, view.now))),
    }
}

fn body(view: &GuideView, step: Step, state: StepState, refused: Refused) -> AnyView {
    match step {
        Step::Prerequisites | Step::MakeKey | Step::StoreKey => prepare::body(view, step),
        Step::AskSupport => support::body(view, refused),
        Step::Workspace => key::workspace(view, refused),
        Step::PasteKey => key::paste(view, refused),
        Step::Scope => key::scope(view, state),
        Step::FirstRead => after::first_read(view),
        Step::Teams | Step::People => after::body(view, step),
    }
}

/// `3 hours ago by ada@example.com`.
fn stamped(stamp: &Stamp, now: Moment) -> String {
    let by = stamp.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    format!("{}{by}", stamp.at.ago(now))
}

/// The button that says that a step is done, or, where it is, that it is not.
fn tick(view: &GuideView, step: Step, label: &'static str) -> AnyView {
    said(view, step, label, "btn primary")
}

/// The same where doing the step is better.
fn skip(view: &GuideView, step: Step, label: &'static str) -> AnyView {
    said(view, step, label, "btn")
}

fn said(view: &GuideView, step: Step, label: &'static str, kind: &'static str) -> AnyView {
    let tick = ServerAction::<TickStep>::new();
    let id = view.id.to_string();
    let done = view.draft.mark(step).is_some();
    let (label, kind) = if done { ("Not done after all", "btn") } else { (label, kind) };
    let (name, turned) = (step.name(), (!done).to_string());
    view! {
        <ActionForm action=tick>
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="step" value=name />
            <input type="hidden" name="done" value=turned />
            <button type="submit" class=kind>
                {label}
            </button>
        </ActionForm>
    }
    .into_any()
}

/// After five business days without an answer it is time to ask again.
fn reminder(view: &GuideView) -> AnyView {
    let draft = &view.draft;
    let waits = draft.connection.is_none() && !draft.works();
    let Some(sent) = draft.sent_on.filter(|_| waits) else { return ().into_any() };
    let days = business_days(sent, view.today);
    if days < REMIND_AFTER {
        return ().into_any();
    }
    view! {
        <div class="remind" role="status">
            <p>
                <strong>{format!("{days} business days have passed since the e-mail to OpenAI.")}</strong>
            </p>
            <p>
                "Ask again, with the number of your case if you got one. "
                {support::mail_link(view, "Write the e-mail once more")}
            </p>
        </div>
    }
    .into_any()
}

/// The way out.
fn leave(view: &GuideView) -> AnyView {
    let leave = ServerAction::<LeaveGuide>::new();
    let id = view.id.to_string();
    let told = if view.draft.connection.is_some() {
        "The connection stays as it is; only this list goes."
    } else if view.draft.kept.is_some() {
        "The list goes, and the key that Uptake keeps with it. Nothing changes at OpenAI: delete the key there, too, if you do not need it."
    } else {
        "The list goes. Nothing was connected."
    };
    view! {
        <section class="leave" aria-labelledby="leave-h">
            <h2 id="leave-h">"Close this guide"</h2>
            <p class="quiet">{told}</p>
            <ActionForm action=leave>
                <input type="hidden" name="id" value=id />
                <button type="submit" class="btn">
                    "Close"
                </button>
            </ActionForm>
        </section>
    }
    .into_any()
}
