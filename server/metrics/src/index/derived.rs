//! What follows from rows and roster together: people, their activity, roll-ups. Made when first asked
//! for, shared by every snapshot of the same version, and taken over from the version before where
//! nothing that it depends on has changed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use domain::people::Roster;
use domain::{ConnectionId, Dataset, Day};

use super::attributed::AttributedSums;
use super::codes::NOBODY;
use super::column::{ReviewColumn, ReviewCounts, UsageColumn};
use super::headcounts::Headcounts;
use super::leaps::{self, Leaps};
use super::matrix::Matrix;
use super::people::People;
use super::rollup::Rollup;
use super::spreads::KeptSpreads;
use super::sums::KeptSums;
use super::tables::Tables;
use super::worked::Worked;
use super::{Facet, Index};
use crate::layout::Part;

/// A day's rows and, once asked for, their sums.
#[derive(Debug)]
pub(crate) struct Rolled {
    pub(crate) column: Arc<UsageColumn>,
    rollup: OnceLock<Rollup>,
    /// Lines and commits by team; empty where no row has any.
    attributed: OnceLock<Vec<(u32, AttributedSums)>>,
}

/// A day's rows about reviews and, once asked for, their sums.
#[derive(Debug)]
struct RolledReviews {
    column: Arc<ReviewColumn>,
    /// By team, those of rows that name nobody included.
    sums: OnceLock<Vec<(u32, ReviewCounts)>>,
}

/// Activity that is shared, or was made for one question.
#[derive(Debug)]
pub(crate) enum Kept<'a> {
    Shared(&'a Matrix),
    Own(Matrix),
}

impl std::ops::Deref for Kept<'_> {
    type Target = Matrix;

    fn deref(&self) -> &Matrix {
        match self {
            Self::Shared(matrix) => matrix,
            Self::Own(matrix) => matrix,
        }
    }
}

/// Days with rows of `usage`.
type Days = BTreeMap<(ConnectionId, Day), Arc<Rolled>>;

/// Days with rows about reviews.
type Reviews = BTreeMap<(Dataset, ConnectionId, Day), Arc<RolledReviews>>;

/// What follows from rows and roster.
#[derive(Debug)]
pub(crate) struct Derived {
    roster: Arc<Roster>,
    /// In how many rows each actor stands: who stands in none is nobody.
    mentions: Arc<Vec<u32>>,
    pub(crate) people: Arc<People>,
    rolled: Days,
    reviews: Reviews,
    /// Credits by actor over whole weeks.
    pub(crate) worked: Worked,
    everything: OnceLock<Matrix>,
    /// By code.
    by_client: OnceLock<Vec<Matrix>>,
    teamless: OnceLock<bool>,
    /// People counted with each day.
    pub(crate) tables: Tables,
    /// People counted over stretches of days.
    pub(crate) headcounts: Headcounts,
    /// Sums over stretches of days.
    pub(crate) sums: KeptSums,
    /// How credits spread over people in stretches of days.
    pub(crate) spreads: KeptSpreads,
    /// Days on which teams stand out.
    pub(crate) leaps: Leaps,
}

impl Derived {
    /// Derives all from the index; `last` is what an earlier version of it had.
    pub(crate) fn of(index: &Index, last: Option<&Self>) -> Self {
        let people = last.and_then(|last| last.same_people(index)).unwrap_or_else(|| Arc::new(People::of(index)));
        let worked = Worked::of(index, last.map(|last| &last.worked));
        // A day's sums depend on its rows and on the teams of those in it, on that day, and on nothing else.
        let last = last.filter(|last| {
            Arc::ptr_eq(&last.roster, &index.roster)
                && (Arc::ptr_eq(&people, &last.people) || people.agrees_with(&last.people))
        });
        let same_people = last.filter(|last| Arc::ptr_eq(&people, &last.people) || people.are_still(&last.people));
        let mut rolled = BTreeMap::new();
        for (key, column) in index.usage_columns() {
            let kept = last.and_then(|last| last.rolled.get(&key)).filter(|kept| Arc::ptr_eq(&kept.column, column));
            let fresh = || {
                let column = Arc::clone(column);
                Arc::new(Rolled { column, rollup: OnceLock::new(), attributed: OnceLock::new() })
            };
            rolled.insert(key, kept.map_or_else(fresh, Arc::clone));
        }
        let reviews: Reviews = index
            .review_columns()
            .map(|(key, column)| {
                let kept =
                    last.and_then(|last| last.reviews.get(&key)).filter(|kept| Arc::ptr_eq(&kept.column, column));
                let fresh = || Arc::new(RolledReviews { column: Arc::clone(column), sums: OnceLock::new() });
                (key, kept.map_or_else(fresh, Arc::clone))
            })
            .collect();
        let changed = |last: &Self| first_change(&last.rolled, &rolled, |(_, day)| *day);
        let counted = same_people.map(|last| {
            let changed = changed(last);
            let headcounts = last.headcounts.carried(|(.., of)| of.last_day() < changed);
            (last.tables.carried(changed), headcounts, last.spreads.carried(changed))
        });
        let (tables, headcounts, spreads) = counted.unwrap_or_default();
        let sums =
            last.map(|last| last.sums.carried(changed(last), first_change(&last.reviews, &reviews, |(.., day)| *day)));
        let leaps = last.map(|last| leaps::carried(&last.leaps, changed(last))).unwrap_or_default();
        Self {
            roster: Arc::clone(&index.roster),
            mentions: Arc::clone(&index.mentions),
            reviews,
            people,
            rolled,
            worked,
            everything: OnceLock::new(),
            by_client: OnceLock::new(),
            teamless: OnceLock::new(),
            tables,
            headcounts,
            sums: sums.unwrap_or_default(),
            spreads,
            leaps,
        }
    }

