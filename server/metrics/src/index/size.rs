//! How much memory an index takes: rows, activity, names, and what was derived from them so far.

use std::sync::Arc;

use super::Index;
use super::derived::Derived;
use super::shelf::Cell;

/// What a name costs besides the numbers: its text, its place in the table, its counts.
const A_NAME: usize = 160;

impl Index {
    /// Bytes that this index takes, counted by its parts; snapshots that share parts with it are not counted
    /// again. What the allocator adds is not in it.
    pub fn bytes(&self) -> u64 {
        let cells = self.connections.values().flat_map(|one| one.shelves.values()).flat_map(|shelf| shelf.cells.values());
        let rows: usize = cells
            .map(|cell| match cell {
                Cell::Usage(column) => column.bytes(),
                Cell::Reviews(column) => column.bytes(),
            })
            .sum();
        let grids: usize = self.grids.values().map(|grid| grid.heap_bytes()).sum();
        let names = (self.handles.len() + self.actors.len()) * A_NAME + size_of_val(self.mentions.as_slice());
        let derived = self.derived.get().map(Arc::as_ref).map_or(0, Derived::bytes);
        u64::try_from(rows + grids + names + derived).unwrap_or(u64::MAX)
    }
}
