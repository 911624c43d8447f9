//! The documents that stand at a link's address: what is around a page that stands alone, the question for a password,
//! and the answers where there is nothing to show. None of them runs a script but one that is named here, where other
//! sites may show the page in a frame.

use domain::link::Origin;
use leptos::html::meta;
use leptos::prelude::*;

use crate::backend::Site;

/// What a page in a frame runs: it tells the sites that may embed it how high it is, and nothing else. Nothing but this
/// text may run, so a policy can name it by its hash.
pub const FRAME_SCRIPT: &str = include_str!("frame.js");

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

    /// The name in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The policy of documents that tell nobody where they were.
const UNTOLD: &str = "no-referrer";

/// A document that stands alone.
pub(super) struct Paper<'a> {
    /// What belongs to the site.
    pub site: &'a Site,
    /// Its title.
    pub title: &'a str,
    /// What is told of its address.
    pub referrer: &'static str,
    /// The theme that was asked for.
    pub theme: Option<AskedTheme>,
    /// What chats read of it: names and contents of `<meta>`.
    pub told: Vec<(&'static str, String)>,
    /// Which sites are told how high it is.
    pub sites: &'a [Origin],
    /// Above everything.
    pub above: Option<AnyView>,
}

impl<'a> Paper<'a> {
    /// A document with a title and nothing else around what it says.
    pub(super) fn new(site: &'a Site, title: &'a str) -> Self {
        Self { site, title, referrer: UNTOLD, theme: None, told: Vec::new(), sites: &[], above: None }
    }

    /// The document around HTML of our own.
    pub(super) fn around(self, inside: String) -> String {
        let Self { site, title, referrer, theme, sites, above, .. } = self;
        let html = Owner::new().with(|| {
            let demo = site.demo.then(|| view! { <span class="badge">"Demo data"</span> });
            let told = |(name, content): (&'static str, String)| {
                // Each of their readers looks for its own attribute.
                let attribute = if name.starts_with("og:") { "property" } else { "name" };
                meta().attr(attribute, name).attr("content", content).into_any()
            };
            let told = self.told.into_iter().map(told).collect_view();
            let document = view! {
                <html lang="en" data-framed=(!sites.is_empty()).then_some("") data-theme=theme.map(AskedTheme::key)>
                    <head>
                        <meta charset="utf-8" />
                        <meta name="viewport" content="width=device-width, initial-scale=1" />
                        <meta name="color-scheme" content="light dark" />
                        <meta name="robots" content="noindex, nofollow" />
                        <meta name="referrer" content=referrer />
                        <title>{format!("{title} · Uptake")}</title>
                        {told}
                        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                        <link rel="stylesheet" href=site.css.clone() />
                    </head>
                    <body>
                        <a class="skip" href="#main">
                            "Skip to content"
                        </a>
                        {above}
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
                        {framed(sites)}
                    </body>
                </html>
            };
            document.into_any().to_html()
        });
        format!("<!DOCTYPE html>{}", html.replace("<!>", ""))
    }
}

/// The script of a page that other sites may show in a frame; nothing for all others.
fn framed(sites: &[Origin]) -> Option<AnyView> {
    let sites: Vec<&str> = sites.iter().map(Origin::as_str).collect();
    let script = || view! { <script data-sites=sites.join(" ") inner_html=FRAME_SCRIPT></script> }.into_any();
    (!sites.is_empty()).then(script)
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
    Paper { referrer: "same-origin", ..Paper::new(site, "Password") }.around(inside)
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
    Paper::new(site, title).around(inside)
}
