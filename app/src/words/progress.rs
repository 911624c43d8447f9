//! How far a pass is, in one line.

use domain::sync::SyncProgress;

use super::{counted, grouped};

/// How far a pass is: `1,204 of 2,160 days of data read, about 2 minutes left`.
pub fn line(progress: &SyncProgress) -> String {
    let mut text = format!(
        "{} of {} read",
        grouped(i64::from(progress.done)),
        counted(u64::from(progress.planned), "day of data", "days of data")
    );
    if let Some(rate) = rows_a_second(progress) {
        text.extend([format!(", {} a second", counted(rate, "row", "rows"))]);
    }
    if let Some(until) = progress.waiting_until.filter(|until| *until > progress.now) {
        let seconds = u64::try_from(until.0 - progress.now.0).unwrap_or(0);
        text.extend([format!("; OpenAI asks for patience, going on in {}", duration(seconds))]);
    } else if let Some(left) = progress.seconds_left() {
        text.extend([format!(", about {} left", duration(left))]);
    }
    text
}

fn rows_a_second(progress: &SyncProgress) -> Option<u64> {
    let elapsed = u64::try_from(progress.now.0 - progress.started.0).ok().filter(|seconds| *seconds > 0)?;
    Some(progress.rows / elapsed).filter(|rate| *rate > 0)
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..=59 => counted(seconds.max(1), "second", "seconds"),
        60..=5400 => counted(seconds.div_ceil(60), "minute", "minutes"),
        _ => counted(seconds.div_ceil(3600), "hour", "hours"),
    }
}

/// A pass that has run for a minute, for tests.
#[cfg(test)]
pub fn sample() -> SyncProgress {
    use domain::sync::Moment;
    const NOW: Moment = Moment(1_795_176_000);
    SyncProgress {
        connection: domain::ConnectionName::new("main"),
        done: 90,
        planned: 270,
        rows: 12_000,
        started: Moment(NOW.0 - 60),
        now: NOW,
        waiting_until: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::sync::Moment;

    #[test]
    fn progress_says_how_far_how_fast_and_how_long() {
        assert_eq!(line(&sample()), "90 of 270 days of data read, 200 rows a second, about 2 minutes left");
        let waiting = SyncProgress { waiting_until: Some(Moment(sample().now.0 + 30)), ..sample() };
        assert!(line(&waiting).ends_with("OpenAI asks for patience, going on in 30 seconds"));
        let begun = SyncProgress { done: 0, rows: 0, ..sample() };
        assert_eq!(line(&begun), "0 of 270 days of data read");
    }
}
