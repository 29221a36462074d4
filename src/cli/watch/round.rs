//! One round of a watch: read, run, put in place, say what changed.
//!
//! What it does not know: what woke it up.

use super::dots::Painter;
use super::eyes::{Eyes, Stir};
use super::settle::{self, Snapshot};
use super::{Wake, WatchArgs};
use crate::artifact::{self, ArtifactError, RunFolder};
use crate::chart::{self, Picture};
use crate::cli::exit::{Exit, Failure, exit_of};
use crate::cli::run::{self, Clock};
use crate::cli::{RunArgs, interrupt, speak};
use crate::engine;
use crate::pipeline::run_watched;
use crate::projection::Projection;
use crate::scenario::problem::Problems;
use crate::scenario::{self, LoadOptions, Loaded};
use crate::table;
use std::io::{IsTerminal, stdout};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// How long a file with problems must stay as it is before they are told.
const BEFORE_PROBLEMS: Duration = Duration::from_millis(40);
/// Notices of a change belong to the save before them for so long.
const ECHO: Duration = Duration::from_millis(500);

/// How a round ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    /// With something told, or nothing to tell.
    Done,
    /// A file changed meanwhile, or the user asked to stop: nothing came of it.
    Overtaken,
    /// Nobody reads any more what is told.
    Unheard,
}

/// Results that stand in the folder.
struct Good {
    /// When they were put there, for readers.
    time: String,
    projection: Projection,
    pictures: Vec<Arc<Picture>>,
    /// The manifest beside them.
    manifest: String,
}

/// What is watched, and what came of it so far.
pub(super) struct Watching<'a> {
    args: &'a WatchArgs,
    run: RunArgs,
    options: LoadOptions,
    target: PathBuf,
    pool: rayon::ThreadPool,
    eyes: Eyes,
    painter: Painter,
    files: Vec<PathBuf>,
    /// What stood in the files when they were last read.
    seen: Snapshot,
    changed: Instant,
    /// Rounds so far.
    number: u64,
    good: Option<Good>,
}

impl<'a> Watching<'a> {
    pub(super) fn new(args: &'a WatchArgs, wakes: Sender<Wake>) -> Result<Self, Failure> {
        let run = args.run();
        let no_threads = |error| Failure::Files(format!("cannot start threads: {error}"));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(args.threads.unwrap_or(0))
            .build()
            .map_err(no_threads)?;
        Ok(Self {
            args,
            options: run::load_options(&args.read),
            target: run::target(&run)?,
            run,
            painter: Painter::new(pool.current_num_threads(), wakes.clone()).map_err(no_threads)?,
            pool,
            eyes: Eyes::new(args.poll, wakes),
            files: Vec::new(),
            seen: Snapshot::new(),
            changed: now(),
            number: 0,
            good: None,
        })
    }

    /// How long to sleep without a wake.
    pub(super) const fn patience(&self) -> Duration {
        self.eyes.patience()
    }

    /// The first round. What keeps it from being run is told as in later ones, but for a file that
    /// cannot be read and a folder that cannot be written: there the watch has nothing to go by.
    pub(super) fn begin(&mut self) -> Result<Round, Failure> {
        if !self.args.quiet {
            speak::talk(&format!(
                "watching {}: {} trials at each save; Ctrl-C ends it\n",
                self.args.file.display(),
                table::totals::count(self.args.trials as f64),
            ));
        }
        if let Err(problems) = scenario::load(&self.args.file, &self.options)
            && exit_of(&problems) == Exit::Files
        {
            return Err(Failure::Scenario(Box::new(problems)));
        }
        drop(RunFolder::open(&self.target)?);
        self.rounds()
    }

    /// A round where a file has changed. `told` of a change where there is none, it says so.
    pub(super) fn look_again(&mut self, told: bool) -> Result<Round, Failure> {
        self.eyes.look_at(&self.files);
        if self.look() != self.seen {
            return self.rounds();
        }
        if told && !self.args.quiet && self.changed.elapsed() > ECHO {
            self.changed = now();
            return heard(&format!("{}  saved, nothing changed\n", time()));
        }
        Ok(Round::Done)
    }

    /// Adds the PNGs of the round of a number to its results, if they still stand.
    pub(super) fn add_dots(&mut self, number: u64) {
        if number != self.number || self.look() != self.seen {
            return;
        }
        let Some(good) = &self.good else { return };
        let standing = std::fs::read_to_string(self.target.join(artifact::MANIFEST));
        if !standing.is_ok_and(|standing| standing == good.manifest) {
            // Somebody else's run has taken the place.
            return;
        }
        let clock = Clock::start();
        match self.published(&clock, &good.projection, &good.pictures, &["svg", "png"]) {
            Ok(_) | Err(ArtifactError::Interrupted) => {}
            Err(error) => speak::talk(&format!("error: {error}\n")),
        }
    }

    /// Rounds until one is not overtaken.
    fn rounds(&mut self) -> Result<Round, Failure> {
        loop {
            let round = self.round()?;
            if round != Round::Overtaken || interrupt::asked() {
                return Ok(round);
            }
        }
    }

    fn round(&mut self) -> Result<Round, Failure> {
        self.number += 1;
        self.painter.abandon();
        let clock = Clock::start();
        self.files = scenario::files(&self.args.file, &self.options);
        self.eyes.look_at(&self.files);
        self.seen = settle::settled(&self.seen, || self.look(), pause);
        self.changed = now();
        let loaded = scenario::load(&self.args.file, &self.options);
        if loaded.is_err() {
            pause(BEFORE_PROBLEMS);
        }
        // What was read must be what was settled on, with all that it extends by now.
        self.files = scenario::files(&self.args.file, &self.options);
        if self.look() != self.seen {
            return Ok(Round::Overtaken);
        }
        match loaded {
            Err(problems) => Ok(self.bad(&problems)),
            Ok(loaded) => self.run(&loaded, &clock),
        }
    }

