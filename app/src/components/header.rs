//! The top of every page: brand, navigation, badge of a demo, menu of the visitor.

use domain::view::Visitor;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::shortcuts::HELP;
use super::theme::ThemeSwitch;
use crate::browser;
use crate::error::AppError;
use crate::state::{elsewhere, use_page_query};

/// Who is looking, asked once; `None` for someone who is not signed in.
#[derive(Clone, Copy)]
pub struct WhoLooks(pub Resource<Result<Option<Visitor>, AppError>>);

/// The header.
#[component]
pub fn Header() -> impl IntoView {
    let who = use_context::<WhoLooks>();
    let inside = move || {
        Suspend::new(async move {
            let visitor = match who {
                Some(WhoLooks(visitor)) => visitor.await.ok().flatten(),
                None => None,
            };
            visitor.map(|visitor| signed_in(&visitor))
        })
    };
    view! {
        <header class="top">
            <a class="brand" href="/">
                <svg class="logo" viewBox="0 0 16 16" aria-hidden="true">
                    <rect class="logo-back" width="16" height="16" rx="4" />
                    <path class="logo-front" d="M0 12V4a4 4 0 0 1 4-4h8z" />
                </svg>
                "Uptake"
            </a>
            <Suspense fallback=|| ()>{inside}</Suspense>
        </header>
    }
    .into_any()
}

fn signed_in(visitor: &Visitor) -> AnyView {
    let admin = visitor.role.administers();
    let demo = visitor.demo.then(|| view! { <span class="badge">"Demo data"</span> });
    view! {
        <nav aria-label="Pages">
            <NavLink path="/" label="Overview" />
            <NavLink path="/adoption" label="Adoption" />
            <NavLink path="/credits" label="Credits" />
            <NavLink path="/reviews" label="Reviews" />
            <NavLink path="/teams" label="Teams" />
            {visitor.role.sees_persons().then(|| view! { <NavLink path="/people" label="People" /> })}
            {admin.then(|| view! { <PlainLink path="/connect" label="Connections" /> })}
        </nav>
        {demo}
        {menu(visitor)}
    }
    .into_any()
}

/// A link that keeps the days and the people in view.
#[component]
fn NavLink(path: &'static str, label: &'static str) -> impl IntoView {
    let query = use_page_query();
    let here = use_location().pathname;
    let href = move || elsewhere(&query.get(), path);
    let current = move || here.with(|here| current(here, path));
    view! {
        <a href=href aria-current=current>
            {label}
        </a>
    }
    .into_any()
}

/// Whether a page is the one that is open, or the one above it.
fn current(here: &str, path: &str) -> Option<&'static str> {
    let below = here.strip_prefix(path)?;
    if below.is_empty() { Some("page") } else { (path != "/" && below.starts_with('/')).then_some("true") }
}

/// A link to a page that is not woken in the browser.
#[component]
fn PlainLink(path: &'static str, label: &'static str) -> impl IntoView {
    let here = use_location().pathname;
    view! {
        <a href=path rel="external" aria-current=move || here.with(|here| current(here, path))>
            {label}
        </a>
    }
    .into_any()
}

fn menu(visitor: &Visitor) -> AnyView {
    let email = visitor.email.to_string();
    let settings = visitor.role.administers().then(|| {
        view! {
            <a href="/settings/budget" rel="external">
                "Budget and rate"
            </a>
        }
    });
    let annotations = visitor.role.annotates().then(|| {
        view! {
            <a href="/settings/annotations" rel="external">
                "Annotations"
            </a>
        }
    });
    let links = visitor.role.shares().then(|| {
        view! {
            <a href="/links" rel="external">
                "Shared links"
            </a>
        }
    });
    let role = format!("Signed in as {}", visitor.role.name().replace('-', " "));
    view! {
        <details class="menu" name="menu">
            <summary>
                <span class="menu-mail">{email}</span>
            </summary>
            <div class="pop">
                <p class="quiet">{role}</p>
                <a href="/people/me">"Your own use"</a>
                {settings}
                {annotations}
                {links}
                <ThemeSwitch />
                <button type="button" class="btn needs-js" on:click=move |_| browser::turn_dialog(HELP)>
                    "Keyboard shortcuts"
                </button>
                <form method="post" action="/auth/sign-out">
                    <button type="submit" class="btn">
                        "Sign out"
                    </button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
