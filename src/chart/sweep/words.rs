//! The words of a sweep's charts: title, message, notes.
//!
//! What it does not know: marks.

use super::super::footer::{self, Reads};
use super::super::text;
use super::Scene;

impl Scene<'_> {
    pub(super) fn title(&self) -> String {
        text::clean(&self.outcome.title)
    }

    /// What the values of the axes come to, in a sentence or two.
    pub(super) fn message(&self) -> String {
        self.sweep.message(self.outcome)
    }

    /// The chart's own notes, then the run. Where errors are drawn, what they are not of.
    pub(super) fn notes(&self, mut own: Vec<String>, errors: bool) -> Vec<String> {
        let shared = if errors {
            "All cells share their random numbers: differences between them are surer than each value by itself (sweep.csv has their errors)."
        } else {
            "All cells share their random numbers: what differs between them is what was varied."
        };
        own.push(shared.to_owned());
        footer::swept(self.sweep, own, Reads::Plain)
    }
}
