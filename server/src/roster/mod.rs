//! Teams from a CSV that the organisation owns: reading it, and what it changes in the roster.

pub mod merge;
pub mod teams_csv;

pub use self::merge::{Change, Diff, merge};
pub use self::teams_csv::{BadFile, BadLine, Row, TeamsCsv, parse};
