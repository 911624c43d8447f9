//! What a teams file changes in the roster. Pure: the roster before, the file and the running day give the
//! roster after and the list of changes, or the lines that contradict each other.
//!
//! The file says who belongs where from now on; what it does not say about the past stays as it was. Who is
//! not in it any more leaves with yesterday, and keeps the memberships of before. Importing a file twice
//! changes nothing the second time.

use std::collections::BTreeMap;

use domain::people::{Membership, Person, Roster};
use domain::{Day, Email, TeamSlug};

use super::diff::{Diff, diff};
use super::teams_csv::{BadFile, BadLine, Row, TeamsCsv};
use super::titles::Teams;

/// The roster after the file, and what it changes.
pub fn merge(before: &Roster, file: &TeamsCsv, today: Day) -> Result<(Roster, Diff), BadFile> {
    let mut bad = Vec::new();
    let teams = Teams::of(before, file, &mut bad);
    let people = merge_people(before, file, &teams, today, &mut bad);
    if !bad.is_empty() {
        bad.sort_by_key(|bad| bad.line);
        return Err(BadFile(bad));
    }
    let teams = teams.in_use(&people);
    let after = Roster { teams, people };
    let diff = diff(before, &after, today);
    Ok((after, diff))
}

fn merge_people(before: &Roster, file: &TeamsCsv, teams: &Teams, today: Day, bad: &mut Vec<BadLine>) -> Vec<Person> {
    let mut rows: BTreeMap<&Email, Vec<&Row>> = BTreeMap::new();
    for row in &file.rows {
        rows.entry(&row.email).or_default().push(row);
    }
    let known: BTreeMap<&Email, &Person> = before.people.iter().map(|person| (&person.email, person)).collect();
    let mut people = Vec::with_capacity(rows.len());
    for (email, rows) in &rows {
        let old = known.get(email).copied();
        match placed(old, rows, teams, today) {
            Ok(memberships) => {
                let said = rows.iter().rev().find_map(|row| row.name.clone());
                let name = said.or_else(|| old.and_then(|old| old.name.clone()));
                people.push(Person { email: (*email).clone(), name, memberships });
            }
            Err(wrong) => bad.push(wrong),
        }
    }
    let gone = before.people.iter().filter(|person| !rows.contains_key(&person.email));
    people.extend(gone.map(|person| ended(person, today)).filter(|person| !person.memberships.is_empty()));
    people.sort_by(|a, b| a.email.cmp(&b.email));
    people
}

/// The memberships of one person after the file.
fn placed(old: Option<&Person>, rows: &[&Row], teams: &Teams, today: Day) -> Result<Vec<Membership>, BadLine> {
    let before = old.map_or(&[][..], |person| person.memberships.as_slice());
    let mut stretches = Vec::with_capacity(rows.len());
    for row in rows {
        let team = row.team.as_deref().and_then(|title| teams.slug(title));
        let from = row.from.or_else(|| implied_from(before, team.as_ref(), row.to, today));
        if let (Some(from), Some(to)) = (from, row.to)
            && to < from
        {
            let reason = format!("ends on {to} and would begin on {from}, the day of import: give it a from");
            return Err(BadLine { line: row.line, reason });
        }
        stretches.push((row.line, Membership { team, from, to: row.to }));
    }
    stretches.sort_by_key(|(line, stretch)| (stretch.from, *line));
    for ((one, earlier), (two, later)) in stretches.iter().zip(stretches.iter().skip(1)) {
        let apart = earlier.to.is_some_and(|to| later.from.is_some_and(|from| to < from));
        if !apart {
            let (line, other) = (*one.max(two), *one.min(two));
            let reason = format!("overlaps with line {other}, which is about the same person: give both from and to");
            return Err(BadLine { line, reason });
        }
    }
    let begin = stretches.first().and_then(|(_, first)| first.from);
    let kept = begin.map_or_else(Vec::new, |begin| until(before, begin.previous()));
    Ok(joined(kept.into_iter().chain(stretches.into_iter().map(|(_, stretch)| stretch))))
}

/// Where a line without `from` begins: since always for someone new; as before for who stays, and for a stretch
/// that is known with the same end; else today.
fn implied_from(before: &[Membership], team: Option<&TeamSlug>, to: Option<Day>, today: Day) -> Option<Day> {
    if before.is_empty() {
        return None;
    }
    let same = |one: &&Membership| one.team.as_ref() == team && (one.covers(today) || (to.is_some() && one.to == to));
    let stays = before.iter().find(same);
    stays.map_or(Some(today), |one| one.from)
}

fn ended(person: &Person, today: Day) -> Person {
    Person { memberships: until(&person.memberships, today.previous()), ..person.clone() }
}

