//! Credits, threads and turns by actor over whole weeks, over four of them, and over sixteen: what a year's median, or
//! the sums of each person, are made from without reading each of its days again. By actor and not by person, because
//! who is one person may change with any row, and what a row says does not.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use domain::{ConnectionId, DateRange};

use super::Index;
use super::codes::NOBODY;
use super::column::UsageColumn;
use super::packed::Packed;
use crate::layout::Part;

/// Days of a week, of four weeks and of sixteen.
const LENGTHS: [i32; 3] = [WEEK, 28, 112];
const WEEK: i32 = 7;

/// The day numbers of 1970's first Monday and of all others leave this over when divided by seven.
const MONDAY: i32 = 4;

/// What somebody did: credits in millionths, threads, turns.
pub(crate) type Done = (i64, i64, i64);

/// What some actors did.
#[derive(Debug, Default)]
struct Work {
    /// As steps.
    actors: Packed,
    credits: Packed,
    threads: Packed,
    turns: Packed,
}

impl Work {
    fn bytes(&self) -> usize {
        [&self.actors, &self.credits, &self.threads, &self.turns].map(Packed::heap_bytes).iter().sum()
    }

    fn each_credit(&self, line: &mut impl FnMut(u32, i64)) {
        let actors = self.actors.decode_steps().into_iter();
        actors.zip(self.credits.decode_signed()).for_each(|(actor, micros)| line(actor, micros));
    }

    fn each(&self, line: &mut impl FnMut(u32, Done)) {
        let counts = self.threads.decode_signed().into_iter().zip(self.turns.decode_signed());
        let work = self.actors.decode_steps().into_iter().zip(self.credits.decode_signed()).zip(counts);
        work.for_each(|((actor, credits), (threads, turns))| line(actor, (credits, threads, turns)));
    }
}

/// What a block's days add up to.
#[derive(Debug, Default)]
struct Sums {
    all: Work,
    clients: BTreeMap<u32, Work>,
}

impl Sums {
    /// What counts of it; models are not kept by block.
    fn of(&self, part: &Part) -> Vec<&Work> {
        match part {
            Part::Clients(codes) => codes.iter().filter_map(|code| self.clients.get(code)).collect(),
            Part::All | Part::Models(_) => vec![&self.all],
        }
    }
}

/// What a block is added up from.
#[derive(Debug)]
enum Parts {
    Days(Vec<Arc<UsageColumn>>),
    Weeks(Vec<Arc<Block>>),
}

impl Parts {
    fn same(&self, other: &Self) -> bool {
        fn all<T>(some: &[Arc<T>], others: &[Arc<T>]) -> bool {
            some.len() == others.len() && some.iter().zip(others).all(|(a, b)| Arc::ptr_eq(a, b))
        }
        match (self, other) {
            (Self::Days(some), Self::Days(others)) => all(some, others),
            (Self::Weeks(some), Self::Weeks(others)) => all(some, others),
            _ => false,
        }
    }
}

/// Some whole weeks of one connection.
#[derive(Debug)]
struct Block {
    parts: Parts,
    sums: OnceLock<Sums>,
}

impl Block {
    fn sums(&self) -> &Sums {
        self.sums.get_or_init(|| {
            let mut all = Adding::default();
            let mut clients: BTreeMap<u32, Adding> = BTreeMap::new();
            match &self.parts {
                Parts::Days(columns) => columns.iter().for_each(|column| add_day(column, &mut all, &mut clients)),
                Parts::Weeks(weeks) => {
                    for week in weeks.iter().map(|week| week.sums()) {
                        week.all.each(&mut |actor, done| all.add(actor, done));
                        for (code, work) in &week.clients {
                            let adding = clients.entry(*code).or_default();
                            work.each(&mut |actor, done| adding.add(actor, done));
                        }
                    }
                }
            }
            let clients = clients.into_iter().map(|(code, work)| (code, work.done()));
            Sums { all: all.done(), clients: clients.collect() }
        })
    }
}

fn add_day(column: &UsageColumn, all: &mut Adding, clients: &mut BTreeMap<u32, Adding>) {
    for (actor, done) in column.actors.iter().zip(column.totals.work()) {
        all.add(*actor, done);
    }
    for ((row, code), done) in column.clients.keys().into_iter().zip(column.clients.amounts().work()) {
        if let Some(actor) = column.actors.get(row as usize) {
            clients.entry(code).or_default().add(*actor, done);
        }
    }
}

/// Work that is being added up, by actor.
#[derive(Default)]
struct Adding {
    sums: Vec<Option<Done>>,
}

impl Adding {
    fn add(&mut self, actor: u32, (credits, threads, turns): Done) {
        if actor == NOBODY {
            return;
        }
        let at = actor as usize;
        if at >= self.sums.len() {
            self.sums.resize(at + 1, None);
        }
        if let Some(slot) = self.sums.get_mut(at) {
            let sum = slot.get_or_insert((0, 0, 0));
            sum.0 = sum.0.saturating_add(credits);
            sum.1 = sum.1.saturating_add(threads);
            sum.2 = sum.2.saturating_add(turns);
        }
    }

    fn done(self) -> Work {
        let all = || (0u32..).zip(&self.sums).filter_map(|(actor, sum)| Some((actor, (*sum)?)));
        Work {
            actors: Packed::steps(all().map(|(actor, _)| actor)),
            credits: Packed::signed(all().map(|(_, (credits, ..))| credits)),
            threads: Packed::signed(all().map(|(_, (_, threads, _))| threads)),
            turns: Packed::signed(all().map(|(_, (.., turns))| turns)),
        }
    }
}

