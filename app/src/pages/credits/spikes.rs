//! Days that stand out: whose, when, how much, and against what.

use domain::view::{CreditsView, Spike, SpikeList};
use domain::{Credits, DateRange, Metric, PageQuery, RangeChoice};
use leptos::prelude::*;

use super::{PATH, section};
use crate::components::still::is_still;
use crate::state::links;
use crate::words::credits as said;
use crate::words::{counted, figure};

const MEANING: &str = "A day on which a team or a person used far more or far less than on its own 28 days before: \
     farther from their median than 3.5 times the scaled median distance, and above 10 credits.";

/// The section.
pub fn spikes(view: &CreditsView) -> AnyView {
    let inside = match &view.spikes {
        None => note("Groups are shown in whole weeks only, so single days are not told apart.".to_owned()),
        Some(list) if list.spikes.judged == 0 => {
            note("No day can be judged yet: each needs 28 known days before it.".to_owned())
        }
        Some(list) => told(view, list),
    };
    section("spikes-h", "Days that stand out", MEANING, inside)
}

fn note(text: String) -> AnyView {
    view! { <p class="sub">{text}</p> }.into_any()
}

fn told(view: &CreditsView, list: &SpikeList) -> AnyView {
    let days = |n: u32| counted(u64::from(n), "day", "days");
    let judged = if list.spikes.judged < list.spikes.days {
        let judged = list.spikes.judged;
        format!(" {judged} of {} can be judged: the others lack 28 known days before them.", days(list.spikes.days))
    } else {
        String::new()
    };
    let judged = format!("Each held against its own 28 days before; what moved most comes first.{judged}");
    let people = list.spikes.people.as_ref().map(|people| part(view, "People", people, list.of_people));
    view! {
        <p class="sub">{judged}</p>
        {part(view, "Teams", &list.spikes.teams, list.of_teams)}
        {people}
    }
    .into_any()
}

fn part(view: &CreditsView, title: &'static str, spikes: &[Spike], of: usize) -> AnyView {
    if spikes.is_empty() {
        return note(format!("{title}: no day stands out."));
    }
    let (first, rest) = spikes.split_at(spikes.len().min(SpikeList::AT_ONCE));
    let items = |spikes: &[Spike]| {
        let items = spikes.iter().map(|spike| item(view, spike, title == "Teams")).collect_view();
        view! { <ul class="spikes">{items}</ul> }.into_any()
    };
    let left = of.saturating_sub(spikes.len());
    let more = (!rest.is_empty()).then(|| {
        let cut = (left > 0).then(|| note(format!("{left} smaller ones are left out; choose fewer days to see them.")));
        view! {
            <details class="data">
                <summary>{format!("{} more", rest.len())}</summary>
                {items(rest)}
                {cut}
            </details>
        }
    });
    view! {
        <h3>{title}</h3>
        {items(first)}
        {more}
    }
    .into_any()
}

fn item(view: &CreditsView, spike: &Spike, team: bool) -> AnyView {
    let known = view.frame.teams.iter().any(|choice| choice.key == spike.key);
    let narrowed = PageQuery { range: RangeChoice::Days(around(spike)), ..view.frame.query.clone() };
    let href = match (team, known) {
        (true, true) => Some(links::with_team(&narrowed, PATH, &spike.key)),
        (true, false) => None,
        (false, _) => Some(links::person(&narrowed, &spike.key)),
    };
    let title = spike.title.clone();
    let name = match href.filter(|_| !is_still()) {
        Some(href) => view! { <a href=href>{title}</a> }.into_any(),
        None => title.into_any(),
    };
    let shown = said::settled(Credits::from_micros(spike.excess().micros().saturating_abs()));
    let credits = format!("{} credits", figure::short(Metric::Credits, shown));
    let exact = format!("{} credits", figure::exact(Metric::Credits, shown));
    let (sign, word) = if spike.up { ("+", "more than usual:") } else { ("−", "less than usual:") };
    view! {
        <li>
            <span class="when">{said::weekday(spike.day, view.frame.today)}</span>
            <span class="who">{name}</span>
            <span class="num" title=exact>
                <span aria-hidden="true">{sign}</span>
                <span class="vh">{word}</span>
                " "
                {credits}
            </span>
            <span class="why">{said::reason(spike)}</span>
        </li>
    }
    .into_any()
}

/// The 28 days that a day was compared with, and the day.
fn around(spike: &Spike) -> DateRange {
    DateRange::ending(spike.day, 29)
}
