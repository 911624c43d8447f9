//! `/connect/rollout`: the rollout of Codex as a list to tick, each item with who looks after it and until when. One
//! item at a time is open (`?item=` and its name in the address); what Uptake sees itself is ticked by it alone.

use domain::Day;
use domain::rollout::{Entry, Item, Part, Sight};
use domain::view::{RolloutRow, RolloutView, TeamSeen};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::form::{alert, error_in_address};
use crate::components::plain::plain;
use crate::error::AppError;
use crate::server_fns::{SettleRollout, rollout};
use crate::words::counted;

const PATH: &str = "/connect/rollout";
/// So many teams are named in one line.
const NAMED: usize = 4;

/// The page.
#[component]
pub fn RolloutPage() -> impl IntoView {
    plain("Rollout", PATH, rollout, |view| page(&view))
}

/// What was refused of a form.
type Refused = Memo<Option<AppError>>;

fn is_done(row: &RolloutRow) -> bool {
    row.entry.done.is_some() || row.seen.is_some()
}

fn page(view: &RolloutView) -> AnyView {
    let refused = error_in_address("/fn/settle_rollout", "item");
    let open = use_query_map().with_untracked(|query| query.get("item"));
    let done = view.rows.iter().filter(|row| is_done(row)).count();
    let unseen = (!view.connected).then(|| {
        view! {
            <p class="sub">
                "No workspace is connected yet, so nothing is ticked by what Uptake sees. "
                <a href="/connect/new" rel="external">
                    "Connect one"
                </a>
            </p>
        }
    });
    let parts = Part::ALL.map(|part| section(view, part, open.as_deref(), refused));
    view! {
        <p class="crumbs">
            <a href="/connect" rel="external">
                "Connections"
            </a>
        </p>
        <h1 class="headline">{format!("Rollout of Codex: {done} of {} done", view.rows.len())}</h1>
        <p class="lead">
            "What to settle when an organisation begins with Codex, after OpenAI’s guide for admins. Give each item somebody who looks after it, and a date. What Uptake can see in your figures it ticks by itself."
        </p>
        {unseen}
        {saved()}
        {move || refused.get().map(|error| alert("rollout-error", &error))}
        <div class="rollout">{parts}</div>
    }
    .into_any()
}

/// The item that was just saved, and the way back to its place in the list.
fn saved() -> Option<AnyView> {
    let item = use_query_map().with_untracked(|query| Item::named(&query.get("saved")?))?;
    let line = view! {
        <p class="saved" role="status">
            "Saved: " <a href=format!("#{}", item.name)>{item.title}</a>
        </p>
    };
    Some(line.into_any())
}

fn section(view: &RolloutView, part: Part, open: Option<&str>, refused: Refused) -> AnyView {
    let known = |row: &'_ RolloutRow| Item::named(&row.name).filter(|item| item.part == part);
    let rows = view.rows.iter().filter_map(|row| known(row).map(|item| (item, row)));
    let items = rows
        .map(
            |(item, row)| {
                if open == Some(item.name) { opened(view, item, row, refused) } else { shown(view, item, row) }
            },
        )
        .collect_view();
    let id = format!("part-{part:?}").to_lowercase();
    let heading = view! { <h2 id=id.clone()>{part.title()}</h2> };
    view! {
        <section aria-labelledby=id>
            {heading}
            <ul class="items">{items}</ul>
        </section>
    }
    .into_any()
}

/// An item in one line, with the link that opens it.
fn shown(view: &RolloutView, item: &Item, row: &RolloutRow) -> AnyView {
    let done = is_done(row);
    let late = row.entry.due.filter(|due| !done && *due < view.today);
    let who = match row.entry.owner.as_str() {
        // Nobody has to look after what came by itself.
        "" if row.seen.is_some() => ().into_any(),
        "" => view! { <span class="nobody">"nobody looks after it yet"</span> }.into_any(),
        owner => {
            let owner = owner.to_owned();
            view! {
                <span>
                    <span class="vh">"Looked after by "</span>
                    {owner}
                </span>
            }
            .into_any()
        }
    };
    let class = if done { "item done" } else { "item" };
    let due = row.entry.due.filter(|_| !done).map(|due| {
        let (class, word) = if late.is_some() { ("caution", "was due") } else { ("quiet", "by") };
        view! { <span class=class>{format!("{word} {}", due.in_words())}</span> }
    });
    view! {
        <li class=class id=item.name>
            <span class="step-mark" aria-hidden="true">{if done { "✓" } else { "" }}</span>
            <div class="item-said">
                <h3>
                    <a href=format!("{PATH}?item={}#{}", item.name, item.name)>{item.title}</a>
                </h3>
                <p class="quiet">{told(item, row, view)}</p>
            </div>
            <div class="item-who">
                {who} " " {due}
            </div>
            {teams(item, view)}
        </li>
    }
    .into_any()
}

