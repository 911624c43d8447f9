//! Exports: the archive's rows, and any metric as its chart shows it, as CSV, JSON, XLSX or Parquet.
//!
//! [`prepare`] checks an [`Order`] and says what it is called; [`Ready::begin`] writes it, piece by piece, on a thread
//! of its own, as fast as the other side reads. The API and the command line read the same pieces, so they give the
//! same bytes. Memory is that of a few days of rows, however long the range.
//!
//! What a page shows is taken out of the page itself: its figures as tables ([`page`]) and as pictures ([`picture`]).
//!
//! Who sees persons is decided by the caller's policy: with the right to, one row per person and day; without, what
//! pages show by team, from `metrics`, under the floor. What is written is in `rows`, how in `write`.

pub mod lake;
mod name;
mod outlet;
pub mod page;
pub mod picture;
mod rows;
mod write;

use std::fmt;
use std::str::FromStr;

use domain::{DateRange, TeamSlug};
use metrics::{Ask, AskError};

pub use outlet::{Download, Ready};

use crate::backend::policy;
use crate::state::AppState;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, UTF-8, as RFC 4180 has it.
    Csv,
    /// One array of objects.
    Json,
    /// A workbook of Excel.
    Xlsx,
    /// Parquet.
    Parquet,
}

/// A text that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a format: use csv, json, xlsx or parquet")]
pub struct NotAFormat(String);

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Xlsx, Self::Parquet];

    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

impl FromStr for Format {
    type Err = NotAFormat;

    fn from_str(text: &str) -> Result<Self, NotAFormat> {
        let found = Self::ALL.into_iter().find(|format| format.ending() == text);
        found.ok_or_else(|| NotAFormat(text.chars().take(20).collect()))
    }
}

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Threads, turns, credits and tokens.
    Usage,
    /// Code reviews, and what people did with their comments.
    Reviews,
}

impl Topic {
    /// The name in URLs, commands and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Reviews => "reviews",
        }
    }
}

impl FromStr for Topic {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = [Self::Usage, Self::Reviews].into_iter().find(|topic| topic.name() == text);
        found.ok_or_else(|| format!("“{text}” cannot be exported: use usage or reviews"))
    }
}

/// How fine the rows of usage are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// One row per person and day.
    #[default]
    Total,
    /// One row per person, day and client.
    Client,
    /// One row per person, day, model and speed.
    Model,
}

impl Detail {
    /// The name in URLs, commands and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Client => "client",
            Self::Model => "model",
        }
    }
}

impl FromStr for Detail {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = [Self::Total, Self::Client, Self::Model].into_iter().find(|detail| detail.name() == text);
        found.ok_or_else(|| format!("“{text}” is not a detail: use total, client or model"))
    }
}

/// What is to be in the file.
#[derive(Clone, Debug)]
pub enum What {
    /// Rows of the archive.
    Rows {
        /// Which.
        topic: Topic,
        /// How fine.
        detail: Detail,
        /// Over which days.
        range: DateRange,
        /// Only this team, by the team of each day; `no-team` included.
        team: Option<TeamSlug>,
    },
    /// A metric as its chart shows it.
    Metric(Ask),
}

/// An export that is asked for.
#[derive(Clone, Debug)]
pub struct Order {
    /// What is to be in the file.
    pub what: What,
    /// How it is written.
    pub format: Format,
    /// What the reader may see.
    pub policy: access::Policy,
}

/// Why an export cannot begin, or broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// What is asked for cannot be answered.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// Parts of rows are rows of persons.
    #[error("detail: rows by client or model are rows of persons, which only the scope `persons` may see")]
    DetailOfPersons,
    /// Reviews have no clients and no models.
    #[error("detail: reviews have neither clients nor models: leave it out")]
    DetailOfReviews,
    /// The archive.
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
    /// The workbook.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A file.
    #[error("the export cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// A drawing.
    #[error("the picture cannot be drawn: {0}")]
    Picture(String),
    /// It ended without saying why.
    #[error("the export was cut off")]
    CutOff,
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.ending())
    }
}

/// Checks an order, and answers what remains to be done. Nothing that is refused begins.
pub async fn prepare(state: &AppState, order: Order) -> Result<Ready, ExportError> {
    let index = state.index.snapshot();
    let today = state.clock.today();
    let label = name::Label::of(&order);
    let Order { what, format, policy: may } = order;
    let (topic, detail, range, team) = match what {
        What::Metric(ask) => {
            let answer = rows::answered(index, vec![ask]).await?;
            return Ok(Ready::new(label, format, move |out| rows::metric::write(&answer, out)));
        }
        What::Rows { topic, detail, range, team } => (topic, detail, range, team),
    };
    if topic == Topic::Reviews && detail != Detail::Total {
        return Err(ExportError::DetailOfReviews);
    }
    if !may.sees_persons() {
        if detail != Detail::Total {
            return Err(ExportError::DetailOfPersons);
        }
        let asks = rows::teams::asks(topic, range, team.as_ref(), policy(may, &state.config), today);
        let answers = rows::answered(index, asks).await?;
        return Ok(Ready::new(label, format, move |out| rows::teams::write(topic, &answers, out)));
    }
    let shelf = rows::persons::Shelf::open(state, index, range, team).await?;
    Ok(Ready::new(label, format, move |out| match topic {
        Topic::Usage => rows::usage::write(&shelf, detail, out),
        Topic::Reviews => rows::reviews::write(&shelf, out),
    }))
}
