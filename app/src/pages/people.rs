//! `/people`: who uses Codex, how often, and who never did. Only for those who may see persons; everyone else is told
//! who may and why, and led to the own page.

use domain::Metric;
use domain::view::{Figure, Number, PeopleOrder, PeopleView, PersonBand, PersonRow};
use leptos::prelude::*;

use crate::components::dashboard::Dashboard;
use crate::components::definition::definition;
use crate::components::export::{Datum, Offer, Taken};
use crate::components::grid::{Cell, Column, grid};
use crate::components::page::foot;
use crate::components::range::hidden_fields;
use crate::error::AppError;
use crate::pages::Asked;
use crate::server_fns::Fragment;
use crate::state::links;
use crate::words::people as said;

const PATH: &str = "/people";
const MEANING: &str = "Power: active on more than half of the 20 weekdays of the last 28 days. Regular: on 10 to 50 %. \
     Light: on fewer. Dormant: active before, but not in the 28 days. Never: on the roster, without an active day.";

/// The page.
pub async fn page(asked: Asked) -> Result<Fragment, AppError> {
    let pages = &asked.backend.dashboards;
    // A file has everyone, whichever page of the list it is taken from.
    let view = match use_context::<Taken>() {
        Some(_) => pages.everyone(&asked.caller, &asked.query).await?,
        None => pages.people(&asked.caller, &asked.query).await?,
    };
    let page = Dashboard {
        title: "People",
        path: PATH,
        frame: |view: &PeopleView| &view.frame,
        measure: |view| Some(said::listed(view)),
        body: |view, _| full(view),
    };
    Ok(page.show(&view, &asked.caller))
}

fn full(view: &PeopleView) -> AnyView {
    view! {
        <h1 class="headline">{said::headline(&view.people)}</h1>
        <section class="people" aria-label="People">
            {bands(view, files(view))}
            {search(view)}
            {table(view)}
            {pages(view)}
        </section>
        {exports(view)}
        {foot(&view.frame)}
    }
    .into_any()
}

/// Links that list only those of a band, each with how many they are.
fn bands(view: &PeopleView, files: AnyView) -> AnyView {
    let query = &view.frame.query;
    let chosen = query.people.band;
    let all: u32 = view.people.bands.iter().map(|(_, count)| count).sum();
    let option = |band: Option<PersonBand>, title: &'static str, count: u32| {
        let current = (chosen == band).then_some("true");
        view! {
            <a href=links::of_band(query, PATH, band) aria-current=current data-noscroll="">
                {title}
                <span class="num">{format!(" {}", crate::words::grouped(i64::from(count)))}</span>
            </a>
        }
        .into_any()
    };
    let options = view.people.bands.iter().map(|(band, count)| option(Some(*band), said::band(*band), *count));
    let options: Vec<AnyView> = std::iter::once(option(None, "Everyone", all)).chain(options).collect();
    view! {
        <div class="chart-head">
            <div class="cuts" role="group" aria-label="How often">
                {options}
                {definition("How often", MEANING)}
            </div>
            {files}
        </div>
    }
    .into_any()
}

/// Looks for a name or an address; works without scripts as any form does.
fn search(view: &PeopleView) -> AnyView {
    let query = &view.frame.query;
    let hidden = hidden_fields(links::kept(query, &["find", "page"]));
    let find = query.people.find.clone();
    let lift = find.clone().map(|_| {
        let without = links::found(query, PATH, None);
        view! {
            <a href=without data-noscroll="">
                "Show all"
            </a>
        }
    });
    view! {
        <form class="find" method="get" action=PATH role="search" aria-label="Find a person">
            {hidden}
            <label>
                <span class="vh">"Name or address"</span>
                <input type="search" name="find" aria-keyshortcuts="/" value=find.clone() prop:value=find.unwrap_or_default() placeholder="Name or address" maxlength="100" autocomplete="off" />
            </label>
            <button type="submit" class="btn">
                "Find"
            </button>
            {lift}
        </form>
    }
    .into_any()
}

const COLUMNS: [(&str, PeopleOrder, bool); 8] = [
    ("Name", PeopleOrder::Name, false),
    ("Team", PeopleOrder::Team, false),
    ("How often", PeopleOrder::Band, false),
    ("Active days of 28", PeopleOrder::ActiveDays, true),
    ("Last active", PeopleOrder::LastDay, true),
    ("Credits", PeopleOrder::Credits, true),
    ("Threads", PeopleOrder::Threads, true),
    ("Turns", PeopleOrder::Turns, true),
];

