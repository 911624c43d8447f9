//! A large organisation over a year, made from a seed: who joins and lapses, who works on which day in which
//! clients and with which models, and what that costs. The same seed gives the same rows on any machine.
//!
//! The simulator's organisation is rich in oddities and small; this one is plain and large. It makes days
//! as the collector would hand them to the archive, and knows neither wire nor archive.

use domain::fact::{
    ClientUsage, CodeAttribution, DayRows, ModelKey, ModelUsage, ReviewResponseRow, ReviewRow, Spend, UsageRow, Work,
};
use domain::people::{Membership, Person, Roster, Team};
use domain::{ClientId, Credits, Dataset, DateRange, Day, Email, TeamSlug, Usd, UserId};
use simulator::dice::{Dice, count, day_part, flip, real, signed, whole};

/// Grows whenever this file makes other rows than before, so that kept data is made anew.
pub const EDITION: u32 = 1;
/// Teams of every organisation, whatever its size.
pub const TEAMS: u32 = 200;

/// The last day, 31 December 2025: fixed, so that kept data does not age.
const LAST: i32 = 20_453;
const DAYS: u32 = 365;
const CLIENTS: [&str; 4] = ["CODEX_CLI", "CODEX_IDE_VSCODE", "CODEX_WEB", "CODEX_DESKTOP_APP"];
const MODELS: [(&str, Option<&str>); 6] = [
    ("gpt-5.5", Some("standard")),
    ("gpt-5.5", Some("fast")),
    ("gpt-5.4", Some("standard")),
    ("gpt-5.4", Some("fast")),
    ("gpt-5.4-mini", None),
    ("gpt-5.3-codex", None),
];

const MEMBER: u64 = 1;
const ACTIVE: u64 = 2;
const USAGE: u64 = 3;
const REVIEWS: u64 = 4;
const REVISED: u64 = 5;

/// The organisation.
#[derive(Clone, Debug)]
pub struct Organisation {
    seed: u64,
    members: Vec<Member>,
}

/// Someone in it.
#[derive(Clone, Debug)]
struct Member {
    user: UserId,
    email: Email,
    /// Teams with the first day in each; none for people in no team.
    teams: Vec<(Option<Day>, u32)>,
    /// From the first day of use to the last.
    days: (Day, Day),
    /// A stretch of weeks without use.
    pause: (Day, Day),
    /// Share of weekdays with use.
    rhythm: f64,
    /// Turns on a usual day: a few people take very many.
    turns: f64,
    /// Credits of a turn.
    price: f64,
    /// The place of the client that is always used.
    favourite: usize,
    /// How likely each other client is used besides.
    others: f64,
    /// The place of the model that is always used.
    model: usize,
    /// Reviews on a day of work.
    reviews: f64,
    /// Whether rows carry lines and commits.
    attributed: bool,
}

/// The year that is covered.
pub fn year() -> DateRange {
    DateRange::ending(Day::from_number(LAST), DAYS)
}

