//! The made-up organisation: what it is made from, and how its time goes on.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::Day;
use domain::clock::SharedClock;
use simulator::{OrgConfig, ReviewShape, Simulator};
use tokio_util::sync::CancellationToken;

use crate::Flags;

/// What the organisation of a kept data folder was made from, so that it goes on instead of being made anew.
const KEPT: &str = "demo-organisation.json";
/// The simulated moment is set to the present so often.
const TICK: Duration = Duration::from_secs(30);

/// The organisation of a data folder: the one that was kept there, or a new one from the flags.
pub fn of(flags: &Flags, folder: &Path, now: DateTime<Utc>) -> anyhow::Result<OrgConfig> {
    let file = folder.join(KEPT);
    let unusable = || format!("{} cannot be used: delete the folder or choose another with --data-dir", file.display());
    if file.exists() {
        let text = std::fs::read_to_string(&file).with_context(unusable)?;
        let kept: OrgConfig = serde_json::from_str(&text).with_context(unusable)?;
        let asked = (flags.users, flags.teams, flags.days, flags.seed);
        if asked != (kept.users, kept.teams, kept.days, kept.seed) {
            tracing::warn!(
                "the data folder has an organisation already; --users, --teams, --days and --seed are not used"
            );
        }
        return Ok(OrgConfig { now: Some(now), ..kept });
    }
    let made = OrgConfig {
        users: flags.users,
        teams: flags.teams,
        days: flags.days,
        seed: flags.seed,
        today: Day::of(now),
        now: Some(now),
        reviews: if flags.reviews_by_person { ReviewShape::PerPerson } else { ReviewShape::default() },
        ..OrgConfig::default()
    };
    let text = serde_json::to_string_pretty(&made)?;
    std::fs::write(&file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(made)
}

/// Lets the organisation's time follow the machine's, so that the last days grow as they do at `OpenAI`.
pub async fn follow_time(simulator: Simulator, clock: SharedClock, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = tokio::time::sleep(TICK) => simulator.advance_to(clock.now()),
        }
    }
    simulator.stop().await;
}
