//! Printing that survives a reader who has left.

use super::exit::Failure;
use crate::scenario::problem::Problems;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, Write};

/// Prints the answer.
pub(super) fn answer(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let printed = stdout.write_all(text.as_bytes());
    heard(printed.and_then(|()| stdout.flush()))
}

/// Prints a part of an answer that never ends; false once the reader has left.
pub(super) fn goes_on(text: &str) -> Result<bool, Failure> {
    let mut stdout = io::stdout().lock();
    let printed = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    let left = matches!(&printed, Err(error) if error.kind() == io::ErrorKind::BrokenPipe);
    heard(printed).map(|()| !left)
}

/// What follows from how printing an answer ended. A closed pipe is the reader's choice; a full
/// disk is not.
pub(super) fn heard(printed: io::Result<()>) -> Result<(), Failure> {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Files(format!("cannot print the answer: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says something beside the answer; if nobody can hear it, nothing is lost.
pub(super) fn talk(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Problems with their lines, in colour where the terminal wants it.
pub(super) fn talk_problems(problems: &Problems) {
    if problems.is_empty() {
        return;
    }
    let colour = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
    let text = problems.render(colour);
    talk(&text);
    if !text.ends_with('\n') {
        talk("\n");
    }
}

/// Whether an answer is wanted in colour.
pub(super) fn colour() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// Columns of the terminal that stdout is; a hundred where it is none.
pub(super) fn width() -> usize {
    terminal_size::terminal_size_of(io::stdout())
        .map_or(100, |(width, _)| usize::from(width.0).max(60))
}
