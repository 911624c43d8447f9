//! The index from inside, in a process that does nothing else: how long it takes to fill and to patch, how much
//! memory it takes, and how fast it answers. It is filled by the server's own keeper from a real archive.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use app::backend::Backend;
use domain::clock::FixedClock;
use domain::{Dataset, Day};
use server::config::{Config, Sources};
use server::state::Keeper;
use server::{AppState, Deps, backend};
use tokio_util::sync::CancellationToken;

use super::figures::{Inside, Times, ms};
use super::kept::{self, Kept};
use super::machine::Memory;
use super::questions::QUESTIONS;
use super::views::{self, Views};
use crate::organisation::year;

/// A day is replaced so often, there and back: an even number, so that the archive ends as it was.
const REPLACEMENTS: u64 = 6;

/// Measures a kept organisation.
pub async fn measure(folder: &Path) -> anyhow::Result<Inside> {
    let kept = Kept::open(folder)?;
    let state = open(&kept).await?;
    let backend = backend::backend(&state);
    let resident = || Memory::of(None).map(|memory| memory.resident);
    // The days to replace are the measurement's, and no part of the server.
    let bare = resident();
    let mut patching = Patching::new(&kept, &state).await?;
    let own = resident().zip(bare).map(|(with, without)| with.saturating_sub(without));
    // A run that was cut off may have left the day revised.
    patching.write(0).await?;

    let before = resident();
    let store = Arc::clone(&state.index);
    let mut keeper = Keeper::new(state.archive.clone(), store).within(state.config.memory.index);
    let began = Instant::now();
    keeper.look().await?;
    let build_seconds = began.elapsed().as_secs_f64();
    let after = resident();
    eprintln!("index filled in {build_seconds:.1} s, {} MB by its own count", state.index.memory().bytes / 1_000_000);

    let (replace, patch, views) = patch_and_view(&mut patching, &mut keeper, &state, &backend).await?;
    let used_bytes = resident().zip(own).map(|(used, own)| used.saturating_sub(own));
    let index = state.index.snapshot();
    let questions = QUESTIONS.iter().map(|question| question.answer(&index)).collect::<anyhow::Result<_>>()?;
    Ok(Inside {
        build_seconds,
        index_bytes: after.zip(before).map(|(after, before)| after.saturating_sub(before)),
        used_bytes,
        replace,
        patch,
        views: views.found(),
        metrics: views::metrics(&index)?,
        questions,
    })
}

/// An application over the kept archive whose clock stands at the moment of the last fetch.
async fn open(kept: &Kept) -> anyhow::Result<AppState> {
    let data = kept.data();
    let data = data.to_str().context("a path that is no text")?;
    let flags = BTreeMap::from([("data_dir".to_owned(), data.to_owned())]);
    let config = Config::load(Sources { flags, ..Sources::default() })?;
    let clock = Arc::new(FixedClock(kept::fetched_at(0)));
    let deps = Deps::open(&config, clock, CancellationToken::new()).await?;
    Ok(AppState::new(config, deps)?)
}

/// Replaces the day again and again; after each time every view is asked, cold and cached.
async fn patch_and_view(
    patching: &mut Patching,
    keeper: &mut Keeper,
    state: &AppState,
    backend: &Backend,
) -> anyhow::Result<(Times, Times, Views)> {
    let (mut replace, mut patch) = (Vec::new(), Vec::new());
    let mut views = Views::new(&state.index.snapshot())?;
    for round in 1..=REPLACEMENTS {
        let began = Instant::now();
        patching.write(round).await?;
        replace.push(ms(began.elapsed()));
        let began = Instant::now();
        keeper.look().await?;
        patch.push(ms(began.elapsed()));
        views.ask(backend).await?;
    }
    Ok((Times::of(replace), Times::of(patch), views))
}

/// A day that is revised and put back.
struct Patching {
    state: AppState,
    connection: domain::ConnectionId,
    day: Day,
    rows: [domain::fact::DayRows; 2],
}

impl Patching {
    async fn new(kept: &Kept, state: &AppState) -> anyhow::Result<Self> {
        // The Tuesday before the last day: a full day that may still be revised.
        let day = year().to().previous();
        let organisation = kept.organisation()?;
        let rows = [organisation.day(Dataset::Usage, day), organisation.revised(day)];
        let connection = kept::connection(&state.archive).await?.id;
        Ok(Self { state: state.clone(), connection, day, rows })
    }

    /// Writes the day as it looks in a round: as it was in even ones, revised in odd ones.
    async fn write(&self, round: u64) -> anyhow::Result<()> {
        let [original, revised] = &self.rows;
        let rows = if round.is_multiple_of(2) { original } else { revised };
        kept::write_day(&self.state.archive, self.connection, Dataset::Usage, self.day, rows, round).await
    }
}