/// The memberships as they are up to a day, that day included.
fn until(memberships: &[Membership], last: Day) -> Vec<Membership> {
    let begun = memberships.iter().filter(|one| one.from.is_none_or(|from| from <= last));
    begun.map(|one| Membership { to: Some(one.to.map_or(last, |to| to.min(last))), ..one.clone() }).collect()
}

/// Stretches in one team that follow each other day by day are one.
fn joined(stretches: impl Iterator<Item = Membership>) -> Vec<Membership> {
    let mut all: Vec<Membership> = Vec::new();
    for next in stretches {
        match all.last_mut() {
            Some(last) if last.team == next.team && last.to.is_some_and(|to| next.from == Some(to.next())) => {
                last.to = next.to;
            }
            _ => all.push(next),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::super::teams_csv::parse;
    use super::*;
    use crate::roster::Change;

    const TODAY: &str = "2026-11-20";

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn import_on(before: &Roster, csv: &str, today: &str) -> (Roster, Diff) {
        merge(before, &parse(csv.as_bytes()).unwrap(), day(today)).unwrap()
    }

    fn import(before: &Roster, csv: &str) -> (Roster, Diff) {
        import_on(before, csv, TODAY)
    }

    fn refused(before: &Roster, csv: &str) -> String {
        merge(before, &parse(csv.as_bytes()).unwrap(), day(TODAY)).unwrap_err().to_string()
    }

    /// Memberships as `team from..to`, one a line.
    fn shown(roster: &Roster, email: &str) -> String {
        let person = roster.people.iter().find(|person| person.email.as_str() == email).unwrap();
        let stretch = |one: &Membership| {
            let team = one.team.as_ref().map_or("-".to_owned(), ToString::to_string);
            let (from, to) = (one.from.map(|day| day.to_string()), one.to.map(|day| day.to_string()));
            format!("{team} {}..{}", from.unwrap_or_default(), to.unwrap_or_default())
        };
        person.memberships.iter().map(stretch).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_first_membership_is_since_always_and_a_change_since_today() {
        let (first, diff) = import(&Roster::default(), "email,team\nalex@example.com,Web\nKim@Example.com,\n");
        assert_eq!(shown(&first, "alex@example.com"), "web ..");
        assert_eq!(shown(&first, "kim@example.com"), "- ..");
        assert_eq!(diff.counts(), (2, 0, 0));
        let (second, diff) = import(&first, "email,team\nalex@example.com,Data\nkim@example.com,Web\n");
        assert_eq!(shown(&second, "alex@example.com"), "web ..2026-11-19; data 2026-11-20..");
        assert_eq!(shown(&second, "kim@example.com"), "- ..2026-11-19; web 2026-11-20..");
        assert_eq!(diff.counts(), (0, 2, 0));
        let lines = diff.to_string();
        assert!(
            lines.contains("~ alex@example.com: Web -> Data") && lines.contains("~ kim@example.com: no team -> Web")
        );
    }

    #[test]
    fn a_file_imported_twice_changes_nothing_the_second_time() {
        let csv = "email;team;name;from;to;parent\n\
            alex@example.com;Web;Alex M.;2026-01-01;2026-03-31;Product\n\
            alex@example.com;Data;;2026-04-01;;\n\
            kim@example.com;Web;\"K; M.\";;;Product\n\
            sam@example.com;;Sam;;;\n";
        let (once, diff) = import(&Roster::default(), csv);
        assert_eq!((diff.counts(), diff.teams_added.len()), ((3, 0, 0), 3));
        assert_eq!(shown(&once, "alex@example.com"), "web 2026-01-01..2026-03-31; data 2026-04-01..");
        for later in [TODAY, "2026-11-21", "2027-06-01"] {
            let (twice, diff) = import_on(&once, csv, later);
            assert!(diff.is_empty(), "{later}: {diff}");
            assert_eq!((twice, diff.unchanged), (once.clone(), 3));
        }
    }

    #[test]
    fn who_is_not_in_the_file_leaves_with_yesterday_and_keeps_the_past() {
        let (first, _) = import(&Roster::default(), "email,team\nalex@example.com,Web\nkim@example.com,Data\n");
        let (second, diff) = import_on(&first, "email,team\nalex@example.com,Web\n", "2026-12-01");
        assert_eq!(shown(&second, "kim@example.com"), "data ..2026-11-30");
        assert_eq!(
            diff.people,
            [Change::Removed { email: "kim@example.com".parse().unwrap(), team: Some("Data".into()) }]
        );
        assert_eq!(second.teams.len(), 2, "a team of the past stays for the past");
        let (third, diff) = import_on(&second, "email,team\nalex@example.com,Web\n", "2026-12-02");
        assert!(diff.is_empty() && third == second);
        let (back, diff) = import_on(&third, "email,team\nalex@example.com,Web\nkim@example.com,Web\n", "2027-01-01");
        assert_eq!(shown(&back, "kim@example.com"), "data ..2026-11-30; web 2027-01-01..");
        assert_eq!(diff.counts(), (1, 0, 0));
    }

    #[test]
    fn a_mistake_of_the_same_day_leaves_no_trace() {
        let (first, _) = import(&Roster::default(), "email,team\nalex@example.com,Web\n");
        let (second, _) = import(&first, "email,team\nalex@example.com,Date\n");
        let (third, diff) = import(&second, "email,team\nalex@example.com,Data\n");
        assert_eq!(shown(&third, "alex@example.com"), "web ..2026-11-19; data 2026-11-20..");
        assert_eq!(diff.teams_removed, ["Date"]);
    }

    #[test]
    fn dates_in_the_file_rule_from_their_first_day_on() {
        let (first, _) = import(&Roster::default(), "email,team\nalex@example.com,Web\n");
        let (second, diff) = import(&first, "email,team,from\nalex@example.com,Data,2026-06-01\n");
        assert_eq!(shown(&second, "alex@example.com"), "web ..2026-05-31; data 2026-06-01..");
        assert_eq!(diff.counts(), (0, 1, 0));
        let (third, _) = import(&second, "email,team,from,to\nalex@example.com,Data,2026-06-01,2026-12-31\n");
        assert_eq!(shown(&third, "alex@example.com"), "web ..2026-05-31; data 2026-06-01..2026-12-31");
        let (fourth, _) = import(&third, "email,team,from\nalex@example.com,Web,2026-06-01\n");
        assert_eq!(shown(&fourth, "alex@example.com"), "web ..");
    }

    #[test]
    fn titles_that_give_one_slug_stay_two_teams() {
        let csv = "email,team\na@example.com,Web!\nb@example.com,Web?\nc@example.com,Größe Ünïcode\n";
        let (roster, _) = import(&Roster::default(), csv);
        let slugs: Vec<_> = roster.teams.iter().map(|team| team.slug.as_str()).collect();
        assert_eq!(slugs, ["größe-ünïcode", "web", "web-2"]);
        let (again, diff) = import(&roster, csv);
        assert!(diff.is_empty() && again == roster);
    }

    #[test]
    fn parents_come_with_their_teams_and_make_no_circle() {
        let csv = "email,team,parent\na@example.com,Web,Product\nb@example.com,Product,Company\n";
        let (roster, _) = import(&Roster::default(), csv);
        let parents: Vec<_> =
            roster.teams.iter().map(|team| (team.title.as_str(), team.parent.as_ref().map(TeamSlug::as_str))).collect();
        assert_eq!(parents, [("Company", None), ("Product", Some("company")), ("Web", Some("product"))]);
        let (kept, diff) = import(&roster, "email,team\na@example.com,Web\nb@example.com,Product\n");
        assert!(diff.is_empty() && kept == roster, "a file without parents says nothing about them");
        let circle = "email,team,parent\na@example.com,Web,Product\nb@example.com,Product,Web\n";
        assert!(refused(&Roster::default(), circle).contains("part of itself"));
        assert!(refused(&Roster::default(), "email,team,parent\na@example.com,Web,Web\n").contains("line 2"));
        let two = "email,team,parent\na@example.com,Web,Product\nb@example.com,Web,Company\n";
        assert_eq!(refused(&Roster::default(), two), "line 3: says that Web is part of Company, line 2 says Product");
    }

    #[test]
    fn lines_about_one_person_must_not_contradict_each_other() {
        for csv in [
            "email,team\na@example.com,Web\nA@example.com,Data\n",
            "email,team\na@example.com,Web\na@example.com,Web\n",
            "email,team,from,to\na@example.com,Web,2026-01-01,2026-06-30\na@example.com,Data,2026-06-30,\n",
            "email,team,from\na@example.com,Web,\na@example.com,Data,2026-06-30\n",
        ] {
            let message = refused(&Roster::default(), csv);
            assert!(message.starts_with("line 3: overlaps with line 2"), "{csv}: {message}");
        }
        let (roster, _) = import(&Roster::default(), "email,team\na@example.com,Web\n");
        let message = refused(&roster, "email,team,to\na@example.com,Data,2026-01-31\n");
        assert!(message.contains("give it a from"), "{message}");
        assert_eq!(roster.people[0].memberships.len(), 1);
    }

    #[test]
    fn a_name_is_kept_where_the_file_gives_none() {
        let (first, _) = import(&Roster::default(), "email,team,name\na@example.com,Web,Alex\n");
        let (second, diff) = import(&first, "email,team,name\na@example.com,Web,\n");
        assert!(diff.is_empty());
        assert_eq!(second.people[0].name.as_deref(), Some("Alex"));
        let (_, diff) = import(&second, "email,team,name\na@example.com,Web,Alexandra\n");
        assert!(diff.to_string().contains("~ a@example.com: is called Alexandra"));
    }
}
