//! The progress of running passes, live where the browser is awake and as it was at load elsewhere.

use domain::sync::SyncProgress;
use leptos::prelude::*;

use crate::browser;
use crate::state::Revision;

/// How many seconds apart pages ask again while a pass runs.
const ASK_AGAIN_AFTER: i64 = 5;

/// What is known of running passes beyond what the page was loaded with.
#[derive(Clone, Copy)]
pub struct Live {
    progress: RwSignal<Vec<SyncProgress>>,
    wanted: RwSignal<bool>,
    asked: StoredValue<i64>,
    /// When the latest pass began that was seen running, and the latest that was seen to have ended. A page that
    /// still shows a pass which has ended does not make it listen again.
    seen: StoredValue<i64>,
    ended: StoredValue<i64>,
    revision: Revision,
}

impl Live {
    /// Puts it into context and listens whenever a page has seen a running pass.
    pub fn provide(revision: Revision) {
        let live = Self {
            progress: RwSignal::new(Vec::new()),
            wanted: RwSignal::new(false),
            asked: StoredValue::new(0),
            seen: StoredValue::new(0),
            ended: StoredValue::new(0),
            revision,
        };
        provide_context(live);
        Effect::new(move |_| {
            if live.wanted.get() {
                browser::listen_to_sync(live);
            }
        });
        Effect::new(move |_| live.progress.with(|running| browser::show_progress(running)));
    }

    /// Listens from now on until nothing runs any more.
    fn want(self) {
        if !self.wanted.get_untracked() {
            self.wanted.set(true);
        }
    }

    /// Listens if a pass that a page shows as running, and that began then, is not known to have ended.
    #[cfg_attr(not(any(test, feature = "hydrate")), expect(dead_code, reason = "only a browser listens"))]
    pub fn want_since(self, began: i64) {
        self.seen.update_value(|seen| *seen = began.max(*seen));
        if began > self.ended.get_value() {
            self.want();
        }
    }

    /// Takes in what the server says; true where nothing runs any more and listening can end.
    #[cfg_attr(not(any(test, feature = "hydrate")), expect(dead_code, reason = "only a browser hears of progress"))]
    pub fn hear(self, running: Vec<SyncProgress>) -> bool {
        let done = running.is_empty();
        if let Some(now) = running.iter().map(|one| one.now.0).max() {
            if self.asked.get_value() == 0 {
                self.asked.set_value(now);
            } else if now - self.asked.get_value() >= ASK_AGAIN_AFTER {
                self.asked.set_value(now);
                self.revision.bump();
            }
        }
        let began = latest_start(&running);
        self.seen.update_value(|seen| *seen = began.max(*seen));
        self.progress.set(running);
        if done {
            self.asked.set_value(0);
            self.ended.set_value(self.seen.get_value());
            self.wanted.set(false);
            self.revision.bump();
        }
        done
    }
}

fn latest_start(running: &[SyncProgress]) -> i64 {
    running.iter().map(|one| one.started.0).max().unwrap_or(0)
}

/// A bar and a line for each pass that runs; nothing where none does.
#[cfg(feature = "ssr")]
#[component]
pub fn Progress(
    /// What runs as the page is made.
    running: Vec<SyncProgress>,
    /// Where the link to look again leads, for browsers without scripts.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    if running.is_empty() {
        return ().into_any();
    }
    let passes = running.iter().map(pass).collect_view();
    view! {
        <div class="progress" role="status" aria-live="polite" data-began=latest_start(&running).to_string()>
            {passes}
            <p class="no-js">
                <a href=here>"Refresh"</a>
            </p>
        </div>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
fn pass(progress: &SyncProgress) -> AnyView {
    let name = progress.connection.to_string();
    let label = format!("Reading {name}");
    view! {
        <div class="pass">
            <span class="pass-name">{label.clone()}</span>
            <progress max=progress.planned.max(1).to_string() value=progress.done.to_string() aria-label=label></progress>
            <span class="pass-text num">{crate::words::progress::line(progress)}</span>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::ConnectionName;
    use domain::sync::Moment;

    fn at(now: i64) -> Vec<SyncProgress> {
        vec![SyncProgress {
            connection: ConnectionName::new("main"),
            done: 1,
            planned: 9,
            rows: 10,
            started: Moment(1_000),
            now: Moment(now),
            waiting_until: None,
        }]
    }

    #[test]
    fn pages_ask_again_now_and_then_and_once_more_at_the_end() {
        let owner = Owner::new();
        owner.with(|| {
            let revision = Revision(RwSignal::new(0));
            Live::provide(revision);
            let live = use_context::<Live>().unwrap();
            live.want_since(1_000);
            assert!(live.wanted.get_untracked());
            let asked = [1_010, 1_012, 1_014, 1_015, 1_019].map(|now| {
                assert!(!live.hear(at(now)));
                revision.0.get_untracked()
            });
            assert_eq!(asked, [0, 0, 0, 1, 1]);
            assert!(live.hear(Vec::new()), "nothing runs: listening ends");
            assert_eq!(revision.0.get_untracked(), 2);
            live.want_since(1_000);
            assert!(!live.wanted.get_untracked(), "a pass that has ended is not listened for again");
            live.want();
            assert!(live.wanted.get_untracked(), "one that has just been asked for is");
        });
    }
}
