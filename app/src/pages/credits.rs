//! `/credits`: what was used, why that changed, in which clients and models, how evenly, and how fast against the
//! budget. What each sentence says is in `words`; each part of the page has a file of its own.

mod mix;
pub mod money;
mod pace;
mod spikes;
mod spread;
mod teams;
mod tokens;
pub mod why;

use charts::DataTable;
use domain::link::Part;
use domain::view::{CreditsView, Fact, Figure, Number, PointState, Split};
use domain::{Metric, Unit};
use leptos::prelude::*;

use super::overview::{cut_in_words, main_plot};
use crate::components::chart::{ChartFigure, Kind, Plot, strands};
use crate::components::dashboard::Dashboard;
use crate::components::definition::definition;
use crate::components::export::{Offer, numbers};
use crate::components::kpi::{MAY_CHANGE, WORDS, kpis, may_change, value_class};
use crate::components::page::{self, foot};
use crate::components::range::interval_switch;
use crate::components::still::{beside, is_still, part};
use crate::error::AppError;
use crate::pages::Asked;
use crate::server_fns::Fragment;
use crate::state::links;
use crate::words::credits::{self as said, headline};
use crate::words::{capital, figure};

const PATH: &str = "/credits";

/// The page.
pub async fn page(asked: Asked) -> Result<Fragment, AppError> {
    let view = asked.backend.dashboards.credits(&asked.caller, &asked.query).await?;
    Ok(dashboard().show(&view, &asked.caller))
}

/// What sets the page apart.
pub fn dashboard() -> Dashboard<CreditsView> {
    Dashboard {
        title: "Credits",
        path: PATH,
        frame: |view: &CreditsView| &view.frame,
        // Not the credits: people may have used Codex and no credits at all.
        measure: |view| view.fact(Metric::ActivePeople).map(|fact| fact.figure),
        body: full,
    }
}

fn full(view: &CreditsView, admin: bool) -> AnyView {
    let frame = &view.frame;
    let course = part(Part::Course, || view! { <ChartFigure plot=plot(view) actions=switches(view) /> }.into_any());
    view! {
        {part(Part::Headline, || page::headline(headline(view)))}
        {part(Part::Figures, || kpis(frame, PATH, &view.kpis, view.main.metric, |_| true))}
        {beside("split", [course, part(Part::Money, || money::money(view, admin))])}
        {part(Part::Why, || why::why(&view.change, frame))}
        {part(Part::Teams, || teams::teams(view))}
        {part(Part::Mix, || mix::mix(view))}
        {part(Part::Tokens, || tokens::tokens(view))}
        {part(Part::Spread, || spread::spread(view))}
        {part(Part::Pace, || pace::pace(view, admin))}
        {part(Part::Spikes, || spikes::spikes(view))}
        {foot(frame)}
    }
    .into_any()
}

/// The main chart: one line beside the period before, or its parts. Parts that add up are stacked.
fn plot(view: &CreditsView) -> Plot {
    let (main, frame) = (&view.main, &view.frame);
    let whole = main_plot(main, view.main_previous.as_ref(), frame.range, frame.previous);
    let Some(by) = split_name(main.split) else { return whole };
    let adds_up = !matches!(main.metric.unit(), Unit::Share | Unit::Ratio)
        && !matches!(main.metric, Metric::CreditsPerActive | Metric::CreditsPerTurn);
    Plot {
        title: format!("{} {}", main.metric.title(), by.to_lowercase()),
        sub: cut_in_words(main.metric, main.by),
        kind: if adds_up { Kind::Bars } else { Kind::Lines },
        strands: strands(main),
        ..whole
    }
}

/// Links that choose the split, where there is a choice, and the interval.
fn switches(view: &CreditsView) -> AnyView {
    if is_still() {
        return ().into_any();
    }
    let option = |split: &Split| {
        let current = (view.main.split == *split).then_some("true");
        view! {
            <a href=links::with_split(&view.frame.query, PATH, *split) aria-current=current data-noscroll="">
                {split_name(*split).unwrap_or("In all")}
            </a>
        }
    };
    let options = view.splits.iter().map(option).collect_view();
    view! {
        <div class="cuts" role="group" aria-label="Split">
            {options}
        </div>
        {interval_switch(&view.frame, PATH)}
    }
    .into_any()
}

