//! What the People pages say in sentences: how many, how often, and what a person used.

use domain::view::{Figure, Number, People, PeopleView, PersonBand, PersonRow, PersonUsage, PersonView, PointState};
use domain::{PageQuery, TeamSlug};

use super::{counted, listed as joined};
use crate::state::links;

/// A band in a word.
pub fn band(band: PersonBand) -> &'static str {
    match band {
        PersonBand::Power => "Power",
        PersonBand::Regular => "Regular",
        PersonBand::Light => "Light",
        PersonBand::Dormant => "Dormant",
        PersonBand::Never => "Never",
    }
}

/// A number over days that are known as far as their state says; in a gap there is none.
pub fn sum(number: Number, state: PointState) -> Figure {
    Figure { value: (state != PointState::Gap).then_some(number), state }
}

/// [`sum`] of a count.
pub fn count(n: i64, state: PointState) -> Figure {
    sum(Number::Count(n), state)
}

/// How many people are listed in all: what tells whether there is anything to show.
pub fn listed(view: &PeopleView) -> Figure {
    // Of days that nobody has read, it is not known who was active in them: that is not the same as nobody.
    if view.people.window_state == PointState::Gap {
        return Figure { value: None, state: PointState::Gap };
    }
    let all: u32 = view.people.bands.iter().map(|(_, count)| count).sum();
    // Someone on the roster who never used anything is worth a page, too.
    count(i64::from(all), PointState::Settled)
}

/// `41 of 46 people on the roster used Codex in the 28 days that end the range. 3 are dormant and 2 have never used it.`
/// The same people as in the headlines of other pages; who is not on the roster is counted apart.
pub fn headline(people: &People) -> String {
    let bands = people.rostered.as_ref().unwrap_or(&people.bands);
    let of = |band: PersonBand| count_of(bands, band);
    let sum = active(bands);
    let all = sum + of(PersonBand::Dormant) + of(PersonBand::Never);
    let some = |n: u32, one: &str, many: &str| (n > 0).then(|| counted(u64::from(n), one, many));
    let away = [
        some(of(PersonBand::Dormant), "is dormant", "are dormant"),
        some(of(PersonBand::Never), "has never used it", "have never used it"),
    ];
    let away = joined(&away.into_iter().flatten().collect::<Vec<_>>());
    let whole = counted(u64::from(all), "person", "people");
    let roster = if people.rostered.is_some() { " on the roster" } else { "" };
    let used = crate::words::grouped(i64::from(sum));
    let away = if away.is_empty() { String::new() } else { format!(" {away}.") };
    let others = some(
        active(&people.bands) - sum,
        "other, who is not on the roster, did too",
        "others, who are not on the roster, did too",
    );
    let others = others.map_or_else(String::new, |others| format!(" {others}."));
    format!("{used} of {whole}{roster} used Codex in the 28 days that end the range.{others}{away}")
}

fn count_of(bands: &[(PersonBand, u32)], band: PersonBand) -> u32 {
    bands.iter().find(|(one, _)| *one == band).map_or(0, |(_, count)| *count)
}

/// How many were active in the 28 days.
fn active(bands: &[(PersonBand, u32)]) -> u32 {
    [PersonBand::Power, PersonBand::Regular, PersonBand::Light].into_iter().map(|band| count_of(bands, band)).sum()
}

/// Why the list is empty.
pub fn nobody(query: &PageQuery) -> String {
    match (&query.people.find, query.people.band) {
        (Some(find), Some(of)) => format!("Nobody of the band “{}” has “{find}” in name or address.", band(of)),
        (Some(find), None) => format!("Nobody has “{find}” in name or address."),
        (None, Some(of)) => format!("Nobody is in the band “{}”.", band(of)),
        (None, None) => "Nobody is listed in this selection.".to_owned(),
    }
}

/// `1 to 50 of 240 people`.
pub fn rows(view: &PeopleView) -> String {
    let shown = u32::try_from(view.people.rows.len()).unwrap_or(u32::MAX);
    let whole = counted(u64::from(view.people.total), "person", "people");
    if view.pages < 2 {
        return format!("{whole}.");
    }
    let first = (view.page.max(1) - 1) * PeopleView::ROWS + 1;
    format!("{first} to {} of {whole}", first + shown.max(1) - 1)
}

