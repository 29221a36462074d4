//! A process measured from outside: wall time, processor time, peak memory.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a process took.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// Seconds from spawn to exit.
    pub wall: f64,
    /// Seconds of processor time of it and of what it waited for; not known everywhere.
    pub processor: Option<f64>,
    /// Peak memory, MiB, to what the last milliseconds added; not known everywhere.
    pub memory: Option<f64>,
}

/// A point in time.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark reads the clock: that is what it is for"
)]
pub fn now() -> Instant {
    Instant::now()
}

/// Runs a command to its end, looking at it meanwhile as often as `every` says.
///
/// # Errors
///
/// A sentence if it cannot be started or fails.
pub fn run(
    command: &mut Command,
    every: Duration,
    mut look: impl FnMut(&Child),
) -> Result<Took, String> {
    let told = format!("{command:?}");
    let begun = now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot start {told}: {error}"))?;
    let mut memory = None;
    while !has_ended(&mut child)? {
        look(&child);
        memory = peak_memory(child.id()).or(memory);
        std::thread::sleep(every);
    }
    let wall = begun.elapsed().as_secs_f64();
    // It has ended and was not waited for yet: the system still knows what it used.
    let processor = stat(child.id()).map(|stat| stat.seconds);
    let status = child.wait().map_err(|error| format!("{told}: {error}"))?;
    if status.success() {
        Ok(Took {
            wall,
            processor,
            memory,
        })
    } else {
        Err(format!("{told} ended with {status}"))
    }
}

fn has_ended(child: &mut Child) -> Result<bool, String> {
    match stat(child.id()) {
        Some(stat) => Ok(stat.state == 'Z'),
        None => child
            .try_wait()
            .map(|status| status.is_some())
            .map_err(|error| error.to_string()),
    }
}

struct Stat {
    state: char,
    seconds: f64,
}

/// Ticks of the system's clock a second: 100 on every Linux that is built today.
const TICKS: f64 = 100.0;

/// State and processor time of a process, from /proc.
fn stat(process: u32) -> Option<Stat> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let mut fields = text.rsplit_once(") ")?.1.split(' ');
    let state = fields.next()?.chars().next()?;
    // Fields 14 to 17 of proc(5): user and system time, its own and of children waited for.
    let ticks = fields
        .skip(10)
        .take(4)
        .filter_map(|field| field.parse::<f64>().ok());
    Some(Stat {
        state,
        seconds: ticks.sum::<f64>() / TICKS,
    })
}

/// The most memory that a process had so far, MiB.
fn peak_memory(process: u32) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib / 1024.0)
}