/// A block's length, connection and first day.
type Key = (i32, ConnectionId, i32);

/// The blocks of all connections, and the days between them.
#[derive(Debug, Default)]
pub(crate) struct Worked {
    blocks: BTreeMap<Key, Arc<Block>>,
    days: BTreeMap<(ConnectionId, i32), Arc<UsageColumn>>,
}

/// Days that are added up already, or one that is not.
enum Piece<'a> {
    Block(&'a Sums),
    Day(&'a UsageColumn),
}

impl Worked {
    /// Of an index; blocks whose days are the same as in an earlier version are taken over.
    pub(crate) fn of(index: &Index, last: Option<&Self>) -> Self {
        let days: BTreeMap<(ConnectionId, i32), Arc<UsageColumn>> = index
            .usage_columns()
            .map(|((connection, day), column)| ((connection, day.number()), Arc::clone(column)))
            .collect();
        let kept = |key: Key, parts: Parts| {
            let kept = last.and_then(|last| last.blocks.get(&key)).filter(|kept| kept.parts.same(&parts));
            (key, kept.map_or_else(|| Arc::new(Block { parts, sums: OnceLock::new() }), Arc::clone))
        };
        let weeks: BTreeMap<Key, Arc<Block>> =
            grouped(WEEK, days.iter().map(|((connection, day), column)| (*connection, *day, column)))
                .into_iter()
                .map(|(key, columns)| kept(key, Parts::Days(columns)))
                .collect();
        let mut blocks = weeks.clone();
        for length in LENGTHS.into_iter().filter(|length| *length != WEEK) {
            let weeks = weeks.iter().map(|((_, connection, monday), week)| (*connection, *monday, week));
            let longer = grouped(length, weeks);
            blocks.extend(longer.into_iter().map(|(key, weeks)| kept(key, Parts::Weeks(weeks))));
        }
        Self { blocks, days }
    }

    /// Gives actor and credits of all lines that count in these days, as few times as can be.
    pub(crate) fn each_credit(
        &self,
        connection: Option<ConnectionId>,
        part: &Part,
        days: DateRange,
        mut line: impl FnMut(u32, i64),
    ) {
        self.pieces(connection, part, days, |piece| match piece {
            Piece::Block(sums) => sums.of(part).into_iter().for_each(|work| work.each_credit(&mut line)),
            Piece::Day(column) => part.each_credit(column, &mut line),
        });
    }

    /// The same with threads and turns.
    pub(crate) fn each_work(
        &self,
        connection: Option<ConnectionId>,
        part: &Part,
        days: DateRange,
        mut line: impl FnMut(u32, Done),
    ) {
        self.pieces(connection, part, days, |piece| match piece {
            Piece::Block(sums) => sums.of(part).into_iter().for_each(|work| work.each(&mut line)),
            Piece::Day(column) => part.each_work(column, &mut line),
        });
    }

    fn pieces<'a>(
        &'a self,
        connection: Option<ConnectionId>,
        part: &Part,
        days: DateRange,
        mut give: impl FnMut(Piece<'a>),
    ) {
        let mut connections: Vec<ConnectionId> = self.blocks.keys().map(|(_, connection, _)| *connection).collect();
        connections.sort_unstable();
        connections.dedup();
        connections.retain(|of| connection.is_none_or(|only| only == *of));
        for connection in connections {
            let (mut day, to) = (days.from().number(), days.to().number());
            while day <= to {
                let whole = |length: &&i32| start_of(day, **length) == day && day + **length - 1 <= to;
                let by_block = !matches!(part, Part::Models(_));
                if let Some(length) = LENGTHS.iter().rev().find(whole).filter(|_| by_block) {
                    if let Some(block) = self.blocks.get(&(*length, connection, day)) {
                        give(Piece::Block(block.sums()));
                    }
                    day += length;
                    continue;
                }
                if let Some(column) = self.days.get(&(connection, day)) {
                    give(Piece::Day(column));
                }
                day += 1;
            }
        }
    }

    /// Bytes of what was added up so far.
    pub(crate) fn bytes(&self) -> usize {
        let sums = self.blocks.values().filter_map(|block| block.sums.get());
        sums.flat_map(|sums| std::iter::once(&sums.all).chain(sums.clients.values())).map(Work::bytes).sum()
    }

    /// Makes all that is made when first asked for.
    pub(crate) fn warm(&self) {
        for block in self.blocks.values() {
            block.sums();
        }
    }
}

/// What lies in each block of a length, in order.
fn grouped<'a, T: 'a>(
    length: i32,
    parts: impl Iterator<Item = (ConnectionId, i32, &'a Arc<T>)>,
) -> BTreeMap<Key, Vec<Arc<T>>> {
    let mut grouped: BTreeMap<Key, Vec<Arc<T>>> = BTreeMap::new();
    for (connection, day, part) in parts {
        grouped.entry((length, connection, start_of(day, length))).or_default().push(Arc::clone(part));
    }
    grouped
}

/// The first day of the block that a day is in: a Monday.
fn start_of(day: i32, length: i32) -> i32 {
    day - (day - MONDAY).rem_euclid(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    use domain::Day;

    #[test]
    fn blocks_begin_on_mondays() {
        for day in -100..100 {
            let start = Day::from_number(start_of(day, 7));
            assert_eq!(start, Day::from_number(day).week_start());
            for [shorter, longer] in [[7, 28], [28, 112]] {
                assert_eq!(start_of(start_of(day, longer), shorter), start_of(day, longer));
            }
        }
    }
}
