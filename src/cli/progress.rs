//! A progress bar on stderr, for a person who waits longer than a second.

use super::interrupt;
use crate::engine::Watch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A stage of a run under way: trials, or charts.
pub(super) struct Progress {
    bar: ProgressBar,
    begun: Instant,
    wanted: bool,
    shown: OnceLock<()>,
}

impl Progress {
    /// A bar for `what`; never shown if `quiet` or where stderr is no terminal.
    pub(super) fn new(what: &'static str, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style =
            ProgressStyle::with_template("{msg} {wide_bar} {human_pos} of {human_len}, {eta} left");
        bar.set_style(style.expect("the template is valid"));
        bar.set_message(what);
        Self {
            bar,
            begun: now(),
            wanted: !quiet && io::stderr().is_terminal(),
            shown: OnceLock::new(),
        }
    }

    /// Notes how far it is.
    pub(super) fn at(&self, done: u64, of: u64) {
        self.bar.set_length(of);
        self.bar.set_position(done);
        if self.wanted && done < of && self.begun.elapsed() > PATIENCE {
            self.shown.get_or_init(|| {
                self.bar
                    .set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
            });
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn advanced(&self, done: u64, trials: u64) {
        self.at(done, trials);
    }

    fn stop(&self) -> bool {
        interrupt::asked()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a person has waited is no part of the answer"
)]
fn now() -> Instant {
    Instant::now()
}
