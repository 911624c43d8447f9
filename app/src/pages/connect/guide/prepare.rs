//! The steps before a key is here: what is needed, how to make the key, how to keep it.

use domain::guide::{Route, SCOPE, Step};
use domain::view::GuideView;
use leptos::prelude::*;

use super::tick;

pub(super) fn body(view: &GuideView, step: Step) -> AnyView {
    match (step, view.draft.route) {
        (Step::MakeKey, Route::AdminKey) => make_admin_key(view),
        (Step::MakeKey, Route::PlatformKey) => make_platform_key(view),
        (Step::StoreKey, _) => store(view),
        _ => prerequisites(view),
    }
}

/// A link to one of `OpenAI`'s own pages, beside this one.
pub(super) fn away(href: &'static str, label: &'static str) -> AnyView {
    view! {
        <a href=href target="_blank" rel="noopener noreferrer">
            {label} <span class="vh">" (opens beside this page)"</span>
        </a>
    }
    .into_any()
}

fn prerequisites(view: &GuideView) -> AnyView {
    let who = match view.draft.route {
        Route::AdminKey => {
            "You are an owner or admin of the ChatGPT workspace, or one of them sits beside you. A global admin or an owner of the API organisation alone cannot make this key."
        }
        Route::PlatformKey => {
            "You are an owner or admin of the API organisation that belongs to the workspace, or one of them sits beside you. A key of another organisation cannot read it."
        }
    };
    view! {
        <ul class="dashed">
            <li>{who}</li>
            <li>"The workspace is on ChatGPT Enterprise, Edu or Healthcare, and Codex is switched on."</li>
            <li>"Somebody will look after the figures: an analytics owner. It need not be you."</li>
            <li>"A password manager or a vault of your company, where a key can be kept."</li>
        </ul>
        {tick(view, Step::Prerequisites, "All is there")}
    }
    .into_any()
}

fn make_admin_key(view: &GuideView) -> AnyView {
    view! {
        <ol class="how">
            <li>"Open " {away("https://admin.openai.com/", "admin.openai.com")} ", then Credentials, Admin keys."</li>
            <li>"Choose the workspace and create a key. Name it so that everybody sees what it is for, such as “Uptake, reads Codex analytics”."</li>
            <li>
                "Choose restricted permissions, and give it to read Codex analytics and nothing else: the scope " <code>{SCOPE}</code>
                ". A key for one purpose can be taken back without harm to another."
            </li>
            <li>"If your rules ask for an expiry, set one, and put a day before it into a calendar: another key can be put in here at any time."</li>
        </ol>
        {tick(view, Step::MakeKey, "The key is made")}
    }
    .into_any()
}

fn make_platform_key(view: &GuideView) -> AnyView {
    view! {
        <ol class="how">
            <li>
                "Open " {away("https://platform.openai.com/api-keys", "platform.openai.com, API keys")}
                ", in the organisation that belongs to the workspace."
            </li>
            <li>"Create a new key in a project of its own. Name it so that support finds it, such as “uptake-read”."</li>
            <li>"Choose read-only permissions. It needs no right to call models."</li>
            <li>"Copy its last four characters: support asks for them in the next but one step."</li>
        </ol>
        {tick(view, Step::MakeKey, "The key is made")}
    }
    .into_any()
}

fn store(view: &GuideView) -> AnyView {
    view! {
        <ul class="dashed">
            <li>"OpenAI shows the key once. Copy it into your password manager or vault before you close the window."</li>
            <li>"Never send it by e-mail or chat, nor to OpenAI’s support, and never put it into a ticket."</li>
            <li>"Uptake encrypts what you paste here and does not show it again, not even to you."</li>
        </ul>
        {tick(view, Step::StoreKey, "It is kept safely")}
    }
    .into_any()
}
