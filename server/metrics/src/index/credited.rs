//! Credits by actor over whole weeks, and over four of them: what a year's median is made from without
//! reading each of its days again. By actor and not by person, because who is one person may change with
//! any row, and what a row says does not.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use domain::{ConnectionId, DateRange};

use super::Index;
use super::codes::NOBODY;
use super::column::UsageColumn;
use crate::layout::Part;

/// Days of a week, and of four weeks.
const LENGTHS: [i32; 2] = [7, 28];

/// The day numbers of 1970's first Monday and of all others leave this over when divided by seven.
const MONDAY: i32 = 4;

/// Credits of some actors, in millionths.
#[derive(Debug, Default)]
struct Credits {
    actors: Vec<u32>,
    micros: Vec<i64>,
}

impl Credits {
    fn bytes(&self) -> usize {
        size_of_val(self.actors.as_slice()) + size_of_val(self.micros.as_slice())
    }

    fn each(&self, line: &mut impl FnMut(u32, i64)) {
        self.actors.iter().zip(&self.micros).for_each(|(actor, micros)| line(*actor, *micros));
    }
}

/// What a block's days add up to.
#[derive(Debug, Default)]
struct Sums {
    all: Credits,
    clients: BTreeMap<u32, Credits>,
}

/// Some whole weeks of one connection.
#[derive(Debug)]
struct Block {
    columns: Vec<Arc<UsageColumn>>,
    sums: OnceLock<Sums>,
}

impl Block {
    fn same(&self, columns: &[Arc<UsageColumn>]) -> bool {
        self.columns.len() == columns.len() && self.columns.iter().zip(columns).all(|(a, b)| Arc::ptr_eq(a, b))
    }

    fn sums(&self) -> &Sums {
        self.sums.get_or_init(|| {
            let mut all = Adding::default();
            let mut clients: BTreeMap<u32, Adding> = BTreeMap::new();
            for column in &self.columns {
                Part::All.each_credit(column, |actor, micros| all.add(actor, micros));
                for ((row, code), micros) in column.clients.keys().into_iter().zip(column.clients.amounts().credits()) {
                    if let Some(actor) = column.actors.get(row as usize) {
                        clients.entry(code).or_default().add(*actor, micros);
                    }
                }
            }
            let clients = clients.into_iter().map(|(code, credits)| (code, credits.done()));
            Sums { all: all.done(), clients: clients.collect() }
        })
    }
}

/// Credits that are being added up, by actor.
#[derive(Default)]
struct Adding {
    sums: Vec<i64>,
    touched: Vec<bool>,
}

impl Adding {
    fn add(&mut self, actor: u32, micros: i64) {
        if actor == NOBODY {
            return;
        }
        let at = actor as usize;
        if at >= self.sums.len() {
            self.sums.resize(at + 1, 0);
            self.touched.resize(at + 1, false);
        }
        if let Some((sum, touched)) = self.sums.get_mut(at).zip(self.touched.get_mut(at)) {
            *sum = sum.saturating_add(micros);
            *touched = true;
        }
    }

    fn done(self) -> Credits {
        let all = (0u32..).zip(self.sums).zip(self.touched).filter(|(_, touched)| *touched);
        let (actors, micros) = all.map(|(sum, _)| sum).unzip();
        Credits { actors, micros }
    }
}

/// The blocks of all connections, by length, connection and first day.
#[derive(Debug, Default)]
pub(crate) struct Credited {
    blocks: BTreeMap<(i32, ConnectionId, i32), Arc<Block>>,
    days: BTreeMap<(ConnectionId, i32), Arc<UsageColumn>>,
}

impl Credited {
    /// Of an index; blocks whose days are the same as in an earlier version are taken over.
    pub(crate) fn of(index: &Index, last: Option<&Self>) -> Self {
        let mut grouped: BTreeMap<(i32, ConnectionId, i32), Vec<Arc<UsageColumn>>> = BTreeMap::new();
        let mut days = BTreeMap::new();
        for ((connection, day), column) in index.usage_columns() {
            days.insert((connection, day.number()), Arc::clone(column));
            for length in LENGTHS {
                let key = (length, connection, start_of(day.number(), length));
                grouped.entry(key).or_default().push(Arc::clone(column));
            }
        }
        let block = |(key, columns): ((i32, ConnectionId, i32), Vec<Arc<UsageColumn>>)| {
            let kept = last.and_then(|last| last.blocks.get(&key)).filter(|kept| kept.same(&columns));
            (key, kept.map_or_else(|| Arc::new(Block { columns, sums: OnceLock::new() }), Arc::clone))
        };
        Self { blocks: grouped.into_iter().map(block).collect(), days }
    }

    /// Gives actor and credits of all lines that count in these days, as few times as can be.
    pub(crate) fn each(
        &self,
        connection: Option<ConnectionId>,
        part: &Part,
        days: DateRange,
        mut line: impl FnMut(u32, i64),
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
                        give(block.sums(), part, &mut line);
                    }
                    day += length;
                    continue;
                }
                if let Some(column) = self.days.get(&(connection, day)) {
                    part.each_credit(column, &mut line);
                }
                day += 1;
            }
        }
    }

    /// Bytes of what was added up so far.
    pub(crate) fn bytes(&self) -> usize {
        let sums = self.blocks.values().filter_map(|block| block.sums.get());
        sums.flat_map(|sums| std::iter::once(&sums.all).chain(sums.clients.values())).map(Credits::bytes).sum()
    }

    /// Makes all that is made when first asked for.
    pub(crate) fn warm(&self) {
        for block in self.blocks.values() {
            block.sums();
        }
    }
}

fn give(sums: &Sums, part: &Part, line: &mut impl FnMut(u32, i64)) {
    match part {
        Part::Clients(codes) => {
            codes.iter().filter_map(|code| sums.clients.get(code)).for_each(|credits| credits.each(line));
        }
        _ => sums.all.each(line),
    }
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
            assert_eq!(start_of(start_of(day, 28), 7), start_of(day, 28));
        }
    }
}
