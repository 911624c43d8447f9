//! The progress of a pass: a bar on a terminal, nothing in a pipe.

use std::io::IsTerminal as _;

use collector::Collector;
use domain::{ConnectionId, ConnectionName};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::task::JoinHandle;

/// A bar that follows a pass.
pub(super) struct Bar {
    bar: ProgressBar,
    follower: JoinHandle<()>,
}

impl Bar {
    /// Follows the pass of a connection, which may begin a little later.
    pub(super) fn watch(collector: &Collector, id: ConnectionId, name: &ConnectionName) -> Self {
        let bar = ProgressBar::new(0);
        if !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = ProgressStyle::with_template("{prefix} [{bar:30}] {pos}/{len} days, {msg}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        bar.set_prefix(name.to_string());
        let (mut board, shown) = (collector.progress(), bar.clone());
        let follower = tokio::spawn(async move {
            while board.changed().await.is_ok() {
                let Some(progress) = board.borrow_and_update().get(&id).cloned() else { continue };
                shown.set_length(progress.planned.into());
                shown.set_position(progress.done.into());
                let wait = progress.waiting_until.map(|until| until.0 - progress.now.0).filter(|wait| *wait > 0);
                shown.set_message(match wait {
                    Some(seconds) => format!("{} rows, OpenAI asks us to wait {seconds} s", progress.rows),
                    None => format!("{} rows", progress.rows),
                });
            }
        });
        Self { bar, follower }
    }

    /// Takes the bar away.
    pub(super) fn done(self) {
        self.follower.abort();
        self.bar.finish_and_clear();
    }
}
