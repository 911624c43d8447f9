//! The teams table. Each row is a link that narrows the whole page to its team.

use domain::Metric;
use domain::view::{Figure, Frame, TeamRow};
use leptos::prelude::*;

use super::definition::definition;
use super::export::{Datum, Offer};
use super::kpi::delta_view;
use super::still::is_still;
use crate::state::links;
use crate::words::figure;

/// The table, or why there is none.
pub fn teams(frame: &Frame, path: &str, rows: &[TeamRow]) -> AnyView {
    let known = rows.iter().any(|row| row.selectable && row.key != domain::TeamSlug::NO_TEAM);
    let hint = (!known && frame.query.filter.team.is_none()).then(none_yet);
    let sub = frame.range.in_words();
    let files = Offer { title: "Teams", sub: &sub, numbers: &|| numbers(rows), picture: None }.menu();
    let body = rows.iter().map(|row| team(frame, path, row)).collect_view();
    let compare = (!is_still()).then(|| {
        view! {
            <a class="aside" href=links::team(&frame.query, "")>
                "Compare teams"
            </a>
        }
    });
    view! {
        <section aria-labelledby="teams-h">
            <div class="chart-head">
                <h2 id="teams-h">"Teams"</h2>
                {definition("Adoption", Metric::AdoptionRate.definition())}
                {compare}
                {files}
            </div>
            {hint}
            <table class="teams">
                <caption class="vh">{format!("Teams, {}", frame.range.in_words())}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Team"</th>
                        <th scope="col" class="num">"Active"</th>
                        <th scope="col">"Adoption, 28 days"</th>
                        <th scope="col">"Change"</th>
                        <th scope="col" class="num">"Credits"</th>
                        <th scope="col" class="num">"Per person"</th>
                        <th scope="col">"Trend"</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
            {teamless(rows.iter())}
        </section>
    }
    .into_any()
}

/// Whom the row “No team” counts, where its people and its adoption are not about the same.
pub fn teamless<'a>(mut rows: impl Iterator<Item = &'a TeamRow>) -> Option<AnyView> {
    rows.find(|row| row.key == domain::TeamSlug::NO_TEAM)?.adoption.value?;
    let text = "“No team” also counts people who are not on the roster; its adoption is of those who are on it.";
    Some(view! { <p class="sub">{text}</p> }.into_any())
}

/// There are no teams, and how there will be.
pub fn none_yet() -> AnyView {
    view! {
        <p class="sub">
            "There are no teams yet. An administrator imports them from a file: "
            <code>"uptake import teams FILE.csv"</code> "."
        </p>
    }
    .into_any()
}

/// The figures of each team, as a file has them.
fn numbers(rows: &[TeamRow]) -> Vec<Datum> {
    let of_row = |row: &TeamRow| {
        let figures = [
            (Metric::ActivePeople, row.active),
            (Metric::AdoptionRate, row.adoption),
            (Metric::Credits, row.credits),
            (Metric::CreditsPerActive, row.credits_per_active),
        ];
        let title = row.title.clone();
        figures.map(|(metric, shown)| Datum {
            row: title.clone(),
            series: metric.title().to_owned(),
            value: shown.value,
            state: shown.state.name(),
            shown: figure::exact(metric, shown),
        })
    };
    rows.iter().flat_map(of_row).collect()
}

fn team(frame: &Frame, path: &str, row: &TeamRow) -> AnyView {
    let title = row.title.clone();
    let current = frame.query.filter.team.as_ref().is_some_and(|slug| slug.as_str() == row.key);
    let name = if row.selectable {
        let href = links::with_team(&frame.query, path, &row.key);
        view! {
            <a href=href aria-current=current.then_some("true") data-noscroll="">
                {title}
            </a>
        }
        .into_any()
    } else {
        view! { <span>{title}</span> }.into_any()
    };
    // Beside the share of which it is the base: those active in the range are others than those of the 28 days.
    let of = row
        .roster
        .filter(|_| row.adoption.value.is_some())
        .map(|n| view! { <span class="of">{format!(" of {}", crate::words::grouped(i64::from(n)))}</span> });
    let delta = row.adoption_delta.as_ref().map(|delta| delta_view(Metric::AdoptionRate, delta));
    let spark = charts::sparkline(&row.trend, charts::Size::SPARK);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="num active">{cell(Metric::ActivePeople, row.active)}</td>
            <td class="adoption">{share(row.adoption)} {of}</td>
            <td class="change">{delta}</td>
            <td class="num credits">{cell(Metric::Credits, row.credits)}</td>
            <td class="num each">{cell(Metric::CreditsPerActive, row.credits_per_active)}</td>
            <td class="trend">
                <span class="spark-at" inner_html=spark></span>
            </td>
        </tr>
    }
    .into_any()
}

/// A figure with its exact value behind it.
pub fn cell(metric: Metric, shown: Figure) -> AnyView {
    let class = if shown.value.is_some() { "" } else { "quiet" };
    view! {
        <span class=class title=figure::exact(metric, shown)>
            {figure::short(metric, shown)}
        </span>
    }
    .into_any()
}

/// A share with a bar.
pub fn share(adoption: Figure) -> AnyView {
    let text = cell(Metric::AdoptionRate, adoption);
    let Some(value) = adoption.value else { return text };
    view! {
        <span class="bar-at" inner_html=charts::meter(value.as_f64())></span>
        <span class="num">{text}</span>
    }
    .into_any()
}
