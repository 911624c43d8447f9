//! The oracle's definitions: the figure of one line over one bucket, metric by metric.

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::DayRows;
use domain::view::Number;
use domain::{ClientId, Credits, Dataset, Day, DayState, Metric, Unit, Usd};

use crate::truth::{Activity, Bucket, Line, Pick, Truth};

/// What a metric is worth, before states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Worth {
    Is(Number),
    Unavailable,
    TooFew,
}
use Worth::{Is, TooFew, Unavailable};

pub fn dataset(metric: Metric) -> Dataset {
    match metric.name() {
        "reviews" | "comments_per_review" | "high_severity_density" => Dataset::CodeReviews,
        name if name.starts_with("review_comments") => Dataset::CodeReviews,
        name if name.starts_with("review_") => Dataset::CodeReviewResponses,
        _ => Dataset::Usage,
    }
}

fn share(over: f64, under: f64) -> Worth {
    if under == 0.0 { Unavailable } else { Is(Number::Ratio(over / under)) }
}

fn count(n: usize) -> Worth {
    Is(Number::Count(i64::try_from(n).unwrap()))
}

fn per(over: i64, under: i64) -> Worth {
    // Half-even by exact comparison of the remainder with its complement.
    let (floor, rest) = (over.div_euclid(under.max(1)), over.rem_euclid(under.max(1)));
    let up = match (rest * 2).cmp(&under) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => floor % 2,
    };
    if under == 0 { Unavailable } else { Is(Number::Credits(Credits::from_micros(floor + up))) }
}