    /// The people, if the index still makes the same ones: of the same roster and the same actors.
    fn same_people(&self, index: &Index) -> Option<Arc<People>> {
        let same_actors = self.mentions.len() == index.mentions.len()
            && self.mentions.iter().zip(index.mentions.iter()).all(|(then, now)| (*then == 0) == (*now == 0));
        (same_actors && Arc::ptr_eq(&self.roster, &index.roster)).then(|| Arc::clone(&self.people))
    }

    /// Bytes that what was made so far takes, the rows that it is made from left out.
    pub(crate) fn bytes(&self) -> usize {
        let rollups: usize = self.rolled.values().filter_map(|one| one.rollup.get()).map(Rollup::bytes).sum();
        let clients: usize = self.by_client.get().into_iter().flatten().map(Matrix::heap_bytes).sum();
        let everybody = self.everything.get().map_or(0, Matrix::heap_bytes) + clients;
        let counts = self.tables.bytes() + self.headcounts.bytes() + self.sums.bytes();
        let counts = counts + self.spreads.bytes() + self.leaps.bytes();
        rollups + everybody + self.worked.bytes() + counts + self.people.ranks.bytes()
    }

    /// The first and the last day with rows.
    pub(crate) fn days_with_rows(&self) -> Option<(Day, Day)> {
        let days = || self.rolled.keys().map(|(_, day)| *day);
        days().min().zip(days().max())
    }

    /// The days with rows in `from..=to`, of one connection or of all.
    pub(crate) fn cells(
        &self,
        connection: Option<ConnectionId>,
        from: Day,
        to: Day,
    ) -> impl Iterator<Item = (Day, &Rolled)> {
        let all = self.rolled.iter();
        all.filter(move |((of, day), _)| connection.is_none_or(|only| only == *of) && from <= *day && *day <= to)
            .map(|((_, day), rolled)| (*day, rolled.as_ref()))
    }

    /// The sums of the days `from..=to`, by connection and day.
    pub(super) fn rollups(&self, from: Day, to: Day) -> impl Iterator<Item = (ConnectionId, Day, &Rollup)> {
        let within = self.rolled.iter().filter(move |((_, day), _)| from <= *day && *day <= to);
        within.map(|((connection, day), rolled)| (*connection, *day, self.rollup(*day, rolled)))
    }

