//! Rows of the archive, day by day over all connections, with a few days in memory: what exports of persons are made
//! of.

use std::collections::HashMap;
use std::sync::Arc;

use archive::{Archive, Connection, DayReader};
use domain::fact::DayRows;
use domain::people::Team;
use domain::{ConnectionId, Dataset, DateRange, Day, DayState, Email, TeamSlug, UserId};
use metrics::{Ask, AskError, Directory, Index};
use tokio::runtime::Handle;

use crate::export::ExportError;
use crate::state::AppState;

/// The archive's days of a range, and who is who in them.
pub struct Shelf {
    archive: Archive,
    runtime: Handle,
    connections: Vec<Connection>,
    index: Arc<Index>,
    range: DateRange,
    team: Option<TeamSlug>,
}

/// A day of a dataset of a connection.
pub struct DayOfRows<'a> {
    pub connection: &'a Connection,
    pub day: Day,
    /// Settled or provisional.
    pub state: DayState,
    pub rows: DayRows,
}

/// Whose row it is.
pub struct Whose<'a> {
    pub user: Option<&'a str>,
    pub email: Option<&'a str>,
    pub name: Option<&'a str>,
    /// Slug of the team of the day; nothing where the row names nobody.
    pub team: Option<&'a str>,
    pub team_title: Option<&'a str>,
}

struct Reading {
    connection: usize,
    states: HashMap<Day, DayState>,
    reader: DayReader,
    next: Option<(Day, DayRows)>,
}

impl Shelf {
    /// The days of a range; refuses a team that there is not.
    pub async fn open(
        state: &AppState,
        index: Arc<Index>,
        range: DateRange,
        team: Option<TeamSlug>,
    ) -> Result<Self, ExportError> {
        if range.len_days() > Ask::MAX_DAYS {
            return Err(AskError::TooLong { days: range.len_days(), max: Ask::MAX_DAYS }.into());
        }
        if let Some(team) = &team
            && team.as_str() != TeamSlug::NO_TEAM
            && !index.teams().iter().any(|known| known.slug == *team)
        {
            return Err(AskError::UnknownTeam(team.clone()).into());
        }
        let archive = state.archive.clone();
        let mut connections = archive.connections().await?;
        connections.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { archive, runtime: Handle::current(), connections, index, range, team })
    }

    /// Who is who.
    pub fn directory(&self) -> Directory<'_> {
        self.index.directory()
    }

    /// Whose row it is; nothing where it is not of the team that was asked for.
    pub fn whose<'a>(
        &self,
        directory: &Directory<'a>,
        connection: ConnectionId,
        day: Day,
        (user, email): (Option<&'a UserId>, Option<&'a Email>),
    ) -> Option<Whose<'a>> {
        let found = directory.find(connection, user, email);
        let team: Option<&Team> = found.and_then(|someone| someone.team(day));
        let named = user.is_some() || email.is_some();
        let slug = team.map(|team| team.slug.as_str()).or(named.then_some(TeamSlug::NO_TEAM));
        if self.team.as_ref().is_some_and(|only| slug != Some(only.as_str())) {
            return None;
        }
        Some(Whose {
            user: user.map(UserId::as_str),
            email: email.map(Email::as_str),
            name: found.and_then(|someone| someone.name()),
            team: slug,
            team_title: team.map(|team| team.title.as_str()).or(named.then_some("No team")),
        })
    }

    /// Hands out the days in order; of one day the datasets in the order given, of each the connections by name.
    /// A day that cannot be read ends it: an export with a hole in it would look complete.
    pub fn each_day(
        &self,
        datasets: &[Dataset],
        mut take: impl FnMut(DayOfRows<'_>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let mut readings = Vec::new();
        for dataset in datasets {
            for (at, connection) in self.connections.iter().enumerate() {
                readings.push(self.runtime.block_on(self.begin(at, connection.id, *dataset))?);
            }
        }
        while let Some(day) = readings.iter().filter_map(|reading| Some(reading.next.as_ref()?.0)).min() {
            for reading in &mut readings {
                let Some((_, rows)) = reading.next.take_if(|(of, _)| *of == day) else { continue };
                let Some(connection) = self.connections.get(reading.connection) else { continue };
                let state = reading.states.get(&day).copied().unwrap_or(DayState::Provisional);
                take(DayOfRows { connection, day, state, rows })?;
                reading.next = self.runtime.block_on(reading.reader.next())?;
            }
        }
        Ok(())
    }

    async fn begin(&self, at: usize, connection: ConnectionId, dataset: Dataset) -> Result<Reading, ExportError> {
        let records = self.archive.day_records(connection, dataset).await?;
        let mut reader = self.archive.load_days(connection, dataset, self.range).await?;
        let next = reader.next().await?;
        let states = records.into_iter().map(|record| (record.day, record.state)).collect();
        Ok(Reading { connection: at, states, reader, next })
    }
}
