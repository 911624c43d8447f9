//! `/people/{id}`: what one person used, for that person and for those who may see persons. Use and nothing else:
//! no prompts, no code, no comparison with others.

use charts::{Calendar, ChartPoint, Line, LineRole, format};
use domain::view::{Number, PersonBucket, PersonPart, PersonUsage, PersonView, Point, Series};
use domain::{Day, Metric, Unit};
use leptos::prelude::*;

use super::credits::section;
use super::overview::cut_in_words;
use crate::components::bars::{Bar, list};
use crate::components::chart::{ChartFigure, FULL, Kind, Plot, Strand};
use crate::components::dashboard::{Dashboard, Subject};
use crate::components::kpi::value_class;
use crate::components::page::foot;
use crate::components::range::interval_switch;
use crate::components::ready::{Ready, ready};
use crate::components::states::{state, step};
use crate::error::AppError;
use crate::pages::Asked;
use crate::server_fns::Fragment;
use crate::state::links;
use crate::words::people as said;
use crate::words::{day, figure};

const PATH: &str = "/people";
/// The narrow column, and so many days of a calendar have room there: a quarter.
const NARROW: u32 = 320;
const BESIDE: usize = 92;
const SHOWN: [Metric; 3] = [Metric::Credits, Metric::Threads, Metric::Turns];

/// The page of the person of a key; `me` is whoever asks.
pub async fn page(who: &str, asked: Asked) -> Result<Fragment, AppError> {
    let view = asked.backend.dashboards.person(&asked.caller, who, &asked.query).await?;
    let title = view.usage.as_ref().map_or("Your use", |usage| said::name(&usage.row)).to_owned();
    let above = if view.own { ().into_any() } else { crumbs(&view) };
    let subject = Subject { path: links::below(PATH, who), title, above };
    let page = Dashboard {
        title: "Person",
        path: PATH,
        frame: |view: &PersonView| &view.frame,
        measure: |view| Some(said::known(view)),
        body: |view, _| full(view),
    };
    Ok(page.about(subject, &view, &asked.caller))
}

fn crumbs(view: &PersonView) -> AnyView {
    let name = view.usage.as_ref().map(|usage| said::name(&usage.row).to_owned());
    view! {
        <nav class="crumbs" aria-label="Where this is">
            <ol>
                <li>
                    <a href=crate::state::elsewhere(&view.frame.query, PATH)>"People"</a>
                </li>
                <li aria-current="page">{name}</li>
            </ol>
        </nav>
    }
    .into_any()
}

fn full(view: &PersonView) -> AnyView {
    let Some(usage) = &view.usage else { return unknown() };
    view! {
        <h1 class="headline">{said::used(view, usage)}</h1>
        <p class="lead">{said::about(usage, view.own)}</p>
        {figures(view, usage)}
        <ChartFigure plot=over_time(view, usage) actions=switches(view) />
        {days_and_parts(usage)}
        {foot(&view.frame)}
    }
    .into_any()
}

/// The reader's address is in no row and on no roster.
fn unknown() -> AnyView {
    let title = "No use of Codex by your address is known.";
    let text = "Uptake finds you by the address that you sign in with. OpenAI may know you by another one, or has nothing to tell yet.";
    state(title.to_owned(), text.to_owned(), step("/".to_owned(), "Go to the Overview"))
}

/// What the person used in the range, and how often in the 28 days.
fn figures(view: &PersonView, usage: &PersonUsage) -> AnyView {
    let row = &usage.row;
    let sum = |metric: Metric, number: Number| {
        let shown = said::sum(number, usage.range_state);
        (metric.title(), figure::short(metric, shown), figure::exact(metric, shown), value_class(shown))
    };
    let days = said::count(i64::from(row.active_days), usage.window_state);
    let last = row.last_day.map_or_else(|| "Never".to_owned(), |last| day(last, view.frame.today));
    let facts = [
        (
            "Active days of 28",
            figure::short(Metric::Turns, days),
            figure::exact(Metric::Turns, days),
            value_class(days),
        ),
        ("How often", said::band(row.band).to_owned(), String::new(), "v"),
        ("Last active", last, row.last_day.map(Day::in_words).unwrap_or_default(), "v"),
        sum(Metric::Credits, Number::Credits(row.credits)),
        sum(Metric::Threads, Number::Count(row.threads)),
        sum(Metric::Turns, Number::Count(row.turns)),
    ];
    let fact = |(title, value, exact, class): (&'static str, String, String, &'static str)| {
        view! {
            <div>
                <dt>{title}</dt>
                <dd>
                    <span class=class title=exact>
                        {value}
                    </span>
                </dd>
            </div>
        }
    };
    view! { <dl class="facts-list person-facts">{facts.map(fact).into_iter().collect_view()}</dl> }.into_any()
}