    /// The sums of a day.
    pub(crate) fn rollup<'a>(&self, day: Day, rolled: &'a Rolled) -> &'a Rollup {
        rolled.rollup.get_or_init(|| {
            let number = day.number();
            Rollup::of(&rolled.column, self.people.team_codes(), |actor| self.people.team_of_actor(actor, number))
        })
    }

    /// The sums of the days `from..=to` of every dataset about reviews, by connection, day and team.
    pub(super) fn reviews(
        &self,
        from: Day,
        to: Day,
    ) -> impl Iterator<Item = (Dataset, ConnectionId, Day, &[(u32, ReviewCounts)])> {
        let within = self.reviews.iter().filter(move |((.., day), _)| from <= *day && *day <= to);
        within.map(|((dataset, connection, day), rolled)| (*dataset, *connection, *day, self.review_sums(*day, rolled)))
    }

    fn review_sums<'a>(&self, day: Day, rolled: &'a RolledReviews) -> &'a [(u32, ReviewCounts)] {
        rolled.sums.get_or_init(|| {
            let mut sums: BTreeMap<u32, ReviewCounts> = BTreeMap::new();
            for (actor, counts) in rolled.column.actors.iter().zip(rolled.column.counts()) {
                sums.entry(self.people.team_of_actor(*actor, day.number())).or_default().add(&counts);
            }
            sums.into_iter().collect()
        })
    }

    /// The lines and commits of a day, by team.
    pub(crate) fn attributed<'a>(&self, day: Day, rolled: &'a Rolled) -> &'a [(u32, AttributedSums)] {
        rolled.attributed.get_or_init(|| {
            let mut sums: BTreeMap<u32, AttributedSums> = BTreeMap::new();
            let column = &rolled.column;
            if let Some(lines) = &column.attributed {
                lines.each(|row, counts| {
                    if let Some(actor) = column.actors.get(row as usize) {
                        let team = self.people.team_of_actor(*actor, day.number());
                        sums.entry(team).or_default().line(counts);
                    }
                });
            }
            sums.into_iter().collect()
        })
    }

    /// People's activity in one connection or in all, in all they do or in some clients or models.
    fn matrix(&self, index: &Index, connection: Option<ConnectionId>, facets: &[Facet]) -> Matrix {
        let grids: Vec<_> = facets.iter().filter_map(|facet| index.grids.get(facet)).map(Arc::as_ref).collect();
        Matrix::of(&grids, self.people.len(), |actor| {
            let of = index.actors.name(actor)?;
            connection.is_none_or(|only| only == of.connection).then(|| self.people.of_actor(actor))?
        })
    }

    /// People's activity in a part of their rows; kept where it is asked for often.
    pub(crate) fn activity(&self, index: &Index, connection: Option<ConnectionId>, part: &Part) -> Kept<'_> {
        match part {
            Part::All if connection.is_none() => Kept::Shared(self.everything(index)),
            Part::Clients(codes) if connection.is_none() && codes.len() == 1 => {
                let code = codes.first().copied().unwrap_or(NOBODY);
                match self.by_client(index).get(code as usize) {
                    Some(matrix) => Kept::Shared(matrix),
                    None => Kept::Own(Matrix::default()),
                }
            }
            _ => Kept::Own(self.matrix(index, connection, &part.facets())),
        }
    }

    fn by_client(&self, index: &Index) -> &[Matrix] {
        self.by_client.get_or_init(|| {
            let codes = index.clients.iter().map(|(code, _)| code);
            codes.map(|code| self.matrix(index, None, &[Facet::Client(code)])).collect()
        })
    }

    /// People's activity in everything that they do, everywhere.
    pub(crate) fn everything(&self, index: &Index) -> &Matrix {
        self.everything.get_or_init(|| self.matrix(index, None, &[Facet::All]))
    }

    /// Whether “no team” is a group at all: somebody is on the roster without a team, or has a row on a
    /// day outside every team.
    pub(crate) fn has_teamless(&self, index: &Index) -> bool {
        let people = &self.people;
        *self.teamless.get_or_init(|| {
            if people.inhabited.get(people.no_team() as usize).copied().unwrap_or(false) {
                return true;
            }
            let candidates = || (0..people.len()).any(|person| people.may_be_teamless(person));
            let away = |day: Day, actors: &[u32]| {
                actors.iter().any(|actor| people.team_of_actor(*actor, day.number()) == people.no_team())
            };
            candidates() && index.cells().any(|(day, actors)| away(day, actors))
        })
    }

    /// Makes what is made of people when first asked for.
    pub(crate) fn warm_people(&self, index: &Index) {
        self.everything(index);
        self.by_client(index);
        self.has_teamless(index);
        self.worked.warm();
    }

    /// Makes the sums of every day that are made when first asked for.
    pub(crate) fn warm_sums(&self) {
        for ((_, day), rolled) in &self.rolled {
            self.rollup(*day, rolled);
            self.attributed(*day, rolled);
        }
        for ((.., day), rolled) in &self.reviews {
            self.review_sums(*day, rolled);
        }
    }
}

/// Something that is made from a day's rows.
trait OfRows {
    type Rows;

    fn rows(&self) -> &Arc<Self::Rows>;
}

impl OfRows for Rolled {
    type Rows = UsageColumn;

    fn rows(&self) -> &Arc<UsageColumn> {
        &self.column
    }
}

impl OfRows for RolledReviews {
    type Rows = ReviewColumn;

    fn rows(&self) -> &Arc<ReviewColumn> {
        &self.column
    }
}

/// The first day whose rows are not those of the version before; `i32::MAX` where all are.
fn first_change<K: Ord, R: OfRows>(
    before: &BTreeMap<K, Arc<R>>,
    now: &BTreeMap<K, Arc<R>>,
    day: impl Fn(&K) -> Day,
) -> i32 {
    let differs = |(key, rolled): &(&K, &Arc<R>), other: &BTreeMap<K, Arc<R>>| {
        !other.get(*key).is_some_and(|found| Arc::ptr_eq(found.rows(), rolled.rows()))
    };
    let new = now.iter().filter(|entry| differs(entry, before));
    let gone = before.iter().filter(|entry| differs(entry, now));
    new.chain(gone).map(|(key, _)| day(key).number()).min().unwrap_or(i32::MAX)
}
