//! How far days can be trusted, over one connection or over all.
//!
//! A day counts the connections that have begun: those whose first row lies on it or before. It is
//! known where any of them has fetched it, and in gap where any has not; a day before every
//! connection's first row, or after today, is in gap and not known. So the worst connection decides,
//! and what the others know still counts.

use domain::view::PointState;
use domain::{ConnectionId, Dataset, DateRange, Day, DayState};

use crate::index::Index;

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    known: u32,
    gaps: u32,
    provisional: u32,
}

/// Days of one dataset from its first row to today.
#[derive(Debug)]
pub(crate) struct Calendar {
    first: Option<Day>,
    today: Day,
    /// Days by state from the first day up to and without each day.
    before: Vec<Tally>,
}

impl Calendar {
    /// Reads the states of one connection's days, or of all.
    pub(crate) fn of(index: &Index, dataset: Dataset, connection: Option<ConnectionId>, today: Day) -> Self {
        let first = index.first_day_of(dataset, connection);
        let all = index.connections.iter().filter(|(id, _)| connection.is_none_or(|only| only == **id));
        let begun = all.filter_map(|(_, connection)| connection.shelves.get(&dataset));
        let begun: Vec<_> = begun.filter_map(|shelf| Some((shelf.first_day()?, shelf))).collect();
        let mut sum = Tally::default();
        let mut before = vec![sum];
        for day in first.and_then(|first| DateRange::new(first, today).ok()).iter().flat_map(|range| range.days()) {
            let (mut known, mut gap, mut provisional) = (false, false, false);
            for (_, shelf) in begun.iter().filter(|(first, _)| *first <= day) {
                match shelf.state(day) {
                    DayState::Gap => gap = true,
                    DayState::Provisional => (known, provisional) = (true, true),
                    DayState::Settled => known = true,
                }
            }
            sum.known += u32::from(known);
            sum.gaps += u32::from(gap);
            sum.provisional += u32::from(provisional);
            before.push(sum);
        }
        Self { first, today, before }
    }

    /// The first day with rows.
    pub(crate) fn first_day(&self) -> Option<Day> {
        self.first
    }

    /// Whether anything is known of a day.
    pub(crate) fn knows(&self, day: Day) -> bool {
        self.tally(DateRange::single(day)).known > 0
    }

    /// The state of a figure about these days. `cut`: days were cut off from what it should be about.
    pub(crate) fn state(&self, days: DateRange, cut: bool) -> PointState {
        let tally = self.tally(days);
        if tally.known == 0 {
            PointState::Gap
        } else if tally.gaps > 0 || cut {
            PointState::Partial
        } else if tally.provisional > 0 {
            PointState::Provisional
        } else {
            PointState::Settled
        }
    }

    fn tally(&self, days: DateRange) -> Tally {
        let within = self.first.and_then(|first| DateRange::new(first, self.today).ok());
        let Some((first, shared)) = self.first.zip(within.and_then(|within| within.intersect(days))) else {
            return Tally { known: 0, gaps: days.len_days(), provisional: 0 };
        };
        let upto = |day: Day| {
            let at = usize::try_from(day.days_since(first)).unwrap_or(0);
            self.before.get(at).copied().unwrap_or_default()
        };
        let (low, high) = (upto(shared.from()), upto(shared.to().next()));
        Tally {
            known: high.known - low.known,
            gaps: high.gaps - low.gaps + (days.len_days() - shared.len_days()),
            provisional: high.provisional - low.provisional,
        }
    }
}