fn split_name(split: Split) -> Option<&'static str> {
    match split {
        Split::None => None,
        Split::Team | Split::Parent => Some("By team"),
        Split::Client | Split::ClientFamily => Some("By client"),
        Split::Model => Some("By model"),
    }
}

/// A section with its title and what it means, where its parts do not say that themselves.
pub fn section(id: &'static str, title: &'static str, meaning: &'static str, inside: AnyView) -> AnyView {
    headed((id, title, meaning), ().into_any(), inside)
}

/// A section of figures, with the menu of their files.
fn facts(id: &'static str, title: &'static str, meaning: &'static str, list: Vec<Stated>) -> AnyView {
    let row = |one: &Stated| vec![one.title.to_owned(), one.exact.clone()];
    let rows = list.iter().filter(|one| one.class != WORDS).map(row).collect();
    let table = DataTable { headers: vec!["Figure".to_owned(), "Value".to_owned()], rows };
    let files = Offer { title, sub: "", numbers: &|| numbers(&table, &[]), picture: None }.menu();
    headed((id, title, meaning), files, figures(list))
}

fn headed(
    (id, title, meaning): (&'static str, &'static str, &'static str),
    files: AnyView,
    inside: AnyView,
) -> AnyView {
    let meaning = (!meaning.is_empty()).then(|| definition(title, meaning));
    view! {
        <section aria-labelledby=id>
            <div class="chart-head">
                <h2 id=id>{title}</h2>
                {meaning}
                {files}
            </div>
            {inside}
        </section>
    }
    .into_any()
}

/// A figure in a list of figures.
pub struct Stated {
    title: &'static str,
    meaning: &'static str,
    /// Its value, short; a reason where there is none.
    value: String,
    exact: String,
    /// Of the value: how sure it is, or that words stand for it.
    class: &'static str,
    note: AnyView,
}

impl Stated {
    /// A figure of a metric, with how far it can be trusted and how much it rests on.
    fn of(view: &CreditsView, metric: Metric) -> Self {
        let unknown = Fact { metric, figure: Figure { value: None, state: PointState::Unavailable }, coverage: None };
        Self::said(view.fact(metric).copied().unwrap_or(unknown))
    }

    /// The same with something else to be said of it.
    #[must_use]
    pub fn noted(self, note: AnyView) -> Self {
        Self { note, ..self }
    }

    /// The same of a fact of any page.
    pub fn said(Fact { metric, figure: shown, coverage }: Fact) -> Self {
        let value = match shown.value {
            Some(Number::Credits(credits)) => said::whole(credits),
            Some(Number::Usd(usd)) => said::dollars(usd),
            _ => figure::short(metric, shown),
        };
        // What may change is dotted, and needs no word.
        let caveat = figure::caveat(shown.state).filter(|_| !may_change(shown)).map(|text| format!("{text}. "));
        let note = format!("{}{}", caveat.unwrap_or_default(), said::coverage(coverage).unwrap_or_default());
        Self {
            title: metric.title(),
            meaning: metric.definition(),
            value,
            exact: figure::exact(metric, shown),
            class: value_class(shown),
            note: view! { <small>{capital(&note)}</small> }.into_any(),
        }
    }

    /// The same under another title.
    #[must_use]
    pub fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }
}

/// Figures, one below the other.
pub fn figures(list: Vec<Stated>) -> AnyView {
    let item = |one: Stated| {
        let provisional = (one.class == MAY_CHANGE).then(|| view! { <span class="vh">" provisional"</span> });
        view! {
            <div>
                <dt>{one.title} "\u{a0}" {definition(one.title, one.meaning)}</dt>
                <dd>
                    <span class=one.class title=one.exact>
                        {one.value}
                        {provisional}
                    </span>
                    {one.note}
                </dd>
            </div>
        }
    };
    let items = list.into_iter().map(item).collect_view();
    view! { <dl class="facts-list">{items}</dl> }.into_any()
}