/// How an item stands, in a few words.
fn told(item: &Item, row: &RolloutRow, view: &RolloutView) -> String {
    match (&row.entry.done, row.seen, item.sight) {
        (_, Some(day), Some(Sight::Teams)) => {
            format!("Done: the last team had somebody active for the first time on {}", day.in_words())
        }
        (_, Some(day), _) => format!("Done: seen on {}", day.in_words()),
        (Some(stamp), ..) => {
            let by = stamp.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            format!("Done {}{by}", stamp.at.ago(view.now))
        }
        (None, None, Some(_)) => "Not seen yet".to_owned(),
        (None, None, None) => item.how.to_owned(),
    }
}

/// The teams, and when somebody of each was first active.
fn teams(item: &Item, view: &RolloutView) -> Option<AnyView> {
    if item.sight != Some(Sight::Teams) || view.teams.is_empty() {
        return None;
    }
    let when = |day: Option<Day>| day.map_or_else(|| "not yet".to_owned(), Day::in_words);
    let row = |team: &TeamSeen| {
        view! {
            <div>
                <dt>{team.title.clone()}</dt>
                <dd>{when(team.day)}</dd>
            </div>
        }
    };
    let rows = view.teams.iter().map(row).collect_view();
    let list = view! {
        <details class="item-teams">
            <summary>{begun(&view.teams)}</summary>
            <dl class="pairs">{rows}</dl>
        </details>
    };
    Some(list.into_any())
}

/// How many teams had somebody active, and who still has not.
fn begun(teams: &[TeamSeen]) -> String {
    let missing: Vec<&str> = teams.iter().filter(|team| team.day.is_none()).map(|team| team.title.as_str()).collect();
    let told = format!(
        "{} of {} had somebody active",
        teams.len() - missing.len(),
        counted(teams.len() as u64, "team", "teams")
    );
    match missing.as_slice() {
        [] => told,
        few if few.len() <= NAMED => format!("{told}; not yet: {}", few.join(", ")),
        [first, second, third, rest @ ..] => {
            format!("{told}; not yet: {first}, {second}, {third} and {} more", rest.len())
        }
        _ => told,
    }
}

/// An item as a form, in its place.
fn opened(view: &RolloutView, item: &'static Item, row: &RolloutRow, refused: Refused) -> AnyView {
    let settle = ServerAction::<SettleRollout>::new();
    let Entry { owner, due, .. } = row.entry.clone();
    let wrong = move |name: &'static str| match refused.get() {
        Some(AppError::Invalid { field, .. }) => (field == name).then_some("true"),
        _ => None,
    };
    let tick = match item.sight {
        Some(_) => view! { <p class="quiet">{format!("{}. Uptake ticks it by what it sees; nobody else can.", told(item, row, view))}</p> }.into_any(),
        None => view! {
            <label class="check">
                <input type="checkbox" name="done" value="true" checked=row.entry.done.is_some() />
                "Done"
            </label>
        }
        .into_any(),
    };
    view! {
        <li class="item open" id=item.name>
            <section aria-label=item.title>
                <h3>{item.title}</h3>
                <p>{item.how}</p>
                <ActionForm action=settle>
                    <div class="stack">
                        <input type="hidden" name="item" value=item.name />
                        <label>
                            "Who looks after it"
                            <input name="owner" maxlength=Entry::LONGEST.to_string() value=owner autocomplete="off" aria-invalid=move || wrong("owner") />
                        </label>
                        <label>
                            "Until when"
                            <input type="date" name="due" value=due.map(|day| day.to_string()) aria-invalid=move || wrong("due") />
                        </label>
                        {tick}
                        <div class="does">
                            <button type="submit" class="btn primary">
                                "Save"
                            </button>
                            <a class="btn" href=PATH>
                                "Leave it as it is"
                            </a>
                        </div>
                    </div>
                </ActionForm>
            </section>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teams_without_anybody_active_are_named() {
        let team = |title: &str, begun: bool| TeamSeen {
            title: title.to_owned(),
            day: begun.then(|| Day::from_number(20_000)),
        };
        let all: Vec<TeamSeen> = ["A", "B"].map(|title| team(title, true)).into();
        assert_eq!(begun(&all), "2 of 2 teams had somebody active");
        let mut some = all.clone();
        some.push(team("Data", false));
        assert_eq!(begun(&some), "2 of 3 teams had somebody active; not yet: Data");
        some.extend(["E", "F", "G", "H"].map(|title| team(title, false)));
        assert_eq!(begun(&some), "2 of 7 teams had somebody active; not yet: Data, E, F and 2 more");
        assert_eq!(begun(&[team("One", true)]), "1 of 1 team had somebody active");
    }
}
