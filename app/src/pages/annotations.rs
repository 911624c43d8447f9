//! `/settings/annotations`: what happened on a day, marked on the time axis of charts. A plain form and a list.

use domain::annotation::Annotation;
use domain::view::{AnnotationRow, AnnotationsView, Choice};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::error_view::error_page;
use crate::components::form::{alert, error_in_address};
use crate::error::AppError;
use crate::pages::dashboard::skeleton;
use crate::server_fns::{Annotate, RemoveAnnotation, annotations};

const PATH: &str = "/settings/annotations";

/// The page.
#[component]
pub fn AnnotationsPage() -> impl IntoView {
    let answer = Resource::new(|| (), |()| annotations());
    let inside = move || {
        Suspend::new(async move {
            match answer.await {
                Ok(view) => page(&view),
                Err(error) => error_page(&error, PATH),
            }
        })
    };
    view! {
        <Title text="Annotations" />
        <Suspense fallback=skeleton>{inside}</Suspense>
    }
    .into_any()
}

fn page(view: &AnnotationsView) -> AnyView {
    let annotate = ServerAction::<Annotate>::new();
    let refused = error_in_address("/fn/annotate");
    let gone = error_in_address("/fn/remove_annotation");
    let fields = fields(view, refused);
    view! {
        <h1 class="headline">"Annotations"</h1>
        <p class="lead">
            "What happened on a day: a rollout, a new model, a holiday. It is marked on the time axis of every chart that holds the day, and read out below it."
        </p>
        {move || refused.get().or(gone.get()).map(|error| alert("annotation-error", &error))}
        <ActionForm action=annotate>
            {fields}
            <div class="stack">
                <button type="submit" class="btn primary">
                    "Add"
                </button>
            </div>
        </ActionForm>
        {list(view)}
    }
    .into_any()
}

/// The four fields; the one that was refused is marked.
fn fields(view: &AnnotationsView, error: Memo<Option<AppError>>) -> AnyView {
    let wrong = move |name: &'static str| match error.get() {
        Some(AppError::Invalid { field, .. }) => (field == name).then_some("true"),
        _ => None,
    };
    let team = |team: &Choice| view! { <option value=team.key.clone()>{team.title.clone()}</option> };
    let teams = view.teams.iter().map(team).collect_view();
    view! {
        <div class="stack">
            <label>
                "Day"
                <input type="date" name="day" required value=view.today.to_string() aria-invalid=move || wrong("day") />
                <span class="hint">"A UTC day; it may lie ahead."</span>
            </label>
            <label>
                "Text"
                <input name="text" required maxlength=Annotation::LONGEST.to_string() autocomplete="off" placeholder="Rollout to Platform" aria-invalid=move || wrong("text") />
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
                <input type="checkbox" name="shared" value="true" />
                "Also on shared links"
            </label>
        </div>
    }
    .into_any()
}

fn list(view: &AnnotationsView) -> AnyView {
    if view.annotations.is_empty() {
        return view! { <p class="state">"Nothing is annotated yet."</p> }.into_any();
    }
    let remove = ServerAction::<RemoveAnnotation>::new();
    let item = |row: &AnnotationRow| {
        let Annotation { day, text, shared, .. } = row.annotation.clone();
        let whom = row.team.clone().unwrap_or_else(|| "Everyone".to_owned());
        let shared = shared.then_some(", also on shared links");
        let (id, named) = (row.id.to_string(), format!(": {text}"));
        view! {
            <li>
                <span class="when">{day.in_words()}</span>
                <span class="who">{text}</span>
                <span class="why">{whom} {shared}</span>
                <ActionForm action=remove>
                    <input type="hidden" name="id" value=id />
                    <button type="submit" class="btn">
                        "Remove"
                        <span class="vh">{named}</span>
                    </button>
                </ActionForm>
            </li>
        }
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
