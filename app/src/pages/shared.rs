//! `/s/{token}`: what whoever opens a shared link sees. A document that stands alone: no scripts, no navigation, no
//! links but those that choose other days where the owner lets them.
//!
//! The server makes it outside the router of the other pages: no session, no account and no server function is near.

use domain::link::Contract;
use domain::view::{AdoptionView, CreditsView, Frame, OverviewView, ReviewsView, TeamView};
use domain::{DateRange, Preset, RangeChoice};
use leptos::prelude::*;

use super::{adoption, credits, overview, reviews, team};
use crate::backend::Site;
use crate::components::export::shown;
use crate::components::states::state;
use crate::words::day;

/// What a link shows, by its page.
#[derive(Clone, Debug)]
pub enum SharedView {
    /// The Overview.
    Overview(Box<OverviewView>),
    /// Adoption.
    Adoption(Box<AdoptionView>),
    /// Credits.
    Credits(Box<CreditsView>),
    /// Reviews.
    Reviews(Box<ReviewsView>),
    /// One team.
    Team(Box<TeamView>),
    /// Nothing: groups are given in whole weeks, and the days hold none.
    NoWeek(Box<Frame>),
}

impl SharedView {
    /// What is around.
    pub fn frame(&self) -> &Frame {
        match self {
            Self::Overview(view) => &view.frame,
            Self::Adoption(view) => &view.frame,
            Self::Credits(view) => &view.frame,
            Self::Reviews(view) => &view.frame,
            Self::Team(view) => &view.frame,
            Self::NoWeek(frame) => frame,
        }
    }

    fn body(&self, contract: &Contract) -> String {
        let parts = &contract.parts;
        match self {
            Self::Overview(view) => overview::dashboard().alone(view, parts),
            Self::Adoption(view) => adoption::dashboard().alone(view, parts),
            Self::Credits(view) => credits::dashboard().alone(view, parts),
            Self::Reviews(view) => reviews::dashboard().alone(view, parts),
            Self::Team(view) => team::dashboard().alone(view, parts),
            Self::NoWeek(_) => Owner::new().with(|| no_week().to_html()),
        }
    }

    /// What it is about, in words: the page, or the team.
    fn about(&self, contract: &Contract) -> String {
        match self {
            Self::Team(view) => view.team.title.clone(),
            _ => contract.page.title().to_owned(),
        }
    }
}

fn no_week() -> AnyView {
    let title = "There is no whole week in these days".to_owned();
    let text = "This link gives its figures in whole weeks, from Monday to Sunday, and in these days none has begun and \
         ended.";
    state(title, text.to_owned(), ().into_any())
}

/// The theme that an address asks for; without one the system's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedTheme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl AskedTheme {
    /// What the query part of an address says.
    pub fn of(query: &str) -> Option<Self> {
        let theme = query.split('&').find_map(|pair| pair.strip_prefix("theme="));
        match theme {
            Some("light") => Some(Self::Light),
            Some("dark") => Some(Self::Dark),
            _ => None,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A link that was opened, as its page must know it.
#[derive(Debug)]
pub struct Opened<'a> {
    /// What belongs to the site.
    pub site: &'a Site,
    /// The link's own path.
    pub path: &'a str,
    /// What it shows.
    pub contract: &'a Contract,
    /// Whose it is, where that is to be read.
    pub shared_by: Option<&'a str>,
    /// The theme that was asked for.
    pub theme: Option<AskedTheme>,
}

impl Opened<'_> {
    /// The document.
    pub fn document(&self, view: &SharedView) -> String {
        let frame = view.frame();
        let body = view.body(self.contract);
        let inside = Owner::new().with(|| {
            let inside = view! {
                {self.head(view)}
                {self.days(frame)}
                <div class="page" inner_html=body></div>
            };
            inside.into_any().to_html()
        });
        document(self.site, (&self.contract.label, UNTOLD), self.theme, inside)
    }

    /// What this is, whose, and how fresh.
    fn head(&self, view: &SharedView) -> AnyView {
        let frame = view.frame();
        let by = self.shared_by.map(|who| format!("Shared by {who}. "));
        let fresh = &frame.freshness;
        let settled = match fresh.settled_through {
            Some(settled) => format!("Settled to {}; later days may still change.", day(settled, frame.today)),
            None => "No day is settled yet; all of them may still change.".to_owned(),
        };
        let what = format!("{} · {}", view.about(self.contract), shown(frame));
        view! {
            <div class="shared-head">
                <p class="shared-label">{self.contract.label.clone()}</p>
                <p>{what}</p>
                <p class="quiet">
                    {by} "A page of figures on the use of OpenAI Codex, shared by a link. " {settled}
                </p>
            </div>
        }
        .into_any()
    }

    /// Other days, where the owner lets visitors choose.
    fn days(&self, frame: &Frame) -> AnyView {
        let (today, first) = (frame.today, frame.freshness.first_day);
        let Some(window) = self.contract.window(today, first) else { return ().into_any() };
        let preset = |preset: Preset| {
            let current = (frame.query.range == RangeChoice::Preset(preset)).then_some("true");
            view! {
                <a href=self.href(preset) aria-current=current>
                    {preset.label()}
                </a>
            }
        };
        let presets = self.contract.presets(today, first).into_iter().map(preset).collect_view();
        view! {
            <div class="controls">
                <div class="range" role="group" aria-label="Days in view">
                    <div class="seg">{presets}</div>
                    {self.custom(frame, window)}
                </div>
            </div>
        }
        .into_any()
    }

    fn href(&self, preset: Preset) -> String {
        let theme = self.theme.map(|theme| format!("&theme={}", theme.key()));
        format!("{}?range={}{}", self.path, preset.key(), theme.unwrap_or_default())
    }

    fn custom(&self, frame: &Frame, window: DateRange) -> AnyView {
        let chosen = matches!(frame.query.range, RangeChoice::Days(_));
        let label = if chosen { frame.range.in_words() } else { "Custom".to_owned() };
        let theme = self.theme.map(|theme| view! { <input type="hidden" name="theme" value=theme.key() /> });
        let (from, to) = (frame.range.from().to_string(), frame.range.to().to_string());
        let (least, most) = (window.from().to_string(), window.to().to_string());
        view! {
            <details class="custom" name="range">
                <summary class=if chosen { "btn on" } else { "btn" }>{label}</summary>
                <form class="pop" method="get" action=self.path.to_owned()>
                    {theme}
                    <label>
                        "From" <input type="date" name="from" required value=from min=least.clone() max=most.clone() />
                    </label>
                    <label>
                        "To" <input type="date" name="to" required value=to min=least max=most />
                    </label>
                    <button type="submit" class="btn primary">
                        "Show"
                    </button>
                    <p class="quiet">{format!("UTC days, both included, within {}.", window.in_words())}</p>
                </form>
            </details>
        }
        .into_any()
    }
}

