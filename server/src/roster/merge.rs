//! What a teams file changes in the roster. Pure: the roster before, the file and the running day give the
//! roster after and the list of changes, or the lines that contradict each other.
//!
//! The file says who belongs where from now on; what it does not say about the past stays as it was. Who is
//! not in it any more leaves with yesterday, and keeps the memberships of before. Importing a file twice
//! changes nothing the second time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use domain::people::{Membership, Person, Roster, Team};
use domain::{Day, Email, TeamSlug};

use super::teams_csv::{BadFile, BadLine, Row, TeamsCsv};

/// What happened to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Is on the roster from now on.
    Added {
        /// Who.
        email: Email,
        /// The team's title; `None` is no team.
        team: Option<String>,
    },
    /// Is in another team, or the dates have changed.
    Moved {
        /// Who.
        email: Email,
        /// The team of today before.
        before: Option<String>,
        /// The team of today after.
        after: Option<String>,
    },
    /// Leaves the roster with yesterday.
    Removed {
        /// Who.
        email: Email,
        /// The team until then.
        team: Option<String>,
    },
    /// Has another name.
    Renamed {
        /// Who.
        email: Email,
        /// The name now.
        name: String,
    },
}

/// Everything that a file changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// People, in the order of their addresses.
    pub people: Vec<Change>,
    /// Titles of new teams.
    pub teams_added: Vec<String>,
    /// Titles of teams that nobody was ever in, any more.
    pub teams_removed: Vec<String>,
    /// Titles of teams that have another parent.
    pub teams_moved: Vec<String>,
    /// People who stay as they are.
    pub unchanged: usize,
}

impl Diff {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
            && self.teams_added.is_empty()
            && self.teams_removed.is_empty()
            && self.teams_moved.is_empty()
    }

    /// How many people were added, moved and removed.
    pub fn counts(&self) -> (usize, usize, usize) {
        self.people.iter().fold((0, 0, 0), |(added, moved, removed), change| match change {
            Change::Added { .. } => (added + 1, moved, removed),
            Change::Moved { .. } => (added, moved + 1, removed),
            Change::Removed { .. } => (added, moved, removed + 1),
            Change::Renamed { .. } => (added, moved, removed),
        })
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let titled = |team: &Option<String>| team.clone().unwrap_or_else(|| "no team".to_owned());
        for title in &self.teams_added {
            writeln!(f, "+ team {title}")?;
        }
        for title in &self.teams_moved {
            writeln!(f, "~ team {title}: another parent")?;
        }
        for title in &self.teams_removed {
            writeln!(f, "- team {title}")?;
        }
        for change in &self.people {
            match change {
                Change::Added { email, team } => writeln!(f, "+ {email}: {}", titled(team))?,
                Change::Moved { email, before, after } if before == after => {
                    writeln!(f, "~ {email}: {}, other dates", titled(after))?;
                }
                Change::Moved { email, before, after } => {
                    writeln!(f, "~ {email}: {} -> {}", titled(before), titled(after))?;
                }
                Change::Removed { email, team } => writeln!(f, "- {email}: was in {}", titled(team))?,
                Change::Renamed { email, name } => writeln!(f, "~ {email}: is called {name}")?,
            }
        }
        let (added, moved, removed) = self.counts();
        write!(f, "{added} people added, {moved} moved, {removed} removed, {} unchanged", self.unchanged)
    }
}

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

/// Teams by title, those before and those of the file.
struct Teams {
    by_title: HashMap<String, Team>,
}

impl Teams {
    fn of(before: &Roster, file: &TeamsCsv, bad: &mut Vec<BadLine>) -> Self {
        let mut by_title: HashMap<String, Team> =
            before.teams.iter().map(|team| (team.title.clone(), team.clone())).collect();
        let mut taken: BTreeSet<TeamSlug> = before.teams.iter().map(|team| team.slug.clone()).collect();
        for title in file.rows.iter().flat_map(|row| row.team.iter().chain(&row.parent)) {
            if !by_title.contains_key(title) {
                let slug = TeamSlug::of_title(title).freed(|slug| taken.contains(slug));
                taken.insert(slug.clone());
                by_title.insert(title.clone(), Team { slug, title: title.clone(), parent: None });
            }
        }
        let mut teams = Self { by_title };
        if file.has_parents {
            teams.set_parents(file, bad);
        }
        teams
    }

    fn set_parents(&mut self, file: &TeamsCsv, bad: &mut Vec<BadLine>) {
        let mut said: BTreeMap<&str, (&str, u64)> = BTreeMap::new();
        for row in &file.rows {
            let (Some(team), Some(parent)) = (&row.team, &row.parent) else { continue };
            match said.get(team.as_str()) {
                Some((other, line)) if *other != parent => bad.push(BadLine {
                    line: row.line,
                    reason: format!("says that {team} is part of {parent}, line {line} says {other}"),
                }),
                Some(_) => {}
                None => {
                    said.insert(team, (parent, row.line));
                }
            }
        }
        for team in file.rows.iter().filter_map(|row| row.team.as_ref()) {
            let parent = said.get(team.as_str()).and_then(|(parent, _)| self.slug(parent));
            if let Some(team) = self.by_title.get_mut(team) {
                team.parent = parent;
            }
        }
        for (team, (parent, line)) in said {
            if self.is_above_itself(team) {
                let reason = format!("makes {team} a part of itself: {parent} is part of it already, or is it");
                bad.push(BadLine { line, reason });
            }
        }
    }

