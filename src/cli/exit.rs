//! How a command ends.

use super::speak;
use crate::artifact::ArtifactError;
use crate::scenario::problem::{Problem, Problems};
use std::process::ExitCode;

/// The exit codes, part of the interface. A panic, which is a bug, ends with 101.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done: 0.
    Done,
    /// Bad usage: 2.
    Usage,
    /// The scenario has problems: 3.
    Scenario,
    /// File trouble: 4.
    Files,
    /// Stopped by Ctrl-C or a signal to end: 130.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Usage => 2,
            Exit::Scenario => 3,
            Exit::Files => 4,
            Exit::Interrupted => 130,
        })
    }
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// The command line asks for what cannot be done.
    Usage(String),
    /// The scenario has problems.
    Scenario(Box<Problems>),
    /// Several scenarios have problems.
    Scenarios(Vec<Problems>),
    /// Scenarios that cannot be held against each other.
    Apart(String),
    /// What has been told already.
    Told(Exit),
    /// A file or a stream refused.
    Files(String),
    /// The user asked to stop.
    Interrupted,
}

impl Failure {
    /// Says on stderr what went wrong.
    pub(super) fn tell(&self) {
        match self {
            Failure::Usage(message) | Failure::Apart(message) | Failure::Files(message) => {
                speak::talk(&format!("error: {message}\n"));
            }
            Failure::Scenario(problems) => speak::talk_problems(problems),
            Failure::Scenarios(all) => {
                for problems in all {
                    speak::talk_problems(problems);
                }
            }
            Failure::Told(_) => {}
            Failure::Interrupted => {
                speak::talk("interrupted; the last results stand as they were\n");
            }
        }
    }

    /// The code that follows.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Failure::Usage(_) => Exit::Usage,
            Failure::Scenario(problems) => exit_of(problems),
            // One scenario with problems outweighs a file that cannot be read.
            Failure::Scenarios(all) if all.iter().all(|one| exit_of(one) == Exit::Files) => {
                Exit::Files
            }
            Failure::Scenarios(_) | Failure::Apart(_) => Exit::Scenario,
            Failure::Told(exit) => *exit,
            Failure::Files(_) => Exit::Files,
            Failure::Interrupted => Exit::Interrupted,
        }
    }
}

/// File trouble where the file named on the command line cannot be read; else the scenario's.
pub(super) fn exit_of(problems: &Problems) -> Exit {
    let is_unread = |problem: &&Problem| {
        matches!(problem.code(), "file::missing" | "file::unreadable") && problem.place().is_none()
    };
    if problems.sorted().iter().any(is_unread) {
        Exit::Files
    } else {
        Exit::Scenario
    }
}

impl From<ArtifactError> for Failure {
    fn from(error: ArtifactError) -> Self {
        match error {
            ArtifactError::Interrupted => Failure::Interrupted,
            error => Failure::Files(error.to_string()),
        }
    }
}
