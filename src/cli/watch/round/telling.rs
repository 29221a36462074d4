//! What a watch says of new results.
//!
//! What it does not know: how they came about.

use super::{Good, Round, Watching};
use crate::artifact;
use crate::chart::Picture;
use crate::cli::exit::Failure;
use crate::cli::speak;
use crate::comparison::EditRow;
use crate::pipeline::{Candidate, CompareError, compare};
use crate::plan::{Metric, RunSpec, ScopeKind};
use crate::scenario;
use crate::scenario::problem::Problems;
use crate::table;
use std::io::{IsTerminal, stdout};
use std::sync::Arc;
use std::time::Duration;

impl Watching<'_> {
    /// Says what new results are, or what they change of the last ones.
    pub(super) fn tell(&self, good: &Good, took: Duration) -> Result<Round, Failure> {
        if self.args.options.quiet {
            return Ok(Round::Done);
        }
        let mut text = String::new();
        if self.args.clear && stdout().is_terminal() {
            text.push_str("\x1b[2J\x1b[H");
        }
        if self.args.options.json {
            return heard(&(text + &artifact::json(&good.projection)));
        }
        let Some(last) = &self.good else {
            let report = self.target.join(artifact::REPORT).display().to_string();
            text += &table::summary(&good.projection, speak::width(), Some(&report));
            return heard(&text);
        };
        let is_new =
            |picture: &&Arc<Picture>| !last.pictures.iter().any(|l| Arc::ptr_eq(l, picture));
        let redrawn = good.pictures.iter().filter(is_new).count();
        let charts = match good.pictures.len() {
            0 => String::new(),
            all => format!("{redrawn} of {all} charts redrawn, "),
        };
        let [edits, total, moved] = self.changed(last, good);
        let took = took.as_secs_f64();
        heard(&format!(
            "{text}{}  {edits}\n          {total}\n          {moved}; {charts}{took:.2} s\n",
            good.time,
        ))
    }

    /// What new results change of the last ones, trial by trial: both are run again, with what the
    /// lines speak of alone.
    fn changed(&self, last: &Good, good: &Good) -> [String; 3] {
        let file = self.args.file.as_path();
        let said = scenario::diff((file, &last.said), (file, &good.said), &mut Problems::new());
        let edits: Vec<EditRow> = said.map_or_else(Vec::new, |said| {
            said.edits.iter().map(EditRow::from).collect()
        });
        let candidate = |label: &str, loaded, edits| Candidate {
            label: label.to_owned(),
            loaded,
            edits,
        };
        let candidates = [
            candidate("before", &last.loaded, Vec::new()),
            candidate("after", &good.loaded, edits.clone()),
        ];
        let spec = RunSpec {
            scopes: vec![ScopeKind::Total],
            metrics: vec![Metric::GpusPowered],
            seed: last.projection.seed,
            ..self.args.options.spec(&last.loaded.model)
        };
        match self
            .pool
            .install(|| compare(&candidates, &spec, &self.witness()))
        {
            Ok(comparison) => table::change::change(&comparison),
            Err(why) => [
                table::change::edited(&edits),
                match why {
                    CompareError::Interrupted(_) => "overtaken by the next save".to_owned(),
                    why => why.to_string(),
                },
                "no date is held against another".to_owned(),
            ],
        }
    }
}

/// Prints a part of the answer.
pub(super) fn heard(text: &str) -> Result<Round, Failure> {
    let goes_on = speak::goes_on(text)?;
    Ok(if goes_on { Round::Done } else { Round::Unheard })
}

/// The time of day, for whoever looks at the log.
#[expect(
    clippy::disallowed_methods,
    reason = "a log says when something happened"
)]
pub(super) fn time() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}
