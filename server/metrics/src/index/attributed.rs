//! Lines and commits of a day's rows: kept only where any row has them, which most installations never see.

use domain::fact::CodeAttribution;

use super::column::count;
use super::packed::Packed;

const FIELDS: usize = 6;

/// Which counts are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    LinesAdded,
    LinesRemoved,
    LinesCommitted,
    LinesCommittedTotal,
    CommitsWithCodex,
    CommitsTotal,
}

/// The counts of a day's rows that have any.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributed {
    /// Which row each line belongs to.
    rows: Packed,
    /// Each count plus one; 0 where the row does not have it.
    fields: [Packed; FIELDS],
}

impl Attributed {
    /// Packs counts given with their row; `None` where there are none.
    pub(crate) fn of(lines: &[(u32, CodeAttribution)]) -> Option<Box<Self>> {
        if lines.is_empty() {
            return None;
        }
        let pack = |field: fn(&CodeAttribution) -> Option<u64>| {
            Packed::unsigned(lines.iter().map(move |(_, of)| field(of).map_or(0, |n| n.saturating_add(1))))
        };
        Some(Box::new(Self {
            rows: Packed::unsigned(lines.iter().map(|(row, _)| u64::from(*row))),
            fields: [
                pack(|of| Some(of.lines_added)),
                pack(|of| of.lines_removed),
                pack(|of| of.lines_committed),
                pack(|of| of.lines_committed_total),
                pack(|of| of.commits_with_codex),
                pack(|of| of.commits_total),
            ],
        }))
    }

    /// Gives the row and the counts of each line.
    pub(crate) fn each(&self, mut line: impl FnMut(u32, [Option<i64>; FIELDS])) {
        let fields: Vec<Vec<u64>> = self.fields.iter().map(Packed::decode).collect();
        for (at, row) in self.rows.decode().into_iter().enumerate() {
            let mut counts = [None; FIELDS];
            for (to, field) in counts.iter_mut().zip(&fields) {
                *to = field.get(at).copied().filter(|n| *n > 0).map(|n| count(n - 1));
            }
            line(u32::try_from(row).unwrap_or(u32::MAX), counts);
        }
    }
}

/// Sums of counts, and of pairs of them over the rows that have both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AttributedSums {
    sums: [i64; FIELDS],
    /// Rows that have each count.
    rows: [i64; FIELDS],
    /// Lines committed with Codex and in all; commits with Codex and in all.
    pairs: [i64; 4],
}

impl AttributedSums {
    /// Adds a row's counts.
    pub(crate) fn line(&mut self, counts: [Option<i64>; FIELDS]) {
        let [_, _, lines, all_lines, commits, all_commits] = counts;
        let lines = lines.zip(all_lines).unwrap_or_default();
        let commits = commits.zip(all_commits).unwrap_or_default();
        let line = Self {
            sums: counts.map(Option::unwrap_or_default),
            rows: counts.map(|count| i64::from(count.is_some())),
            pairs: [lines.0, lines.1, commits.0, commits.1],
        };
        self.add(&line);
    }

    /// Adds other sums.
    pub(crate) fn add(&mut self, other: &Self) {
        let add = |to: &mut [i64], from: &[i64]| {
            to.iter_mut().zip(from).for_each(|(to, from)| *to = to.saturating_add(*from));
        };
        add(&mut self.sums, &other.sums);
        add(&mut self.rows, &other.rows);
        add(&mut self.pairs, &other.pairs);
    }

    /// A sum; `None` where no row has the count.
    pub(crate) fn get(&self, count: Count) -> Option<i64> {
        let rows = self.rows.get(count as usize).copied().unwrap_or(0);
        self.sums.get(count as usize).copied().filter(|_| rows > 0)
    }

    /// Lines with Codex and all lines, of the rows that have both.
    pub(crate) fn lines(&self) -> (i64, i64) {
        (self.pairs[0], self.pairs[1])
    }

    /// Commits with Codex and all commits, of the rows that have both.
    pub(crate) fn commits(&self) -> (i64, i64) {
        (self.pairs[2], self.pairs[3])
    }
}
