//! `/settings/annotations`: what happened on a day, marked on the time axis of charts. A plain form and a list; with
//! `?edit=` and the key of one in the address, that one is a form in its place.

use domain::annotation::Annotation;
use domain::view::{AnnotationRow, AnnotationsView, Choice};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::form::{alert, error_in_address};
use crate::components::plain::plain;
use crate::error::AppError;
use crate::server_fns::{Annotate, ChangeAnnotation, RemoveAnnotation, annotations};

/// Where the page is.
pub const PATH: &str = "/settings/annotations";
/// What a form is about, should it be gone.
const THING: &str = "annotation";

/// The page.
#[component]
pub fn AnnotationsPage() -> impl IntoView {
    plain("Annotations", PATH, annotations, page)
}

/// What was refused of a form.
type Refused = Memo<Option<AppError>>;

fn page(view: AnnotationsView) -> AnyView {
    let asked = use_query_map().with_untracked(|query| query.get("edit")?.parse::<i64>().ok());
    let edited = asked.and_then(|id| view.annotations.iter().find(|row| row.id == id));
    let added = error_in_address("/fn/annotate", THING);
    let (changed, removed) =
        (error_in_address("/fn/change_annotation", THING), error_in_address("/fn/remove_annotation", THING));
    let refused = move || added.get().or(changed.get()).or(removed.get());
    // One form at a time: what is being changed stands in its place in the list.
    let new = edited.is_none().then(|| add(&view, added));
    view! {
        <h1 class="headline">"Annotations"</h1>
        <p class="lead">
            "What happened on a day: a rollout, a new model, a holiday. It is marked on the time axis of every chart that holds the day, and read out below it."
        </p>
        {move || refused().map(|error| alert("annotation-error", &error))}
        {new}
        {list(&view, edited, changed)}
    }
    .into_any()
}

fn add(view: &AnnotationsView, refused: Refused) -> AnyView {
    let annotate = ServerAction::<Annotate>::new();
    let fields = fields(view, None, refused);
    view! {
        <ActionForm action=annotate>
            {fields}
            <div class="stack rows">
                <button type="submit" class="btn primary">
                    "Add"
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// The fields of a new one, or of one as it is; the one that was refused is marked.
fn fields(view: &AnnotationsView, of: Option<&Annotation>, error: Refused) -> AnyView {
    let wrong = move |name: &'static str| match error.get() {
        Some(AppError::Invalid { field, .. }) => (field == name).then_some("true"),
        _ => None,
    };
    let chosen = of.and_then(|of| of.team.as_ref()).map(ToString::to_string).unwrap_or_default();
    let gone = !chosen.is_empty() && !view.teams.iter().any(|team| team.key == chosen);
    let gone = gone.then(|| Choice { title: format!("{chosen} (no longer on the roster)"), key: chosen.clone() });
    let team = |team: &Choice| {
        view! {
            <option value=team.key.clone() selected=team.key == chosen>
                {team.title.clone()}
            </option>
        }
    };
    let teams = gone.iter().chain(&view.teams).map(team).collect_view();
    let day = of.map_or(view.today, |of| of.day).to_string();
    let (text, shared) = (of.map(|of| of.text.clone()), of.is_some_and(|of| of.shared));
    view! {
        <div class="stack rows">
            <label>
                "Day"
                <input type="date" name="day" required value=day aria-invalid=move || wrong("day") />
                <span class="hint">"A UTC day; it may lie ahead."</span>
            </label>
            <label>
                "Text"
                <input name="text" required maxlength=Annotation::LONGEST.to_string() autocomplete="off" value=text placeholder="Rollout to Platform" aria-invalid=move || wrong("text") />
                <span class="hint">"A few words, at most 80 characters. Everyone who sees the charts reads them."</span>
            </label>
            <label>
                "Whom it concerns" <select name="team" aria-invalid=move || wrong("team")>
                    <option value="">"Everyone"</option>
                    {teams}
                </select>
                <span class="hint">"One of a team stands on its page, on those of the teams within it, and on pages that are narrowed to them."</span>
            </label>
            <label class="check">
                <input type="checkbox" name="shared" value="true" checked=shared />
                "Also on shared links"
            </label>
        </div>
    }
    .into_any()
}

fn list(view: &AnnotationsView, edited: Option<&AnnotationRow>, refused: Refused) -> AnyView {
    if view.annotations.is_empty() {
        return view! { <p class="state">"Nothing is annotated yet."</p> }.into_any();
    }
    let remove = ServerAction::<RemoveAnnotation>::new();
    let item = |row: &AnnotationRow| match edited {
        Some(edited) if edited.id == row.id => change(view, row, refused),
        _ => shown(row, remove),
    };
    let items = view.annotations.iter().map(item).collect_view();
    view! {
        <section aria-labelledby="annotations-h">
            <h2 id="annotations-h">"What is marked"</h2>
            <ul class="annotations">{items}</ul>
        </section>
    }
    .into_any()
}

fn shown(row: &AnnotationRow, remove: ServerAction<RemoveAnnotation>) -> AnyView {
    let Annotation { day, text, shared, .. } = row.annotation.clone();
    let whom = row.team.clone().unwrap_or_else(|| "Everyone".to_owned());
    let shared = shared.then_some(", also on shared links");
    let (id, named) = (row.id.to_string(), format!(": {text}"));
    view! {
        <li>
            <span class="when">{day.in_words()}</span>
            <span class="who">{text}</span>
            <span class="why">{whom} {shared}</span>
            <div class="does">
                <a class="btn" href=format!("{PATH}?edit={id}#edit")>
                    "Edit"
                    <span class="vh">{named.clone()}</span>
                </a>
                <ActionForm action=remove>
                    <input type="hidden" name="id" value=id />
                    <button type="submit" class="btn">
                        "Remove"
                        <span class="vh">{named}</span>
                    </button>
                </ActionForm>
            </div>
        </li>
    }
    .into_any()
}

/// One as a form, in its place.
fn change(view: &AnnotationsView, row: &AnnotationRow, refused: Refused) -> AnyView {
    let change = ServerAction::<ChangeAnnotation>::new();
    let (id, fields) = (row.id.to_string(), fields(view, Some(&row.annotation), refused));
    let label = format!("Edit: {}", row.annotation.text);
    view! {
        <li class="edited" id="edit">
            <section aria-label=label>
                <ActionForm action=change>
                    <input type="hidden" name="id" value=id />
                    {fields}
                    <div class="does">
                        <button type="submit" class="btn primary">
                            "Save"
                        </button>
                        <a class="btn" href=PATH>
                            "Leave it as it is"
                        </a>
                    </div>
                </ActionForm>
            </section>
        </li>
    }
    .into_any()
}
