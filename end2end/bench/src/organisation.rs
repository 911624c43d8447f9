//! A large organisation over a year, made from a seed: who joins and lapses, who works on which day in which
//! clients and with which models, and what that costs. The same seed gives the same rows on any machine.
//!
//! The simulator's organisation is rich in oddities and small; this one is plain and large. It makes days
//! as the collector would hand them to the archive, and knows neither wire nor archive.

mod member;

use domain::fact::{DayRows, Spend, UsageRow, Work};
use domain::people::{Roster, Team};
use domain::{Credits, Dataset, DateRange, Day, TeamSlug};
use simulator::dice::{day_part, flip};

use self::member::Member;

/// Grows whenever these files make other rows than before, so that kept data is made anew.
pub const EDITION: u32 = 1;
/// Teams of every organisation, whatever its size.
pub const TEAMS: u32 = 200;

/// The last day, 31 December 2025: fixed, so that kept data does not age.
const LAST: i32 = 20_453;
const DAYS: u32 = 365;
/// Share of people whose row changes when a day is fetched again.
const REVISED: f64 = 0.2;
/// What chance is drawn for, beside what `member` draws.
const REVISION: u64 = 100;

/// The organisation.
#[derive(Clone, Debug)]
pub struct Organisation {
    seed: u64,
    members: Vec<Member>,
}

/// The year that is covered.
pub fn year() -> DateRange {
    DateRange::ending(Day::from_number(LAST), DAYS)
}

impl Organisation {
    /// An organisation of so many people.
    pub fn new(people: u32, seed: u64) -> anyhow::Result<Self> {
        let members = (0..people).map(|at| Member::new(seed, at)).collect::<anyhow::Result<_>>()?;
        Ok(Self { seed, members })
    }

    /// Everybody and every team.
    pub fn roster(&self) -> Roster {
        let team = |at: u32| Team { slug: slug(at), title: format!("Team {at:03}"), parent: None };
        Roster { teams: (0..TEAMS).map(team).collect(), people: self.members.iter().map(Member::person).collect() }
    }

    /// A whole day of a dataset.
    pub fn day(&self, dataset: Dataset, day: Day) -> DayRows {
        let rows = || self.working(day).map(|(at, member)| member.usage(self.seed, at, day));
        match dataset {
            Dataset::Usage => DayRows::Usage(rows().collect()),
            Dataset::UsageWorkspace => DayRows::Usage(vec![whole_workspace(day, rows())]),
            Dataset::CodeReviews => {
                let reviews = self.working(day).filter_map(|(at, member)| member.reviews(self.seed, at, day));
                DayRows::Reviews(reviews.collect())
            }
            Dataset::CodeReviewResponses => {
                let responses = self.working(day).filter_map(|(at, member)| member.responses(self.seed, at, day));
                DayRows::ReviewResponses(responses.collect())
            }
        }
    }

    /// The day's `usage` as it may look when it is fetched again: a fifth of the people did a little more.
    pub fn revised(&self, day: Day) -> DayRows {
        let rows = self.working(day).map(|(at, member)| {
            let mut row = member.usage(self.seed, at, day);
            if flip(self.seed, &[REVISION, at, day_part(day)]) < REVISED {
                let more = Credits::from_micros(250_000);
                row.totals.turns += 1;
                row.totals.spend.credits += more;
                for part in row.clients.iter_mut().take(1) {
                    part.work.turns += 1;
                    part.work.spend.credits += more;
                }
                for part in row.models.iter_mut().take(1) {
                    part.spend.credits += more;
                }
            }
            row
        });
        DayRows::Usage(rows.collect())
    }

    fn working(&self, day: Day) -> impl Iterator<Item = (u64, &Member)> {
        (0u64..).zip(&self.members).filter(move |(at, member)| member.works(self.seed, *at, day))
    }
}

/// The slug of a team by its place.
fn slug(team: u32) -> TeamSlug {
    TeamSlug::new(format!("team-{team:03}"))
}

/// The one row of the whole workspace.
fn whole_workspace(day: Day, rows: impl Iterator<Item = UsageRow>) -> UsageRow {
    let (mut threads, mut turns, mut micros) = (0, 0, 0);
    for row in rows {
        threads += row.totals.threads;
        turns += row.totals.turns;
        micros += row.totals.spend.credits.micros();
    }
    UsageRow {
        day,
        user_id: None,
        email: None,
        totals: Work { threads, turns, spend: Spend { credits: Credits::from_micros(micros), ..Spend::default() } },
        clients: Vec::new(),
        models: Vec::new(),
        attribution: None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn usage(organisation: &Organisation, day: Day) -> Vec<UsageRow> {
        match organisation.day(Dataset::Usage, day) {
            DayRows::Usage(rows) => rows,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn the_year_is_2025() {
        assert_eq!(
            (year().from().to_string().as_str(), year().to().to_string().as_str()),
            ("2025-01-01", "2025-12-31")
        );
    }

    #[test]
    fn a_seed_makes_the_same_days_and_another_seed_others() {
        let day = year().to().plus(-30);
        let made = |seed| Organisation::new(300, seed).unwrap().day(Dataset::Usage, day);
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
    }

    #[test]
    fn parts_make_the_whole_to_the_last_micro_credit() {
        let organisation = Organisation::new(400, 1).unwrap();
        let rows = usage(&organisation, year().to().plus(-15));
        assert!(rows.len() > 50, "{}", rows.len());
        for row in &rows {
            let credits = row.totals.spend.credits.micros();
            assert_eq!(row.clients.iter().map(|part| part.work.spend.credits.micros()).sum::<i64>(), credits);
            assert_eq!(row.models.iter().map(|part| part.spend.credits.micros()).sum::<i64>(), credits);
        }
        assert!(rows.iter().any(|row| row.clients.len() > 1) && rows.iter().any(|row| row.models.len() > 1));
    }

    #[test]
    fn people_join_lapse_and_rest_at_weekends() {
        let organisation = Organisation::new(1_000, 1).unwrap();
        let on = |number: i32| usage(&organisation, Day::from_number(number)).len();
        // A Wednesday in January, one in November, and the Sunday after it.
        let (early, late, sunday) = (on(20_103), on(20_404), on(20_408));
        assert!(early * 3 / 2 < late, "{early} {late}");
        assert!(sunday * 4 < late, "{sunday} {late}");
    }
}