/// What a person is called: the name, or else the address. OpenAI's rows give some people an id alone.
pub fn name(row: &PersonRow) -> &str {
    row.name.as_deref().or(row.email.as_deref()).unwrap_or("Someone without a name")
}

/// What is said of a person beside the name: the address, or else the id.
pub fn beside_name(row: &PersonRow) -> Option<String> {
    let more = row.email.as_ref().unwrap_or(&row.key);
    Some(more.clone()).filter(|more| more != name(row))
}

/// Where the page of a view is.
pub fn path(view: &PersonView) -> String {
    view.usage.as_ref().map_or_else(|| "/people/me".to_owned(), |usage| links::below("/people", &usage.row.key))
}

/// Whether there is anything to show of a person: who is not known has a text of its own.
pub fn known(view: &PersonView) -> Figure {
    let state = view.usage.as_ref().map_or(PointState::Settled, |usage| usage.range_state);
    // Not the sums: that somebody used nothing is worth a page.
    Figure { value: (state != PointState::Gap).then_some(Number::Ratio(1.0)), state }
}

/// `You used Codex on 14 of the 28 days to 20 November.`
pub fn used(view: &PersonView, usage: &PersonUsage) -> String {
    let who = if view.own { "You" } else { name(&usage.row) };
    let days = usage.row.active_days;
    let end = super::day(view.frame.range.to().min(view.frame.today), view.frame.today);
    match (usage.window_state, days) {
        (PointState::Gap, _) => {
            format!("What {} used is not known for these days.", if view.own { "you" } else { who })
        }
        (_, 0) => format!("{who} used Codex on none of the 28 days to {end}."),
        _ => format!("{who} used Codex on {days} of the 28 days to {end}."),
    }
}

/// Who it is, and who else can see this.
pub fn about(usage: &PersonUsage, own: bool) -> String {
    let row = &usage.row;
    let team = if row.team == TeamSlug::NO_TEAM { "in no team".to_owned() } else { format!("in {}", row.team_title) };
    let since = row.first_day.map_or_else(String::new, |first| format!(", first active {}", first.in_words()));
    let address = row.email.clone().unwrap_or_else(|| row.key.clone());
    let whom = if own { " You and administrators can see this page." } else { "" };
    format!("{address}, {team}{since}.{whom} Uptake knows how much was used, and nothing of prompts or code.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(counts: [u32; 5]) -> People {
        let bands = PersonBand::ALL.into_iter().zip(counts).collect();
        let state = PointState::Settled;
        let (total, rows) = (counts.iter().sum(), Vec::new());
        People { total, bands, rostered: None, range_state: state, window_state: state, rows }
    }

    #[test]
    fn the_headline_counts_everyone_once() {
        assert_eq!(
            headline(&people([3, 5, 7, 1, 2])),
            "15 of 18 people used Codex in the 28 days that end the range. 1 is dormant and 2 have never used it."
        );
        assert_eq!(headline(&people([1, 0, 0, 0, 0])), "1 of 1 person used Codex in the 28 days that end the range.");
    }

    #[test]
    fn who_is_not_on_the_roster_is_counted_apart() {
        let rostered = |all, of| People { rostered: Some(people(of).bands), ..people(all) };
        assert_eq!(
            headline(&rostered([3, 5, 9, 2, 2], [3, 5, 7, 1, 2])),
            "15 of 18 people on the roster used Codex in the 28 days that end the range. 2 others, who are not on the \
             roster, did too. 1 is dormant and 2 have never used it."
        );
        assert_eq!(
            headline(&rostered([1, 0, 1, 0, 0], [1, 0, 0, 0, 0])),
            "1 of 1 person on the roster used Codex in the 28 days that end the range. 1 other, who is not on the \
             roster, did too."
        );
    }

    #[test]
    fn a_gap_is_no_zero() {
        assert_eq!(count(0, PointState::Gap).value, None);
        assert_eq!(count(0, PointState::Settled).value, Some(Number::Count(0)));
    }
}