    /// Says what is wrong, and what stands.
    fn bad(&self, problems: &Problems) -> Round {
        speak::talk_problems(problems);
        self.kept();
        Round::Done
    }

    fn kept(&self) {
        speak::talk(&match &self.good {
            Some(good) => format!("kept: results of {}\n", good.time),
            None => "no results yet; the next save is another try\n".to_owned(),
        });
    }

    fn run(&mut self, loaded: &Loaded, clock: &Clock) -> Result<Round, Failure> {
        if !self.args.quiet {
            speak::talk_problems(&loaded.warnings);
        }
        let spec = run::spec(&self.run, loaded);
        let witness = self.witness();
        let Ok(projection) = self.pool.install(|| run_watched(loaded, &spec, &witness)) else {
            return Ok(Round::Overtaken);
        };
        let last = self.good.as_ref().map_or(&[][..], |good| &good.pictures);
        let charts = if self.args.no_charts {
            Vec::new()
        } else {
            chart::charts(&projection)
        };
        let pictures = chart::pictures(charts, last);
        let manifest = match self.published(clock, &projection, &pictures, &["svg"]) {
            Ok(manifest) => manifest,
            Err(ArtifactError::Interrupted) => return Ok(Round::Overtaken),
            Err(error) => {
                speak::talk(&format!("error: {error}\n"));
                self.kept();
                return Ok(Round::Done);
            }
        };
        let good = Good {
            time: time(),
            projection,
            pictures,
            manifest,
        };
        let round = self.tell(&good, clock.begun.elapsed());
        if !self.args.no_charts {
            self.painter.begin(self.number, &good.pictures);
        }
        self.good = Some(good);
        round
    }

    /// Puts results with these kinds of charts in their place; gives the manifest.
    fn published(
        &self,
        clock: &Clock,
        projection: &Projection,
        pictures: &[Arc<Picture>],
        kinds: &[&str],
    ) -> Result<String, ArtifactError> {
        let folder = RunFolder::open(&self.target)?;
        let witness = self.witness();
        let stop = |_, _| engine::Watch::stop(&witness);
        let contents = run::contents(&self.run);
        let files = self
            .pool
            .install(|| folder.write_pictures(projection, contents, pictures, kinds, &stop))?;
        let threads = self.pool.current_num_threads();
        let mut manifest = run::manifest(&self.run, projection, files, clock, threads);
        "watch".clone_into(&mut manifest.command);
        let text = manifest.text();
        folder.write(artifact::MANIFEST, text.as_bytes())?;
        if engine::Watch::stop(&witness) {
            return Err(ArtifactError::Interrupted);
        }
        folder.publish()?;
        Ok(text)
    }

    /// Says what new results are, or what they change of the last ones.
    fn tell(&self, good: &Good, took: Duration) -> Result<Round, Failure> {
        if self.args.quiet {
            return Ok(Round::Done);
        }
        let mut text = String::new();
        if self.args.clear && stdout().is_terminal() {
            text.push_str("\x1b[2J\x1b[H");
        }
        let Some(last) = &self.good else {
            let report = self.target.join(artifact::REPORT).display().to_string();
            text += &table::summary(&good.projection, speak::width(), Some(&report));
            return heard(&text);
        };
        let is_new =
            |picture: &&Arc<Picture>| !last.pictures.iter().any(|l| Arc::ptr_eq(l, picture));
        let redrawn = good.pictures.iter().filter(is_new).count();
        let [edits, outcome, moved] = table::change(&last.projection, &good.projection);
        text += &format!(
            "{}  {edits}\n          {outcome}\n          {moved}; {redrawn} of {} charts redrawn, {:.2} s\n",
            good.time,
            good.pictures.len(),
            took.as_secs_f64(),
        );
        heard(&text)
    }

    fn look(&self) -> Snapshot {
        settle::look(&self.files, self.args.read.max_file)
    }

    fn witness(&self) -> Witness<'_> {
        Witness {
            files: &self.files,
            most: self.args.read.max_file,
            seen: &self.seen,
            stir: self.eyes.stir(),
            overtaken: AtomicBool::new(false),
        }
    }
}

/// Stops what is overtaken by a save, or by the user.
struct Witness<'a> {
    files: &'a [PathBuf],
    most: u64,
    seen: &'a Snapshot,
    stir: Stir,
    overtaken: AtomicBool,
}

impl engine::Watch for Witness<'_> {
    fn advanced(&self, _done: u64, _trials: u64) {}

    fn stop(&self) -> bool {
        if self.stir.since() && settle::look(self.files, self.most) != *self.seen {
            self.overtaken.store(true, Ordering::Relaxed);
        }
        interrupt::asked() || self.overtaken.load(Ordering::Relaxed)
    }
}

/// Waits; whether to go on.
fn pause(time: Duration) -> bool {
    std::thread::sleep(time);
    !interrupt::asked()
}

/// Prints a part of the answer.
fn heard(text: &str) -> Result<Round, Failure> {
    let goes_on = speak::goes_on(text)?;
    Ok(if goes_on { Round::Done } else { Round::Unheard })
}

/// The time of day, for whoever looks at the log.
#[expect(
    clippy::disallowed_methods,
    reason = "a log says when something happened"
)]
fn time() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long ago a save was is no part of the answer"
)]
fn now() -> Instant {
    Instant::now()
}