impl Truth<'_> {
    fn known_days(&self, days: &[Day]) -> Vec<Day> {
        days.iter().copied().filter(|day| *day <= self.org.today).collect()
    }

    pub fn end(&self, bucket: &Bucket) -> Day {
        bucket.days.last().copied().unwrap().min(self.org.today)
    }

    pub fn window(&self, bucket: &Bucket, len: i64) -> Vec<Day> {
        let end = self.end(bucket);
        (0..len).map(|back| end.plus(back + 1 - len)).collect()
    }

    /// People active in these days, who count in the pick by the team of their last active day.
    fn active(&self, activity: &Activity, pick: &Pick, days: &[Day]) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for (person, active) in activity {
            let last = active.iter().filter(|day| days.contains(day)).max();
            if last.is_some_and(|last| self.in_team(pick, Some(*person), *last)) {
                found.insert(*person);
            }
        }
        found
    }

    /// The lines of rows in these days, with their day and person.
    pub fn facts(&self, pick: &Pick, days: &[Day]) -> Vec<(Option<usize>, Line)> {
        let mut lines = Vec::new();
        for (connection, day, person, row) in &self.rows {
            if days.contains(day)
                && *day <= self.org.today
                && pick.connection.is_none_or(|only| only == *connection)
                && self.in_team(pick, *person, *day)
            {
                lines.extend(Self::parts(pick, row).into_iter().map(|line| (*person, line)));
            }
        }
        lines
    }

    pub fn worth(&self, metric: Metric, pick: &Pick, bucket: &Bucket) -> Worth {
        use Metric as M;
        let activity = || self.active_days(pick);
        match metric {
            M::ActivePeople => count(self.active(&activity(), pick, &self.known_days(&bucket.days)).len()),
            M::Dau => count(self.active(&activity(), pick, &self.window(bucket, 1)).len()),
            M::Wau => count(self.active(&activity(), pick, &self.window(bucket, 7)).len()),
            M::Mau => count(self.active(&activity(), pick, &self.window(bucket, 28)).len()),
            M::AdoptionRate | M::NeverPeople | M::DormantPeople => self.rostered(metric, &activity(), pick, bucket),
            M::PowerPeople | M::RegularPeople | M::LightPeople => self.band(metric, &activity(), pick, bucket),
            M::NewPeople | M::RetainedPeople | M::ResurrectedPeople | M::LapsedPeople => {
                self.flow(metric, &activity(), pick, bucket)
            }
            M::MultiClientPeople => {
                let days = self.known_days(&bucket.days);
                let uses = |client: &ClientId, person: &usize| {
                    let only = Pick { clients: Some(BTreeSet::from([client.clone()])), ..pick.clone() };
                    self.active_days(&only)
                        .get(person)
                        .is_some_and(|active| days.iter().any(|day| active.contains(day)))
                };
                let clients: BTreeSet<&ClientId> =
                    self.rows.iter().flat_map(|(.., row)| row.clients.iter().map(|part| &part.client)).collect();
                let several = |person: &usize| clients.iter().filter(|client| uses(client, person)).count() >= 2;
                count(self.active(&activity(), pick, &days).into_iter().filter(several).count())
            }
            M::Stickiness => self.stickiness(&activity(), pick, bucket),
            M::CreditsPerActive => {
                let active = self.active(&activity(), pick, &self.known_days(&bucket.days)).len();
                let credits = self.facts(pick, &bucket.days).iter().map(|(_, line)| line.spend.credits.micros()).sum();
                per(credits, i64::try_from(active).unwrap())
            }
            M::CreditsPerActiveMedian | M::CreditsPerActiveP90 | M::HalfCreditsShare | M::Top10Share => {
                self.spread(metric, pick, bucket)
            }
            _ if dataset(metric) == Dataset::Usage => Self::sum(metric, &self.facts(pick, &bucket.days)),
            _ => self.reviews(metric, pick, bucket),
        }
    }

    fn rostered(&self, metric: Metric, activity: &Activity, pick: &Pick, bucket: &Bucket) -> Worth {
        let window = self.window(bucket, 28);
        let (first, end) = (window[0], self.end(bucket));
        let (mut roster, mut active, mut never, mut dormant) = (0usize, 0, 0, 0);
        for person in 0..self.people.len() {
            let (_, on_roster) = self.team(person, end);
            if !on_roster || !self.in_team(pick, Some(person), end) {
                continue;
            }
            let days: Vec<Day> =
                activity.get(&person).into_iter().flatten().copied().filter(|day| *day <= end).collect();
            let inside = days.iter().any(|day| *day >= first);
            roster += 1;
            active += usize::from(inside);
            never += usize::from(days.is_empty());
            dormant += usize::from(!inside && !days.is_empty());
        }
        #[expect(clippy::cast_precision_loss, reason = "small")]
        match metric {
            Metric::AdoptionRate => share(active as f64, roster as f64),
            _ if self.org.roster.people.is_empty() => Unavailable,
            Metric::NeverPeople => count(never),
            _ => count(dormant),
        }
    }

    fn band(&self, metric: Metric, activity: &Activity, pick: &Pick, bucket: &Bucket) -> Worth {
        let window = self.window(bucket, 28);
        let end = self.end(bucket);
        let rostered = |person: &usize| self.team(*person, end).1 && self.in_team(pick, Some(*person), end);
        let everybody: BTreeSet<usize> = if self.org.roster.people.is_empty() {
            self.active(activity, pick, &window)
        } else {
            let was =
                |person: &usize| activity.get(person).is_some_and(|days| window.iter().any(|day| days.contains(day)));
            (0..self.people.len()).filter(rostered).filter(was).collect()
        };
        let people = everybody.into_iter().filter(|person| {
            let weekdays = activity[person].iter().filter(|day| window.contains(day) && day.is_weekday()).count();
            let percent = weekdays * 100 / 20;
            match metric {
                Metric::PowerPeople => percent > 50,
                Metric::RegularPeople => (10..=50).contains(&percent),
                _ => percent < 10,
            }
        });
        count(people.count())
    }

    fn flow(&self, metric: Metric, activity: &Activity, pick: &Pick, bucket: &Bucket) -> Worth {
        let here = self.known_days(&bucket.days);
        let end = self.end(bucket);
        // The bucket with the days that the range cuts off in front of it.
        let mut so_far = Vec::new();
        let mut day = bucket.start;
        while day <= end {
            so_far.push(day);
            day = day.next();
        }
        let was = |person: &usize, days: &[Day]| activity[person].iter().any(|day| days.contains(day));
        let active = self.active(activity, pick, &here);
        let kept = |test: &dyn Fn(&usize) -> bool| count(active.iter().filter(|person| test(person)).count());
        let earlier = |person: &usize| activity[person].iter().any(|day| *day < bucket.start);
        match metric {
            Metric::NewPeople => kept(&|person| !earlier(person)),
            Metric::RetainedPeople => kept(&|person| was(person, &bucket.before)),
            Metric::ResurrectedPeople => kept(&|person| earlier(person) && !was(person, &bucket.before)),
            _ => {
                let before = self.active(activity, pick, &bucket.before);
                count(before.iter().filter(|person| !was(person, &so_far)).count())
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "small")]
    fn stickiness(&self, activity: &Activity, pick: &Pick, bucket: &Bucket) -> Worth {
        let mut weeks: BTreeMap<Day, Vec<Day>> = BTreeMap::new();
        for day in self.known_days(&bucket.days) {
            weeks.entry(day.week_start()).or_default().push(day);
        }
        if weeks.values().any(|days| days.len() == 7) {
            weeks.retain(|_, days| days.len() == 7);
        }
        let (mut daily, mut weekly) = (0.0, 0);
        for days in weeks.values() {
            let known: Vec<&Day> =
                days.iter().filter(|day| day.is_weekday() && self.knows(Dataset::Usage, pick, **day)).collect();
            if known.is_empty() {
                continue;
            }
            let people: usize = known.iter().map(|day| self.active(activity, pick, &[**day]).len()).sum();
            daily += people as f64 / known.len() as f64;
            weekly += self.active(activity, pick, days).len();
        }
        share(daily, weekly as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "small")]
    fn spread(&self, metric: Metric, pick: &Pick, bucket: &Bucket) -> Worth {
        let days = self.known_days(&bucket.days);
        let everywhere = Pick { teams: None, ..pick.clone() };
        let facts = self.facts(&everywhere, &days);
        let of = |person: usize| -> i64 {
            facts.iter().filter(|(of, _)| *of == Some(person)).map(|(_, line)| line.spend.credits.micros()).sum()
        };
        let mut values: Vec<i64> = self.active(&self.active_days(pick), pick, &days).into_iter().map(of).collect();
        values.sort_unstable();
        values.reverse();
        if values.is_empty() {
            return Unavailable;
        }
        let n = values.len();
        // Nearest rank: the least value that at least this share of people do not exceed.
        let rank = |percent: usize| {
            let enough = |value: &&i64| values.iter().filter(|other| other <= value).count() * 100 >= percent * n;
            Is(Number::Credits(Credits::from_micros(*values.iter().filter(enough).min().unwrap())))
        };
        let total: i64 = values.iter().sum();
        match metric {
            Metric::CreditsPerActiveMedian => rank(50),
            Metric::CreditsPerActiveP90 => rank(90),
            _ if total == 0 => Unavailable,
            Metric::HalfCreditsShare => {
                let few = (1..=n).find(|few| values[..*few].iter().sum::<i64>() * 2 >= total).unwrap();
                share(few as f64, n as f64)
            }
            _ => {
                let top = (1..=n).find(|top| top * 10 >= n).unwrap();
                share(values[..top].iter().sum::<i64>() as f64, total as f64)
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "small")]
    fn sum(metric: Metric, facts: &[(Option<usize>, Line)]) -> Worth {
        use Metric as M;
        let credits: i64 = facts.iter().map(|(_, line)| line.spend.credits.micros()).sum();
        let threads: u64 = facts.iter().map(|(_, line)| line.threads).sum();
        let turns: u64 = facts.iter().map(|(_, line)| line.turns).sum();
        let of = |field: &dyn Fn(&Line) -> Option<i64>| {
            let found: Vec<i64> = facts.iter().filter_map(|(_, line)| field(line)).collect();
            (facts.is_empty() || !found.is_empty()).then(|| found.iter().sum::<i64>())
        };
        let number = |sum: Option<i64>| match metric.unit() {
            Unit::Usd => sum.map_or(Unavailable, |micros| Is(Number::Usd(Usd::from_micros(micros)))),
            _ => sum.map_or(Unavailable, |sum| Is(Number::Count(sum))),
        };
        let signed = |tokens: u64| i64::try_from(tokens).unwrap();
        let uncached = |line: &Line| line.spend.uncached_input_tokens.map(signed);
        let cached = |line: &Line| line.spend.cached_input_tokens.map(signed);
        let output = |line: &Line| line.spend.output_tokens.map(signed);
        match metric {
            M::Threads => number(Some(signed(threads))),
            M::Turns => number(Some(signed(turns))),
            M::Credits => Is(Number::Credits(Credits::from_micros(credits))),
            M::Depth => share(turns as f64, threads as f64),
            M::CreditsPerTurn => per(credits, signed(turns)),
            M::EstimatedCostUsd => number(of(&|line| line.spend.estimated_cost_usd.map(Usd::micros))),
            M::UncachedInputTokens => number(of(&uncached)),
            M::CachedInputTokens => number(of(&cached)),
            M::OutputTokens => number(of(&output)),
            M::CachedRatio => {
                let over = of(&|line| cached(line).filter(|_| uncached(line).is_some()));
                let under = of(&|line| Some(cached(line)? + uncached(line)?));
                over.zip(under).map_or(Unavailable, |(over, under)| share(over as f64, under as f64))
            }
            M::OutputShare => {
                let all = |line: &Line| Some(cached(line)? + uncached(line)? + output(line)?);
                let over = of(&|line| output(line).filter(|_| all(line).is_some()));
                over.zip(of(&all)).map_or(Unavailable, |(over, under)| share(over as f64, under as f64))
            }
            other => panic!("{other} is no sum"),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "small")]
    fn reviews(&self, metric: Metric, pick: &Pick, bucket: &Bucket) -> Worth {
        use Metric as M;
        let mut sum: BTreeMap<&str, u64> = BTreeMap::new();
        let (mut named, mut nameless, mut odd) = (0, 0, false);
        for ((connection, dataset, day), (state, rows)) in &self.org.days {
            let inside = bucket.days.contains(day) && *day <= self.org.today && *state != DayState::Gap;
            if !inside || *dataset != self::dataset(metric) || pick.connection.is_some_and(|only| only != *connection) {
                continue;
            }
            let mut add = |user, email, counts: &[(&'static str, u64)]| {
                let person = self.person(*connection, user, email);
                named += u32::from(person.is_some());
                nameless += u32::from(person.is_none());
                let mine = match person {
                    None if pick.nameless => !pick.mapped.contains(connection),
                    None if self.owns(pick, *connection) => true,
                    person => self.in_team(pick, person, *day),
                };
                if mine {
                    for (name, n) in counts {
                        *sum.entry(name).or_default() += n;
                    }
                    let rated = match metric {
                        M::ReviewReplyRate => "replied",
                        M::ReviewReactionRate => "reacted",
                        _ => "engaged",
                    };
                    odd |= counts.iter().any(|(name, n)| *name == rated && *n > counts[0].1);
                }
            };
            match rows {
                DayRows::Usage(_) => {}
                DayRows::Reviews(rows) => rows.iter().for_each(|row| {
                    let counts = [
                        ("comments", row.comments),
                        ("reviews", row.reviews),
                        ("p0", row.p0),
                        ("p1", row.p1),
                        ("p2", row.p2),
                    ];
                    add(row.user_id.as_ref(), row.email.as_ref(), &counts);
                }),
                DayRows::ReviewResponses(rows) => rows.iter().for_each(|row| {
                    let counts = [
                        ("comments", row.comments),
                        ("engaged", row.engaged),
                        ("replied", row.replied),
                        ("reacted", row.reacted),
                        ("replies", row.replies),
                        ("up", row.upvotes),
                        ("down", row.downvotes),
                    ];
                    add(row.user_id.as_ref(), row.email.as_ref(), &counts);
                }),
            }
        }
        let owned = Self::connections(pick).into_iter().any(|connection| self.owns(pick, connection));
        if pick.teams.is_some() && !pick.nameless && nameless > 0 && named == 0 && !owned {
            return Unavailable;
        }
        let get = |name: &str| sum.get(name).copied().unwrap_or(0);
        let whole = |n: u64| Is(Number::Count(i64::try_from(n).unwrap()));
        let from_30 = |over: u64, under: u64| match under {
            0 => Unavailable,
            1..30 => TooFew,
            _ => share(over as f64, under as f64),
        };
        match metric {
            M::Reviews => whole(get("reviews")),
            M::ReviewComments | M::ReviewResponsesComments => whole(get("comments")),
            M::ReviewCommentsP0 => whole(get("p0")),
            M::ReviewCommentsP1 => whole(get("p1")),
            M::ReviewCommentsP2 => whole(get("p2")),
            M::CommentsPerReview => share(get("comments") as f64, get("reviews") as f64),
            M::HighSeverityDensity => share((get("p0") + get("p1")) as f64, get("reviews") as f64),
            M::ReviewEngaged => whole(get("engaged")),
            M::ReviewReplies => whole(get("replies")),
            M::ReviewUpvotes => whole(get("up")),
            M::ReviewDownvotes => whole(get("down")),
            M::ReviewEngagementRate | M::ReviewReplyRate | M::ReviewReactionRate if odd => Unavailable,
            M::ReviewEngagementRate => from_30(get("engaged"), get("comments")),
            M::ReviewReplyRate => from_30(get("replied"), get("comments")),
            M::ReviewReactionRate => from_30(get("reacted"), get("comments")),
            M::ReviewPositiveShare => from_30(get("up"), get("up") + get("down")),
            other => panic!("{other} is not about reviews"),
        }
    }
}
