//! Teams by their titles: which slug a title has, and what it is part of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::TeamSlug;
use domain::people::{Person, Roster, Team};

use super::teams_csv::{BadLine, TeamsCsv};

/// Teams by title, those before and those of the file.
pub(super) struct Teams {
    by_title: HashMap<String, Team>,
}

impl Teams {
    /// Teams before and teams of the file, with the parents that the file gives.
    pub(super) fn of(before: &Roster, file: &TeamsCsv, bad: &mut Vec<BadLine>) -> Self {
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

    /// The slug of a title.
    pub(super) fn slug(&self, title: &str) -> Option<TeamSlug> {
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
    pub(super) fn in_use(self, people: &[Person]) -> Vec<Team> {
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
