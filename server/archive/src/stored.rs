//! How moments, days and hashes stand in the database: moments as integer Unix seconds, days as
//! `YYYY-MM-DD`, hashes as 32 bytes. Reading checks, because a file can be edited by hand.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::error::ArchiveError;

/// Where a value stands, for the error message.
#[derive(Clone, Copy)]
pub(crate) struct At(pub &'static str, pub &'static str);

impl At {
    /// The error that says that the value there cannot be read.
    pub fn damaged(self, reason: impl Display) -> ArchiveError {
        ArchiveError::DamagedRecord { table: self.0, column: self.1, reason: reason.to_string() }
    }

    /// A moment.
    pub fn moment(self, seconds: i64) -> Result<DateTime<Utc>, ArchiveError> {
        DateTime::from_timestamp(seconds, 0).ok_or_else(|| self.damaged(format!("{seconds} is no moment")))
    }

    /// A moment that may be absent.
    pub fn moment_opt(self, seconds: Option<i64>) -> Result<Option<DateTime<Utc>>, ArchiveError> {
        seconds.map(|seconds| self.moment(seconds)).transpose()
    }

    /// A text of a known form.
    pub fn parse<T: FromStr<Err: Display>>(self, text: &str) -> Result<T, ArchiveError> {
        text.parse().map_err(|error| self.damaged(error))
    }

    /// A text of a known form that may be absent.
    pub fn parse_opt<T: FromStr<Err: Display>>(self, text: Option<&str>) -> Result<Option<T>, ArchiveError> {
        text.map(|text| self.parse(text)).transpose()
    }

    /// A number that fits the type.
    pub fn number<T: TryFrom<i64>>(self, number: i64) -> Result<T, ArchiveError> {
        T::try_from(number).map_err(|_| self.damaged(format!("{number} is out of range")))
    }

    /// A hash of 32 bytes.
    pub fn hash(self, bytes: &[u8]) -> Result<[u8; 32], ArchiveError> {
        <[u8; 32]>::try_from(bytes).map_err(|_| self.damaged(format!("{} bytes are no hash", bytes.len())))
    }
}

/// A moment as it is stored: whole Unix seconds, rounded down.
pub(crate) fn unix(moment: DateTime<Utc>) -> i64 {
    moment.timestamp()
}

/// An unsigned count as it is stored; saturates far beyond what anyone counts.
pub(crate) fn count(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}
