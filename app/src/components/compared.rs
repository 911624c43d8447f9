//! The table that compares teams: each row leads to its team's page, each column's title sorts by it.

use domain::Metric;
use domain::view::{Choice, ComparedTeam, Frame, ReviewBasis, TeamColumn, TeamOrder};
use leptos::prelude::*;

use super::kpi::delta_view;
use super::teams::{cell, share, teamless};
use crate::state::links;
use crate::words::reviews::between;
use crate::words::teams as said;

/// The table.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// What is around.
    pub frame: &'a Frame,
    /// What the table is, for screen readers.
    pub caption: &'static str,
    /// Its rows.
    pub teams: &'a [ComparedTeam],
    /// The address of the page whose rows can be sorted.
    pub sort_at: Option<&'a str>,
    /// The team whose page it is: its row holds who is directly in it.
    pub of: Option<&'a str>,
}

impl Compared<'_> {
    /// The table with its head; teams below the same team stand together unless they are sorted.
    pub fn show(self) -> AnyView {
        // A column of nothing but “Not known” is said once, below.
        let known = self.teams.is_empty() || self.teams.iter().any(|team| team.basis != Some(ReviewBasis::NotKnown));
        let columns: Vec<TeamColumn> =
            TeamColumn::ALL.into_iter().filter(|column| known || *column != TeamColumn::Reviews).collect();
        let heads = columns.iter().map(|column| self.head(*column)).collect_view();
        let sorted = self.frame.query.sort.is_some() && self.sort_at.is_some();
        let mut group: Option<&Choice> = None;
        let mut rows = Vec::new();
        for team in self.teams {
            let above = if sorted || self.of.is_some() { None } else { self.group_of(team) };
            if let Some(above) = above.filter(|above| group.is_none_or(|group| group.key != above.key)) {
                rows.push(self.group(above, columns.len()));
            }
            group = above;
            rows.push(self.row(team, above.is_some(), known));
        }
        let left_out = (!known).then(|| view! { <p class="sub">{said::REVIEWS_LEFT_OUT}</p> });
        view! {
            <table class="teams compared">
                <caption class="vh">{self.caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {left_out}
            {teamless(self.teams.iter().map(|team| &team.row))}
        }
        .into_any()
    }

    /// The team above a row; a team with others below it stands with them.
    fn group_of<'b>(&'b self, team: &'b ComparedTeam) -> Option<&'b Choice> {
        let own =
            || self.teams.iter().find_map(|other| other.parent.as_ref().filter(|above| above.key == team.row.key));
        team.parent.as_ref().or_else(own)
    }

    fn group(&self, above: &Choice, columns: usize) -> AnyView {
        view! {
            <tr class="group">
                <th scope="colgroup" colspan=columns.to_string()>
                    <a href=links::team(&self.frame.query, &above.key)>{above.title.clone()}</a>
                </th>
            </tr>
        }
        .into_any()
    }

    fn head(&self, column: TeamColumn) -> AnyView {
        let class =
            if matches!(column, TeamColumn::Team | TeamColumn::Adoption | TeamColumn::Change) { "" } else { "num" };
        let label = label(column);
        let Some(path) = self.sort_at else {
            return view! {
                <th scope="col" class=class>
                    {label}
                </th>
            }
            .into_any();
        };
        let now = self.frame.query.sort.filter(|sort| sort.by == column);
        let (mark, told) = match now {
            Some(TeamOrder { down: true, .. }) => (" ↓", Some("descending")),
            Some(_) => (" ↑", Some("ascending")),
            None => ("", None),
        };
        view! {
            <th scope="col" class=class aria-sort=told>
                <a href=links::sorted(&self.frame.query, path, next(column, now)) data-noscroll="">
                    {label}
                    <span aria-hidden="true">{mark}</span>
                </a>
            </th>
        }
        .into_any()
    }

    fn row(&self, team: &ComparedTeam, inside: bool, reviews_known: bool) -> AnyView {
        let row = &team.row;
        let own = self.of == Some(row.key.as_str());
        let name = match (own, row.selectable) {
            (true, _) => view! { <span>{format!("Directly in {}", row.title)}</span> }.into_any(),
            (false, true) => {
                view! { <a href=links::team(&self.frame.query, &row.key)>{row.title.clone()}</a> }.into_any()
            }
            (false, false) => view! { <span>{row.title.clone()}</span> }.into_any(),
        };
        let above = (self.frame.query.sort.is_some() && self.sort_at.is_some())
            .then(|| team.parent.as_ref().map(|above| view! { <span class="of">{format!(" {}", above.title)}</span> }));
        let roster =
            row.roster.map_or_else(|| charts::format::NOTHING.to_owned(), |n| crate::words::grouped(i64::from(n)));
        let delta = row.adoption_delta.as_ref().map(|delta| delta_view(Metric::AdoptionRate, delta));
        let reviews = reviews_known.then(|| reviews(team));
        view! {
            <tr class:inside=inside>
                <th scope="row">{name} {above}</th>
                <td class="num active">{cell(Metric::ActivePeople, row.active)}</td>
                <td class="num roster">{roster}</td>
                <td class="adoption">{share(row.adoption)}</td>
                <td class="change">{delta}</td>
                <td class="num credits">{cell(Metric::Credits, row.credits)}</td>
                <td class="num each">{cell(Metric::CreditsPerActive, row.credits_per_active)}</td>
                <td class="num depth">{cell(Metric::Depth, team.depth)}</td>
                {reviews}
            </tr>
        }
        .into_any()
    }
}

/// The share of comments that the team engaged with, or why there is none.
fn reviews(team: &ComparedTeam) -> AnyView {
    let hidden = team.row.active.state == domain::view::PointState::TooFew;
    let engaged = said::engaged(team.basis, team.engagement, hidden);
    let class = if team.engagement.value.is_some() { "" } else { "quiet" };
    let sure = team.interval.as_ref().map(|interval| view! { <span class="of">" " {between(*interval)}</span> });
    view! {
        <td class="num reviews">
            <span class=class>{engaged}</span>
            {sure}
        </td>
    }
    .into_any()
}

/// A column is sorted its usual way first, then the other, and then the roster's order is back.
fn next(column: TeamColumn, now: Option<TeamOrder>) -> Option<TeamOrder> {
    let usual = column != TeamColumn::Team;
    match now {
        None => Some(TeamOrder { by: column, down: usual }),
        Some(order) if order.down == usual => Some(TeamOrder { by: column, down: !usual }),
        Some(_) => None,
    }
}

fn label(column: TeamColumn) -> &'static str {
    match column {
        TeamColumn::Team => "Team",
        TeamColumn::Active => "Active",
        TeamColumn::Roster => "Roster",
        TeamColumn::Adoption => "Adoption, 28 days",
        TeamColumn::Change => "Change",
        TeamColumn::Credits => "Credits",
        TeamColumn::Each => "Per person",
        TeamColumn::Depth => "Turns per thread",
        TeamColumn::Reviews => "Comments engaged",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_click_brings_the_rosters_order_back() {
        for (column, first) in [(TeamColumn::Credits, "-credits"), (TeamColumn::Team, "team")] {
            let once = next(column, None);
            assert_eq!(once.map(TeamOrder::key).as_deref(), Some(first));
            let twice = next(column, once);
            assert!(twice.is_some() && twice != once);
            assert_eq!(next(column, twice), None);
        }
    }
}