fn shown(view: &PersonView) -> Metric {
    view.frame.query.show.filter(|metric| SHOWN.contains(metric)).unwrap_or(Metric::Credits)
}

fn number(metric: Metric, bucket: &PersonBucket) -> Number {
    match metric {
        Metric::Threads => Number::Count(bucket.threads),
        Metric::Turns => Number::Count(bucket.turns),
        _ => Number::Credits(bucket.credits),
    }
}

fn over_time(view: &PersonView, usage: &PersonUsage) -> Plot {
    let metric = shown(view);
    let point =
        |bucket: &PersonBucket| Point { start: bucket.start, figure: said::sum(number(metric, bucket), bucket.state) };
    let series = Series {
        key: "all".to_owned(),
        title: metric.title().to_owned(),
        points: usage.buckets.iter().map(point).collect(),
        total: said::sum(Number::Credits(usage.row.credits), usage.range_state),
    };
    Plot {
        id: "use",
        title: metric.title().to_owned(),
        sub: cut_in_words(metric, view.frame.by),
        metric,
        meaning: None,
        kind: Kind::Bars,
        strands: vec![Strand::new(&series, metric.title(), LineRole::Main)],
        size: FULL,
    }
}

/// Links that choose what the chart shows, and the interval.
fn switches(view: &PersonView) -> AnyView {
    let path = said::path(view);
    let option = |metric: Metric| {
        let current = (shown(view) == metric).then_some("true");
        view! {
            <a href=links::showing(&view.frame.query, &path, metric) aria-current=current data-noscroll="">
                {metric.title()}
            </a>
        }
    };
    let options = SHOWN.map(option).into_iter().collect_view();
    view! {
        <div class="cuts" role="group" aria-label="Shown">
            {options}
        </div>
        {interval_switch(&view.frame, &path)}
    }
    .into_any()
}

/// A calendar of few weeks stands beside what the credits went to; one of many takes the page's width.
fn days_and_parts(usage: &PersonUsage) -> AnyView {
    if usage.days.len() > BESIDE {
        return view! { {calendar(usage, FULL.width)} {parts(usage)} }.into_any();
    }
    view! { <div class="split">{parts(usage)} {calendar(usage, NARROW)}</div> }.into_any()
}

fn calendar(usage: &PersonUsage, wide: u32) -> AnyView {
    let point = |bucket: &PersonBucket| {
        let shown = said::sum(Number::Count(bucket.turns), bucket.state);
        ChartPoint { day: bucket.start, value: shown.value.map(Number::as_f64), state: shown.state }
    };
    let line = Line {
        key: "turns".to_owned(),
        label: "Turns".to_owned(),
        role: LineRole::Main,
        points: usage.days.iter().map(point).collect(),
    };
    let chart = |id: &str, width: u32| Calendar {
        id: id.to_owned(),
        title: "Turns by day".to_owned(),
        unit: Unit::Count,
        line: line.clone(),
        width,
    };
    let (wide, narrow) = (chart("days-w", wide), chart("days-n", 330));
    ready(&Ready {
        title: "Day by day",
        meaning: Metric::Turns.definition(),
        sub: "Turns on each day of the range, a year at most.".to_owned(),
        metric: Metric::Turns,
        charts: [&wide, &narrow],
        said: None,
    })
}

fn parts(usage: &PersonUsage) -> AnyView {
    let meaning = Metric::Credits.definition();
    let clients = section("by-client-h", "By client", meaning, bars(&usage.clients, usage));
    let models =
        (!usage.models.is_empty()).then(|| section("by-model-h", "By model", meaning, bars(&usage.models, usage)));
    view! { <div class="halves">{clients} {models}</div> }.into_any()
}

fn bars(parts: &[PersonPart], usage: &PersonUsage) -> AnyView {
    let all = usage.row.credits.as_f64();
    if parts.is_empty() || all <= 0.0 {
        return view! { <p class="sub">"No credits in these days."</p> }.into_any();
    }
    let bar = |part: &PersonPart| {
        let share = part.credits.as_f64() / all;
        let exact = format::exact_number(Number::Credits(part.credits), Unit::Credits);
        Bar {
            title: part.title.clone(),
            share: Some(share.clamp(0.0, 1.0)),
            text: format::percent(share),
            exact: format!("{exact} credits"),
            ..Bar::default()
        }
    };
    list(parts.iter().map(bar).collect())
}
