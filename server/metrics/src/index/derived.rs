//! What follows from rows and roster together: people, their activity, roll-ups. Made when first asked
//! for, shared by every snapshot of the same version, and taken over from the version before where
//! nothing that it depends on has changed.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::people::Roster;
use domain::{ConnectionId, Dataset, DateRange, Day};

use super::attributed::AttributedSums;
use super::codes::NOBODY;
use super::column::{ReviewColumn, ReviewCounts, UsageColumn};
use super::credited::Credited;
use super::matrix::Matrix;
use super::people::People;
use super::rollup::Rollup;
use super::tables::Tables;
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

/// Days with rows.
type Days = BTreeMap<(ConnectionId, Day), Arc<Rolled>>;

/// What follows from rows and roster.
#[derive(Debug)]
pub(crate) struct Derived {
    roster: Arc<Roster>,
    pub(crate) people: People,
    rolled: Days,
    reviews: BTreeMap<(Dataset, ConnectionId, Day), Arc<RolledReviews>>,
    /// Credits by actor over whole weeks.
    pub(crate) credited: Credited,
    everything: OnceLock<Matrix>,
    /// By code.
    by_client: OnceLock<Vec<Matrix>>,
    teamless: OnceLock<bool>,
    sizes: Mutex<HashMap<Counted, Arc<[u32]>>>,
    /// People counted with each day.
    pub(crate) tables: Tables,
}

/// Whose people are counted team by team: of one connection or of all, in a part of their rows, over some days.
type Counted = (Option<ConnectionId>, Part, DateRange);

/// So many counts by team are kept: every figure of a page asks for the same few.
const SIZES: usize = 512;

impl Derived {
    /// Derives all from the index; `last` is what an earlier version of it had.
    pub(crate) fn of(index: &Index, last: Option<&Self>) -> Self {
        let people = People::of(index);
        let credited = Credited::of(index, last.map(|last| &last.credited));
        // A day's sums depend on its rows and on the teams of those in it, on that day, and on nothing else.
        let last = last.filter(|last| Arc::ptr_eq(&last.roster, &index.roster) && people.agrees_with(&last.people));
        let same_people = last.filter(|last| people.are_still(&last.people));
        let mut rolled = BTreeMap::new();
        for (key, column) in index.usage_columns() {
            let kept = last.and_then(|last| last.rolled.get(&key)).filter(|kept| Arc::ptr_eq(&kept.column, column));
            let fresh = || {
                let column = Arc::clone(column);
                Arc::new(Rolled { column, rollup: OnceLock::new(), attributed: OnceLock::new() })
            };
            rolled.insert(key, kept.map_or_else(fresh, Arc::clone));
        }
        let reviews = index.review_columns().map(|(key, column)| {
            let kept = last.and_then(|last| last.reviews.get(&key)).filter(|kept| Arc::ptr_eq(&kept.column, column));
            let fresh = || Arc::new(RolledReviews { column: Arc::clone(column), sums: OnceLock::new() });
            (key, kept.map_or_else(fresh, Arc::clone))
        });
        let tables = same_people.map(|last| last.tables.carried(first_change(&last.rolled, &rolled)));
        Self {
            roster: Arc::clone(&index.roster),
            reviews: reviews.collect(),
            people,
            rolled,
            credited,
            everything: OnceLock::new(),
            by_client: OnceLock::new(),
            teamless: OnceLock::new(),
            sizes: Mutex::default(),
            tables: tables.unwrap_or_default(),
        }
    }

    /// Bytes that what was made so far takes, the rows that it is made from left out.
    pub(crate) fn bytes(&self) -> usize {
        let rollups: usize = self.rolled.values().filter_map(|one| one.rollup.get()).map(Rollup::bytes).sum();
        let clients: usize = self.by_client.get().into_iter().flatten().map(Matrix::heap_bytes).sum();
        let everybody = self.everything.get().map_or(0, Matrix::heap_bytes) + clients;
        rollups + everybody + self.credited.bytes() + self.tables.bytes()
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

    /// The sums of a day.
    pub(crate) fn rollup<'a>(&self, day: Day, rolled: &'a Rolled) -> &'a Rollup {
        rolled.rollup.get_or_init(|| {
            let number = day.number();
            Rollup::of(&rolled.column, self.people.team_codes(), |actor| self.people.team_of_actor(actor, number))
        })
    }

    /// The sums of each day of a dataset about reviews, by connection, day and team.
    pub(crate) fn reviews(
        &self,
        dataset: Dataset,
    ) -> impl Iterator<Item = (ConnectionId, Day, &[(u32, ReviewCounts)])> {
        let of_dataset = self.reviews.iter().filter(move |((of, ..), _)| *of == dataset);
        of_dataset.map(|((_, connection, day), rolled)| (*connection, *day, self.review_sums(*day, rolled)))
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

    /// People by the team of their last active day in some days, by code.
    pub(crate) fn sizes(
        &self,
        index: &Index,
        connection: Option<ConnectionId>,
        part: &Part,
        days: DateRange,
    ) -> Arc<[u32]> {
        let key = (connection, part.clone(), days);
        let kept = || self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sizes) = kept().get(&key) {
            return Arc::clone(sizes);
        }
        // Counted without the lock: two who ask at once both count, and neither waits.
        let sizes: Arc<[u32]> = self.count_by_team(&self.activity(index, connection, part), days).into();
        let mut kept = kept();
        if kept.len() >= SIZES {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&sizes));
        sizes
    }

    fn count_by_team(&self, matrix: &Matrix, days: DateRange) -> Vec<u32> {
        let mut sizes = vec![0; self.people.team_codes()];
        let (from, to) = (days.from().number(), days.to().number());
        for (person, row) in matrix.rows().enumerate() {
            let team = row.last_in(from, to).map(|day| self.people.on(person, day).team);
            if let Some(size) = team.and_then(|team| sizes.get_mut(team as usize)) {
                *size += 1;
            }
        }
        sizes
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
        self.credited.warm();
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

/// The first day whose rows are not those of the version before; `i32::MAX` where all are.
fn first_change(before: &Days, now: &Days) -> i32 {
    let same = |one: &Arc<Rolled>, other: &Arc<Rolled>| Arc::ptr_eq(&one.column, &other.column);
    let differs = |(key, rolled): &(&(ConnectionId, Day), &Arc<Rolled>), other: &Days| {
        !other.get(*key).is_some_and(|found| same(found, rolled))
    };
    let new = now.iter().filter(|entry| differs(entry, before));
    let gone = before.iter().filter(|entry| differs(entry, now));
    new.chain(gone).map(|((_, day), _)| day.number()).min().unwrap_or(i32::MAX)
}