impl Organisation {
    /// An organisation of so many people.
    pub fn new(people: u32, seed: u64) -> anyhow::Result<Self> {
        let members = (0..people).map(|at| member(seed, at)).collect::<anyhow::Result<_>>()?;
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
            if flip(self.seed, &[REVISED, at, day_part(day)]) < 0.2 {
                let more = Credits::from_micros(250_000);
                row.totals.turns += 1;
                row.totals.spend.credits = row.totals.spend.credits + more;
                for part in row.clients.iter_mut().take(1) {
                    part.work.turns += 1;
                    part.work.spend.credits = part.work.spend.credits + more;
                }
                for part in row.models.iter_mut().take(1) {
                    part.spend.credits = part.spend.credits + more;
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

fn member(seed: u64, at: u32) -> anyhow::Result<Member> {
    let mut dice = Dice::new(seed, &[MEMBER, u64::from(at)]);
    let (first, last) = (year().from(), year().to());
    let after = |dice: &mut Dice, most: u64| first.plus(count(dice.below(most)));
    // Half of them are there from the beginning, the others join in the months after it.
    let joins = if dice.chance(0.5) { first } else { after(&mut dice, 240) };
    let leaves = if dice.chance(0.15) { after(&mut dice, 365).max(joins) } else { last };
    let away = after(&mut dice, 350);
    Ok(Member {
        user: UserId::new(format!("user-{at:06}")),
        email: format!("person{at:06}@example.com").parse()?,
        teams: teams(&mut dice, first),
        days: (joins, leaves),
        pause: (away, away.plus(7 * count(1 + dice.below(4)))),
        rhythm: 0.25 + 0.7 * dice.unit().sqrt(),
        turns: (6.0 * dice.pareto(1.5)).min(400.0),
        price: 0.3 * dice.log_normal(0.6),
        favourite: dice.weighted(&[0.45, 0.3, 0.15, 0.1]),
        others: if dice.chance(0.5) { 0.3 } else { 0.05 },
        model: dice.weighted(&[0.35, 0.1, 0.3, 0.05, 0.12, 0.08]),
        reviews: if dice.chance(0.3) { dice.between(0.2, 1.5) } else { 0.0 },
        attributed: dice.chance(0.4),
    })
}

/// One team for most people, two for one in ten who moves, none for one in fifty. Team sizes differ.
fn teams(dice: &mut Dice, first: Day) -> Vec<(Option<Day>, u32)> {
    let drawn = |dice: &mut Dice| {
        let place = real(i64::from(TEAMS)) * dice.unit().powf(1.6);
        u32::try_from(whole(place.floor())).unwrap_or(0).min(TEAMS - 1)
    };
    if dice.chance(0.02) {
        return Vec::new();
    }
    let team = drawn(dice);
    let mut teams = vec![(None, team)];
    if dice.chance(0.1) {
        let (day, next) = (first.plus(20 + count(dice.below(320))), drawn(dice));
        if next != team {
            teams.push((Some(day), next));
        }
    }
    teams
}

impl Member {
    fn person(&self) -> Person {
        let ends = self.teams.iter().skip(1).map(|(from, _)| from.map(Day::previous)).chain([None]);
        let stay = |((from, team), to): (&(Option<Day>, u32), Option<Day>)| Membership {
            team: Some(slug(*team)),
            from: *from,
            to,
        };
        let mut memberships: Vec<Membership> = self.teams.iter().zip(ends).map(stay).collect();
        if memberships.is_empty() {
            memberships.push(Membership { team: None, from: None, to: None });
        }
        Person { email: self.email.clone(), name: None, memberships }
    }

    fn works(&self, seed: u64, at: u64, day: Day) -> bool {
        let there = (self.days.0..=self.days.1).contains(&day) && !(self.pause.0..=self.pause.1).contains(&day);
        let often = if day.is_weekday() { self.rhythm } else { self.rhythm * 0.12 };
        there && flip(seed, &[ACTIVE, at, day_part(day)]) < often
    }

    fn usage(&self, seed: u64, at: u64, day: Day) -> UsageRow {
        let mut dice = Dice::new(seed, &[USAGE, at, day_part(day)]);
        let tokens_of = dice.chance(0.9).then(|| (dice.between(20_000.0, 60_000.0), dice.between(0.3, 0.9)));
        // A few rows cost something without a turn: work that ran on from the day before.
        let idle = dice.chance(0.004);
        let mut clients = Vec::with_capacity(2);
        for (place, name) in CLIENTS.iter().enumerate() {
            if place == self.favourite || dice.chance(self.others) {
                let turns = whole(self.turns * dice.log_normal(0.6)).max(1);
                let credits = (real(count(turns)) * self.price * dice.log_normal(0.3)).clamp(0.000_001, 2_000.0);
                let (threads, turns) = if idle { (0, 0) } else { (1 + turns / 6, turns) };
                let work = Work { threads, turns, spend: spend(signed(credits * 1e6), tokens_of) };
                clients.push(ClientUsage { client: ClientId::new(*name), work });
            }
        }
        let micros = clients.iter().map(|part| part.work.spend.credits.micros()).sum();
        UsageRow {
            day,
            user_id: Some(self.user.clone()),
            email: Some(self.email.clone()),
            totals: Work {
                threads: clients.iter().map(|part| part.work.threads).sum(),
                turns: clients.iter().map(|part| part.work.turns).sum(),
                spend: spend(micros, tokens_of),
            },
            models: self.models(&mut dice, micros, tokens_of),
            attribution: self.attributed.then(|| attribution(&mut dice, &clients)),
            clients,
        }
    }

    /// The models that the credits went to: always the person's own, and on most days another one or two.
    fn models(&self, dice: &mut Dice, micros: i64, tokens_of: Option<(f64, f64)>) -> Vec<ModelUsage> {
        let mut places = vec![self.model];
        for chance in [0.5, 0.25] {
            let other = dice.weighted(&[1.0; MODELS.len()]);
            if dice.chance(chance) && !places.contains(&other) {
                places.push(other);
            }
        }
        let mut left = micros;
        let mut models = Vec::with_capacity(places.len());
        for (nth, place) in places.iter().enumerate().rev() {
            let part = if nth == 0 { left } else { left / 4 };
            left -= part;
            let (model, speed) = MODELS.get(*place).copied().unwrap_or(("gpt-5.5", None));
            let key = ModelKey { model: model.to_owned(), speed: speed.map(str::to_owned) };
            models.push(ModelUsage { key, spend: spend(part, tokens_of) });
        }
        models
    }

    fn reviews(&self, seed: u64, at: u64, day: Day) -> Option<ReviewRow> {
        let mut dice = Dice::new(seed, &[REVIEWS, at, day_part(day)]);
        let reviews = whole(self.reviews * dice.log_normal(0.5));
        let comments = reviews * (1 + dice.below(4));
        let (p0, p1) = (dice.below(comments / 8 + 1), dice.below(comments / 4 + 1));
        (reviews > 0).then(|| ReviewRow {
            day,
            user_id: Some(self.user.clone()),
            email: Some(self.email.clone()),
            reviews,
            comments,
            p0,
            p1,
            p2: dice.below((comments - p0 - p1) / 2 + 1),
        })
    }

    fn responses(&self, seed: u64, at: u64, day: Day) -> Option<ReviewResponseRow> {
        let made = self.reviews(seed, at, day)?;
        let mut dice = Dice::new(seed, &[REVIEWS, at, day_part(day), 1]);
        let (replied, upvoted) = (dice.below(made.comments / 2 + 1), dice.below(made.comments / 2 + 1));
        let downvoted = dice.below(upvoted / 2 + 1);
        Some(ReviewResponseRow {
            day,
            user_id: made.user_id,
            email: made.email,
            reviews: made.reviews,
            comments: made.comments,
            replies: replied,
            reactions: upvoted + downvoted,
            engaged: replied.max(upvoted),
            reacted: upvoted,
            upvoted,
            downvoted,
            reacted_other: 0,
            replied,
            upvotes: upvoted,
            downvotes: downvoted,
            other_reactions: 0,
        })
    }
}

/// What goes with credits, given tokens of a credit and the share of them that a cache had.
fn spend(micros: i64, tokens_of: Option<(f64, f64)>) -> Spend {
    let credits = real(micros) / 1e6;
    let tokens = |share: f64| tokens_of.map(|(of_credit, _)| whole(credits * of_credit * share));
    let cached = tokens_of.map_or(0.0, |(_, cached)| cached);
    let parts = [tokens(0.97 * (1.0 - cached)), tokens(0.97 * cached), tokens(0.03)];
    let [uncached_input_tokens, cached_input_tokens, output_tokens] = parts;
    Spend {
        credits: Credits::from_micros(micros),
        estimated_cost_usd: Some(Usd::from_micros(micros / 25)),
        cost_usd: None,
        uncached_input_tokens,
        cached_input_tokens,
        output_tokens,
        total_tokens: tokens_of.map(|_| parts.iter().flatten().sum()),
    }
}

fn attribution(dice: &mut Dice, clients: &[ClientUsage]) -> CodeAttribution {
    let turns: u64 = clients.iter().map(|part| part.work.turns).sum();
    let added = turns * (1 + dice.below(20));
    let committed = added / 2;
    CodeAttribution {
        lines_added: added,
        lines_removed: Some(added / 3),
        lines_committed: Some(committed),
        lines_committed_total: Some(committed * 2),
        commits_with_codex: Some(1),
        commits_total: Some(2),
    }
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
        totals: Work { threads, turns, spend: spend(micros, None) },
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