    fn slug(&self, title: &str) -> Option<TeamSlug> {
        self.by_title.get(title).map(|team| team.slug.clone())
    }

    fn is_above_itself(&self, title: &str) -> bool {
        let by_slug: HashMap<&TeamSlug, &Team> = self.by_title.values().map(|team| (&team.slug, team)).collect();
        let Some(start) = self.by_title.get(title) else { return false };
        let mut at = start;
        for _ in 0..=self.by_title.len() {
            match at.parent.as_ref().and_then(|parent| by_slug.get(parent)) {
                Some(parent) if parent.slug == start.slug => return true,
                Some(parent) => at = parent,
                None => return false,
            }
        }
        // A circle further up, which is told at its own line.
        false
    }

    /// Teams that somebody is or was in, and what they are part of; in the order of their titles.
    fn in_use(self, people: &[Person]) -> Vec<Team> {
        let mut used: BTreeSet<TeamSlug> = BTreeSet::new();
        used.extend(people.iter().flat_map(|person| &person.memberships).filter_map(|one| one.team.clone()));
        let by_slug: HashMap<&TeamSlug, &Team> = self.by_title.values().map(|team| (&team.slug, team)).collect();
        let mut above: Vec<TeamSlug> = used.iter().cloned().collect();
        while let Some(slug) = above.pop() {
            if let Some(parent) = by_slug.get(&slug).and_then(|team| team.parent.clone())
                && used.insert(parent.clone())
            {
                above.push(parent);
            }
        }
        let mut teams: Vec<Team> = self.by_title.into_values().filter(|team| used.contains(&team.slug)).collect();
        teams.sort_by(|a, b| (&a.title, &a.slug).cmp(&(&b.title, &b.slug)));
        teams
    }
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
        let from = row.from.or_else(|| implied_from(before, team.as_ref(), today));
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

/// Where a line without `from` begins: since always for someone new; as before for who stays; else today.
fn implied_from(before: &[Membership], team: Option<&TeamSlug>, today: Day) -> Option<Day> {
    if before.is_empty() {
        return None;
    }
    let stays = before.iter().find(|one| one.covers(today) && one.team.as_ref() == team);
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

fn diff(before: &Roster, after: &Roster, today: Day) -> Diff {
    let mut diff = Diff::default();
    let old: BTreeMap<&Email, &Person> = before.people.iter().map(|person| (&person.email, person)).collect();
    let new: BTreeMap<&Email, &Person> = after.people.iter().map(|person| (&person.email, person)).collect();
    let on = |roster: &Roster, person: &Person| {
        let slug = person.membership_on(today).and_then(|one| one.team.clone())?;
        roster.teams.iter().find(|team| team.slug == slug).map(|team| team.title.clone())
    };
    let is_on = |person: &Person| person.memberships.iter().any(|one| one.to.is_none_or(|to| to >= today));
    for email in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (old.get(*email).copied(), new.get(*email).copied());
        let (was_on, on_now) = (was.is_some_and(is_on), is.is_some_and(is_on));
        let team = |roster, person: Option<&Person>| person.and_then(|person| on(roster, person));
        let email = (*email).clone();
        if on_now && !was_on {
            diff.people.push(Change::Added { email, team: team(after, is) });
        } else if was_on && !on_now {
            diff.people.push(Change::Removed { email, team: team(before, was) });
        } else if was.map(|one| &one.memberships) != is.map(|one| &one.memberships) {
            diff.people.push(Change::Moved { email, before: team(before, was), after: team(after, is) });
        } else if let Some(name) =
            is.filter(|is| was.is_none_or(|was| was.name != is.name)).and_then(|is| is.name.clone())
        {
            diff.people.push(Change::Renamed { email, name });
        } else if on_now {
            diff.unchanged += 1;
        }
    }
    let teams = |roster: &Roster| -> BTreeMap<String, Option<TeamSlug>> {
        roster.teams.iter().map(|team| (team.title.clone(), team.parent.clone())).collect()
    };
    let (old, new) = (teams(before), teams(after));
    diff.teams_added = new.keys().filter(|title| !old.contains_key(*title)).cloned().collect();
    diff.teams_removed = old.keys().filter(|title| !new.contains_key(*title)).cloned().collect();
    let moved = new.iter().filter(|(title, parent)| old.get(*title).is_some_and(|before| before != *parent));
    diff.teams_moved = moved.map(|(title, _)| title.clone()).collect();
    diff
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::super::teams_csv::parse;
    use super::*;

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
