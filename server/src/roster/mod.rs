//! Teams from a CSV that the organisation owns: reading it, and what it changes in the roster.

pub mod diff;
pub mod merge;
pub mod teams_csv;
mod titles;

pub use self::diff::{Change, Diff};
pub use self::merge::merge;
pub use self::teams_csv::{BadFile, BadLine, Row, TeamsCsv, parse};