fn table(view: &PeopleView) -> AnyView {
    let query = &view.frame.query;
    if view.people.rows.is_empty() {
        return view! { <p class="note">{said::nobody(query)}</p> }.into_any();
    }
    let unsorted = query.people.order == PeopleOrder::Key;
    let column = |(title, order, number): &(&'static str, PeopleOrder, bool)| Column {
        title,
        href: Some(links::people_by(query, PATH, *order)),
        sorted: (query.people.order == *order || *order == PeopleOrder::Name && unsorted)
            .then_some(if order.ascends() { "ascending" } else { "descending" }),
        number: *number,
    };
    let columns: Vec<Column> = COLUMNS.iter().map(column).collect();
    let rows = view.people.rows.iter().map(|row| cells(view, row)).collect();
    let title = format!("People, {}", view.frame.range.in_words());
    grid(title, &columns, rows)
}

fn cells(view: &PeopleView, row: &PersonRow) -> Vec<Cell> {
    let state = view.people.range_state;
    let sum = |metric: Metric, number| Cell::figure(metric, said::sum(number, state));
    let href = Some(links::person(&view.frame.query, &row.key));
    vec![
        Cell { href, note: said::beside_name(row), ..Cell::text(said::name(row)) },
        Cell { quiet: row.team == domain::TeamSlug::NO_TEAM, ..Cell::text(row.team_title.clone()) },
        Cell { note: row.new.then(|| "new".to_owned()), ..Cell::text(said::band(row.band)) },
        Cell::figure(Metric::ActivePeople, said::count(i64::from(row.active_days), view.people.window_state)),
        match row.last_day {
            Some(day) => Cell { exact: Some(day.in_words()), ..Cell::text(crate::words::day(day, view.frame.today)) },
            None => Cell { quiet: true, ..Cell::text("Never") },
        },
        sum(Metric::Credits, Number::Credits(row.credits)),
        sum(Metric::Threads, Number::Count(row.threads)),
        sum(Metric::Turns, Number::Count(row.turns)),
    ]
}

/// Links to the other pages of the list.
fn pages(view: &PeopleView) -> AnyView {
    let query = &view.frame.query;
    let shown = said::rows(view);
    if view.pages < 2 {
        return view! { <p class="sub">{shown}</p> }.into_any();
    }
    let link = |page: u32, label: &'static str, there: bool| {
        let href = links::people_page(query, PATH, page);
        if there {
            view! { <a href=href>{label}</a> }.into_any()
        } else {
            view! { <span class="quiet" aria-hidden="true">{label}</span> }.into_any()
        }
    };
    view! {
        <nav class="pages" aria-label="Pages of the list">
            {link(view.page.saturating_sub(1), "Previous", view.page > 1)}
            <span>{shown}</span>
            {link(view.page + 1, "Next", view.page < view.pages)}
        </nav>
    }
    .into_any()
}

/// The list as files: everyone in it, and not only those of a page.
fn files(view: &PeopleView) -> AnyView {
    let columns = COLUMNS.iter().map(|(title, ..)| *title);
    let of_row = |row: &PersonRow| {
        let (range, window) = (view.people.range_state, view.people.window_state);
        let text = |shown: String| (None, "", shown);
        let figure = |metric: Metric, shown: Figure| {
            (shown.value, shown.state.name(), crate::words::figure::exact(metric, shown))
        };
        let sum = |metric: Metric, number: Number| figure(metric, said::sum(number, range));
        let values = [
            text(row.name.clone().unwrap_or_default()),
            text(row.team_title.clone()),
            text(said::band(row.band).to_owned()),
            figure(Metric::ActivePeople, said::count(i64::from(row.active_days), window)),
            text(row.last_day.map(|day| day.to_string()).unwrap_or_default()),
            sum(Metric::Credits, Number::Credits(row.credits)),
            sum(Metric::Threads, Number::Count(row.threads)),
            sum(Metric::Turns, Number::Count(row.turns)),
        ];
        let datum = |(series, (value, state, shown)): (&str, (Option<Number>, &'static str, String))| Datum {
            row: row.key.clone(),
            series: series.to_owned(),
            value,
            state,
            shown,
        };
        columns.clone().zip(values).map(datum).collect::<Vec<Datum>>()
    };
    let numbers = || view.people.rows.iter().flat_map(of_row).collect();
    Offer { title: "People", sub: "", numbers: &numbers, picture: None }.menu()
}

/// The rows behind the table, as files.
fn exports(view: &PeopleView) -> AnyView {
    let link = |ending: &'static str, label: &'static str| {
        let href = links::usage_file(&view.frame, ending);
        view! {
            <li>
                <a href=href rel="external" download="">
                    {label}
                </a>
            </li>
        }
    };
    view! {
        <section aria-labelledby="export-h">
            <h2 id="export-h">"Take it with you"</h2>
            <p class="sub">"Usage of these days, one row a person and day. It holds addresses, and nothing of prompts or code."</p>
            <ul class="inline">{link("csv", "CSV")} {link("xlsx", "Excel")} {link("json", "JSON")}</ul>
        </section>
    }
    .into_any()
}