/// Why the question for a password is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It was wrong.
    Wrong,
    /// There were too many tries; to be repeated after so many seconds.
    TooMany(u64),
}

/// The question for a link's password. It says nothing of what is behind it.
pub fn password_page(site: &Site, path: &str, again: Option<Again>) -> String {
    let alert = again.map(|why| {
        let text = match why {
            Again::Wrong => "That is not the password.".to_owned(),
            Again::TooMany(seconds) => format!("Too many tries. Wait {seconds} seconds and try again."),
        };
        view! {
            <div class="alert" role="alert">
                <p>
                    <strong>{text}</strong>
                </p>
            </div>
        }
    });
    let inside = Owner::new().with(|| {
        let inside = view! {
            <div class="card">
                <h1>"This page asks for a password"</h1>
                <p class="quiet">"Whoever sent you the link can tell you the password."</p>
                {alert}
                <form class="stack" method="post" action=format!("{path}/enter")>
                    <label>
                        "Password" <input type="password" name="password" required autocomplete="off" />
                    </label>
                    <button type="submit" class="btn primary">
                        "Open"
                    </button>
                </form>
            </div>
        };
        inside.into_any().to_html()
    });
    // The form is accepted from our own origin only, and under `no-referrer` a browser does not tell it.
    document(site, ("Password", "same-origin"), None, inside)
}

/// The one answer for every link that does not open, whatever the reason.
pub fn gone_page(site: &Site) -> String {
    let why = "A shared link stops when its time is over or when its owner takes it back. Check that you have all of it, or ask whoever sent it for another.";
    said(site, "Nothing here", "There is nothing at this address.", why.to_owned())
}

/// Days were chosen too often.
pub fn busy_page(site: &Site, seconds: u64) -> String {
    let why = format!("Other days were chosen very often just now. Wait {seconds} seconds and try again.");
    said(site, "Too many at once", "That was too much at once.", why)
}

fn said(site: &Site, title: &str, what: &'static str, why: String) -> String {
    let inside = Owner::new().with(|| {
        let inside = view! {
            <div class="state">
                <h1>{what}</h1>
                <p>{why}</p>
            </div>
        };
        inside.into_any().to_html()
    });
    document(site, (title, UNTOLD), None, inside)
}

/// The policy of documents that tell nobody where they were.
const UNTOLD: &str = "no-referrer";

/// A document without scripts, of a title and a policy for what is told of its address.
fn document(site: &Site, (title, referrer): (&str, &str), theme: Option<AskedTheme>, inside: String) -> String {
    let html = Owner::new().with(|| {
        let demo = site.demo.then(|| view! { <span class="badge">"Demo data"</span> });
        let document = view! {
            <html lang="en" data-theme=theme.map(AskedTheme::key)>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <meta name="color-scheme" content="light dark" />
                    <meta name="robots" content="noindex, nofollow" />
                    <meta name="referrer" content=referrer.to_owned() />
                    <title>{format!("{title} · Uptake")}</title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                    <link rel="stylesheet" href=site.css.clone() />
                </head>
                <body>
                    <a class="skip" href="#main">
                        "Skip to content"
                    </a>
                    <header class="top">
                        <span class="brand">
                            <svg class="logo" viewBox="0 0 16 16" aria-hidden="true">
                                <rect class="logo-back" width="16" height="16" rx="4"></rect>
                                <path class="logo-front" d="M0 12V4a4 4 0 0 1 4-4h8z"></path>
                            </svg>
                            "Uptake"
                        </span>
                        {demo}
                    </header>
                    <main id="main" tabindex="-1" inner_html=inside></main>
                </body>
            </html>
        };
        document.into_any().to_html()
    });
    format!("<!DOCTYPE html>{}", html.replace("<!>", ""))
}
