//! The progress of running passes, live where the browser is awake and as it was at load elsewhere.

use domain::sync::SyncProgress;
use leptos::prelude::*;

use crate::browser;
use crate::state::Revision;
use crate::words::freshness;

/// How many seconds apart pages ask again while a pass runs.
const ASK_AGAIN_AFTER: i64 = 5;

/// What is known of running passes beyond what the page was loaded with.
#[derive(Clone, Copy)]
pub struct Live {
    progress: RwSignal<Vec<SyncProgress>>,
    wanted: RwSignal<bool>,
    asked: StoredValue<i64>,
    revision: Revision,
}

impl Live {
    /// Puts it into context and listens whenever a page has seen a running pass.
    pub fn provide(revision: Revision) {
        let live = Self {
            progress: RwSignal::new(Vec::new()),
            wanted: RwSignal::new(false),
            asked: StoredValue::new(0),
            revision,
        };
        provide_context(live);
        Effect::new(move |_| {
            if live.wanted.get() {
                browser::listen_to_sync(live);
            }
        });
    }

    /// Listens from now on until nothing runs any more.
    pub fn want(self) {
        if !self.wanted.get_untracked() {
            self.wanted.set(true);
        }
    }

    /// Takes in what the server says; true where nothing runs any more and listening can end.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser hears of progress"))]
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
        self.progress.set(running);
        if done {
            self.asked.set_value(0);
            self.wanted.set(false);
            self.revision.bump();
        }
        done
    }

    /// What runs now, as far as is known: what was heard last, else what the page was loaded with.
    fn running(self, loaded: &[SyncProgress]) -> Vec<SyncProgress> {
        let heard = self.progress.get();
        if heard.is_empty() { loaded.to_vec() } else { heard }
    }
}

/// A bar and a line for each pass that runs; nothing where none does.
#[component]
pub fn Progress(
    /// What ran when the page was loaded.
    running: Vec<SyncProgress>,
    /// Where the link to look again leads, for browsers without scripts.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let live = use_context::<Live>();
    if running.is_empty() {
        return ().into_any();
    }
    if let Some(live) = live {
        Effect::new(move |_| live.want());
    }
    let passes = move || {
        let now = live.map_or_else(|| running.clone(), |live| live.running(&running));
        now.into_iter().map(|one| pass(&one)).collect_view()
    };
    view! {
        <div class="progress" role="status" aria-live="polite">
            {passes}
            <p class="no-js">
                <a href=here>"Refresh"</a>
            </p>
        </div>
    }
    .into_any()
}

fn pass(progress: &SyncProgress) -> AnyView {
    let name = progress.connection.to_string();
    let label = format!("Reading {name}");
    view! {
        <div class="pass">
            <span class="pass-name">{label.clone()}</span>
            <progress max=progress.planned.max(1).to_string() value=progress.done.to_string() aria-label=label></progress>
            <span class="pass-text num">{freshness::progress(progress)}</span>
        </div>
    }
    .into_any()
}
