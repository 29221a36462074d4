//! One round of a watch: read, run, put in place, say what changed.
//!
//! What it does not know: what woke it up.

mod telling;

use super::dots::Painter;
use super::eyes::{Eyes, Stir};
use super::settle::{self, Snapshot};
use super::{Wake, WatchArgs};
use crate::artifact::{self, ArtifactError, RunFolder, ScenarioRan};
use crate::chart::{self, Picture};
use crate::cli::exit::{Exit, Failure, exit_of};
use crate::cli::options::{Clock, Ran};
use crate::cli::{interrupt, run, speak};
use crate::engine;
use crate::pipeline::run_watched;
use crate::projection::Projection;
use crate::scenario::problem::Problems;
use crate::scenario::{self, Files, LoadOptions, Loaded};
use crate::table;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};
use telling::{heard, time};

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
    /// What the files were then.
    seen: Snapshot,
    /// What stood in the files, to be read again.
    said: LoadOptions,
    loaded: Loaded,
    projection: Projection,
    pictures: Vec<Arc<Picture>>,
    /// The manifest beside them.
    manifest: String,
    /// Whether the PNGs are there.
    has_dots: bool,
}

/// What is watched, and what came of it so far.
pub(super) struct Watching<'a> {
    args: &'a WatchArgs,
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
        let pool = args.options.pool()?;
        let painter = Painter::new(pool.current_num_threads(), wakes.clone());
        Ok(Self {
            args,
            options: args.options.load_options(),
            target: run::target(&args.file, args.options.out.as_ref())?,
            painter: painter
                .map_err(|error| Failure::Files(format!("cannot start threads: {error}")))?,
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
        if !self.args.options.quiet {
            speak::talk(&format!(
                "watching {}: {} trials at each save; Ctrl-C ends it\n",
                self.args.file.display(),
                table::totals::count(self.args.options.trials.unwrap_or_default() as f64),
            ));
        }
        if let Err(problems) = scenario::load(&self.args.file, &self.options)
            && exit_of(&problems) == Exit::Files
        {
            return Err(Failure::Scenario(Box::new(problems)));
        }
        drop(RunFolder::open(&self.target)?);
        self.rounds(None)
    }

    /// A round where a file has changed. `told` of a change where there is none, it says so.
    pub(super) fn look_again(&mut self, told: bool) -> Result<Round, Failure> {
        self.eyes.look_at(&self.files);
        if self.look() != self.seen {
            let settled = settle::settled(&self.seen, || self.look(), pause);
            if settled != self.seen {
                return self.rounds(Some(settled));
            }
        }
        if told && !self.args.options.quiet && self.changed.elapsed() > ECHO {
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
        if !stands(&self.target, &good.manifest) {
            // Somebody else's run has taken the place.
            return;
        }
        let clock = Clock::start();
        match self.published(&clock, &good.projection, &good.pictures, &["svg", "png"]) {
            Ok(manifest) => {
                if let Some(good) = &mut self.good {
                    good.manifest = manifest;
                    good.has_dots = true;
                }
            }
            Err(ArtifactError::Interrupted) => {}
            Err(error) => speak::talk(&format!("error: {error}\n")),
        }
    }

    /// Rounds until one is not overtaken; the first by what the files were `settled` on, if that
    /// is known.
    fn rounds(&mut self, mut settled: Option<Snapshot>) -> Result<Round, Failure> {
        loop {
            let round = self.round(settled.take())?;
            self.changed = now();
            if round != Round::Overtaken || interrupt::asked() {
                return Ok(round);
            }
        }
    }

    fn round(&mut self, settled: Option<Snapshot>) -> Result<Round, Failure> {
        self.number += 1;
        self.painter.abandon();
        let clock = Clock::start();
        self.files = scenario::files(&self.args.file, &self.options);
        self.eyes.look_at(&self.files);
        let is_whole = |seen: &Snapshot| seen.keys().eq(self.files.iter().collect::<BTreeSet<_>>());
        self.seen = match settled.filter(is_whole) {
            Some(seen) => seen,
            None => settle::settled(&self.seen, || self.look(), pause),
        };
        let loaded = scenario::load(&self.args.file, &self.options);
        if loaded.is_err() {
            pause(BEFORE_PROBLEMS);
        }
        // What was read must be what was settled on, with all that it extends by now.
        self.files = scenario::files(&self.args.file, &self.options);
        if self.look() != self.seen {
            return Ok(Round::Overtaken);
        }
        if let Some(good) = self.good.as_ref().filter(|good| good.seen == self.seen)
            && stands(&self.target, &good.manifest)
        {
            return self.as_it_was();
        }
        match loaded {
            Err(problems) => Ok(self.bad(&problems)),
            Ok(loaded) => self.run(loaded, &clock),
        }
    }

    /// The files say again what they said when the results that stand were made.
    fn as_it_was(&mut self) -> Result<Round, Failure> {
        let Some(good) = &self.good else {
            return Ok(Round::Done);
        };
        if !good.has_dots && !good.pictures.is_empty() {
            self.painter.begin(self.number, &good.pictures);
        }
        if self.args.options.quiet {
            return Ok(Round::Done);
        }
        heard(&format!(
            "{}  as it was: the results of {} stand\n",
            time(),
            good.time
        ))
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

    fn run(&mut self, loaded: Loaded, clock: &Clock) -> Result<Round, Failure> {
        if !self.args.options.quiet {
            speak::talk_problems(&loaded.warnings);
        }
        let spec = self.args.options.spec(&loaded.model);
        let witness = self.witness();
        let Ok(projection) = self.pool.install(|| run_watched(&loaded, &spec, &witness)) else {
            return Ok(Round::Overtaken);
        };
        let last = self.good.as_ref().map_or(&[][..], |good| &good.pictures);
        let charts = if self.args.options.contents().charts {
            chart::charts(&projection)
        } else {
            Vec::new()
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
            seen: self.seen.clone(),
            said: self.kept_in_memory(&loaded),
            loaded,
            projection,
            pictures,
            manifest,
            has_dots: false,
        };
        let round = self.tell(&good, clock.elapsed());
        if !good.pictures.is_empty() {
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
        let options = &self.args.options;
        let text = self.pool.install(|| -> Result<String, ArtifactError> {
            let contents = options.contents();
            let files = folder.write_pictures(projection, contents, pictures, kinds, &stop)?;
            let ran = Ran {
                command: "watch",
                capcast: &projection.capcast,
                seed: projection.seed,
                trials: projection.trials,
                with: Vec::new(),
                against: None,
                files,
                scenarios: vec![ScenarioRan::of(None, &projection.scenario)],
            };
            Ok(options.manifest(ran, clock).text())
        })?;
        folder.write(artifact::MANIFEST, text.as_bytes())?;
        if engine::Watch::stop(&witness) {
            return Err(ArtifactError::Interrupted);
        }
        folder.publish()?;
        Ok(text)
    }

    /// The files of a scenario as they are now, whatever becomes of them.
    fn kept_in_memory(&self, loaded: &Loaded) -> LoadOptions {
        let paths = loaded.files.iter().map(|file| file.path.as_path());
        let texts = paths.filter_map(|path| Some((path, std::fs::read(path).ok()?)));
        LoadOptions {
            files: Files::memory(texts),
            ..self.options.clone()
        }
    }

    fn look(&self) -> Snapshot {
        settle::look(&self.files, self.args.options.read.max_file)
    }

    fn witness(&self) -> Witness<'_> {
        Witness {
            files: &self.files,
            most: self.args.options.read.max_file,
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

/// Whether the results with this manifest stand at `target`.
fn stands(target: &Path, manifest: &str) -> bool {
    let standing = std::fs::read_to_string(target.join(artifact::MANIFEST));
    standing.is_ok_and(|standing| standing == manifest)
}

/// Waits; whether to go on.
fn pause(time: Duration) -> bool {
    std::thread::sleep(time);
    !interrupt::asked()
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long ago a save was is no part of the answer"
)]
fn now() -> Instant {
    Instant::now()
}
