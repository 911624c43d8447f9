//! How often `OpenAI` is read, and how far back the first time.
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `UPTAKE_SYNC_EVERY` | `2h` | from one pass to the next, 1m to 7d |
//! | `UPTAKE_BACKFILL_DAYS` | `90` | days of the first pass, 1 to 730; `OpenAI` may keep fewer |

use std::time::Duration;

use super::duration::parse_duration;
use super::problems::Problem;
use super::sources::Values;

const SHORTEST: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(7 * 24);
const MOST_DAYS: u32 = 730;

/// The schedule.
#[derive(Clone, Copy, Debug)]
pub struct Sync {
    /// From one pass to the next.
    pub every: Duration,
    /// Days of the first pass.
    pub backfill_days: u32,
}

impl Sync {
    pub(super) fn read(values: &Values, problems: &mut Vec<Problem>) -> Option<Self> {
        let every = values.read("sync_every", "2h", problems, |text| {
            let every = parse_duration(text)?;
            if (SHORTEST..=LONGEST).contains(&every) {
                Ok(every)
            } else {
                Err(format!("“{text}” is outside 1m to 7d: OpenAI publishes a few times a day at most"))
            }
        });
        let days = values.read("backfill_days", "90", problems, |text| {
            let days = text.parse::<u32>().ok().filter(|days| (1..=MOST_DAYS).contains(days));
            days.ok_or_else(|| format!("“{text}” is not a number of days from 1 to {MOST_DAYS}"))
        });
        Some(Self { every: every?, backfill_days: days? })
    }
}
