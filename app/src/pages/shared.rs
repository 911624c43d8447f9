//! `/s/{token}`: what whoever opens a shared link sees. A document that stands alone: no navigation, no links but those
//! that choose other days where the owner lets them, and no script unless it may be shown in a frame. A preview is the
//! same document with a bar above it.
//!
//! The server makes it outside the router of the other pages: no session, no account and no server function is near.

mod paper;
mod picture;

use domain::link::Contract;
use domain::view::{AdoptionView, CreditsView, Frame, OverviewView, ReviewsView, TeamView};
use domain::{DateRange, Preset, RangeChoice};
use leptos::prelude::*;

use self::paper::Paper;
pub use self::paper::{Again, AskedTheme, FRAME_SCRIPT, busy_page, gone_page, password_page};
use self::picture::glanced;
use super::{adoption, credits, overview, reviews, team};
use crate::backend::Site;
use crate::components::export::shown;
use crate::components::glance::Glance;
use crate::components::states::state;
use crate::state::encoded;
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

/// What is said above a page that nobody has opened yet.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Where whoever looks came from.
    pub back: String,
    /// Whether visitors are asked for a password first.
    pub password: bool,
    /// Whether the link's time is over.
    pub over: bool,
}

impl Preview {
    fn bar(&self) -> AnyView {
        let password = self.password.then_some("They are asked for the password first. ");
        let over = self.over.then_some("Its time is over: they find nothing until you give it another last day. ");
        view! {
            <aside class="preview" aria-label="Preview">
                <p>
                    <strong>"Preview: "</strong>
                    "what visitors of this link see. Not counted as opened. " {password} {over}
                </p>
                <a class="btn" href=self.back.clone()>
                    "Back to the link"
                </a>
            </aside>
        }
        .into_any()
    }
}

/// A link that was opened, as its page must know it.
#[derive(Debug)]
pub struct Opened<'a> {
    /// What belongs to the site.
    pub site: &'a Site,
    /// The page's own path.
    pub path: &'a str,
    /// What stands in the address besides what a visitor chooses.
    pub carried: &'a [(&'static str, String)],
    /// What it shows.
    pub contract: &'a Contract,
    /// Whose it is, where that is to be read.
    pub shared_by: Option<&'a str>,
    /// The theme that was asked for.
    pub theme: Option<AskedTheme>,
    /// What is said above it, where it is looked at before anybody opens it.
    pub preview: Option<Preview>,
    /// Where its picture is, for chats; `None` where that cannot be said.
    pub image: Option<&'a str>,
}

impl Opened<'_> {
    /// The document.
    pub fn document(&self, view: &SharedView) -> String {
        let frame = view.frame();
        let (body, told) = glanced(self, view, Glance::default());
        let inside = Owner::new().with(|| {
            let inside = view! {
                {self.head(view)}
                {self.days(frame)}
                <div class="page" inner_html=body></div>
            };
            inside.into_any().to_html()
        });
        let preview = self.preview.as_ref();
        // Looked at beforehand it is in no frame.
        let sites = if preview.is_some() { &[] } else { self.contract.embed.as_slice() };
        let above = preview.map(Preview::bar);
        let (theme, told) = (self.theme, self.told(view, &told));
        Paper { theme, told, sites, above, ..Paper::new(self.site, &self.contract.label) }.around(inside)
    }

    /// What this is, whose, and how fresh.
    fn head(&self, view: &SharedView) -> AnyView {
        let frame = view.frame();
        let by = self.shared_by.map(|who| format!("Shared by {who}. "));
        let fresh = &frame.freshness;
        let settled = match fresh.settled_through {
            Some(settled) => format!("Settled to {}; what is dotted may still change.", day(settled, frame.today)),
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
        let mut href = format!("{}?range={}", self.path, preset.key());
        for (name, value) in self.kept() {
            href.extend(["&", name, "=", &encoded(&value)]);
        }
        href
    }

    /// What stays in the address when other days are chosen.
    fn kept(&self) -> Vec<(&'static str, String)> {
        let theme = self.theme.map(|theme| ("theme", theme.key().to_owned()));
        self.carried.iter().cloned().chain(theme).collect()
    }

    fn custom(&self, frame: &Frame, window: DateRange) -> AnyView {
        let chosen = matches!(frame.query.range, RangeChoice::Days(_));
        let label = if chosen { frame.range.in_words() } else { "Custom".to_owned() };
        let kept = self.kept().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
        let kept = kept.collect_view();
        let (from, to) = (frame.range.from().to_string(), frame.range.to().to_string());
        let (least, most) = (window.from().to_string(), window.to().to_string());
        view! {
            <details class="custom" name="range">
                <summary class=if chosen { "btn on" } else { "btn" }>{label}</summary>
                <form class="pop" method="get" action=self.path.to_owned()>
                    {kept}
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
