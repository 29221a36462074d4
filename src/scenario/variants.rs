//! Variants of one scenario: a grid of cells, each the scenario with one value of each axis.
//!
//! Files are read once; a cell lays its values over the merged tree and is resolved like any
//! scenario. What it does not know: what a run makes of a cell.

use super::layered::Layered;
use super::problem::Problems;
use super::tree::{Node, Table, Value};
use super::vary::{self, Axis, Draft};
use super::{LoadOptions, Loaded, resolve};
use rayon::prelude::*;
use std::path::Path;

/// Cells that are checked before the user is asked whether to stop.
const AT_ONCE: usize = 64;

/// Why there is no grid.
#[derive(Clone, Debug, thiserror::Error)]
pub enum GridError {
    /// Something is wrong with the scenario, an axis or a cell: all of it.
    #[error("{0}")]
    Problems(Box<Problems>),
    /// Neither the caller nor the scenario says what is varied.
    #[error("nothing is varied: {}", vary::FORM)]
    NothingVaried,
    /// More cells than allowed.
    #[error("{cells} cells, more than {most}")]
    TooMany {
        /// The product of the axes' lengths; the largest number where it is beyond that.
        cells: u128,
        /// Each key with the number of its values.
        axes: Vec<(String, u128)>,
        /// The limit.
        most: u64,
        /// The scenario as written.
        base: Box<Loaded>,
    },
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl From<Problems> for GridError {
    fn from(problems: Problems) -> Self {
        Self::Problems(Box::new(problems))
    }
}

/// A scenario as written, and what is varied of it.
#[derive(Debug)]
pub struct Variants {
    /// The scenario as written, with the caller's settings.
    pub base: Loaded,
    /// What is varied, in the order given.
    pub axes: Vec<Axis>,
    /// The outcomes that the scenario's `[sweep]` asks for.
    pub outcomes: Vec<String>,
    layered: Layered,
    /// The files of all cells, and what is wrong with the layers below them.
    problems: Problems,
    name: String,
    /// The base as resolved, to see which value of an axis it has.
    written: Table,
}

impl Variants {
    /// Reads a scenario and what is varied of it: `vary` (`KEY=VALUE,..`), or its own `[sweep]`
    /// where that is empty.
    ///
    /// # Errors
    ///
    /// [`GridError`]: all that is wrong with the scenario and the axes; cells are checked by
    /// [`Variants::check`].
    pub fn load(
        path: &Path,
        options: &LoadOptions,
        vary: &[String],
        most: u64,
    ) -> Result<Self, GridError> {
        let mut problems = Problems::new();
        let Some(layered) = Layered::read(path, options, &mut problems) else {
            return Err(problems.into());
        };
        let (drafts, outcomes) = drafts(&layered.root, vary, &mut problems);
        vary::check(&drafts, &layered.root, &mut problems);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut variants = Self {
            base: resolved(&name, &options.set, layered.clone(), &problems)?,
            axes: Vec::new(),
            outcomes,
            layered,
            problems,
            name: name.into_owned(),
            written: Table::default(),
        };
        if drafts.is_empty() {
            return Err(GridError::NothingVaried);
        }
        variants.lay_out(drafts, most)?;
        Ok(variants)
    }

    /// Writes the axes out, if their grid is not too large.
    fn lay_out(&mut self, drafts: Vec<Draft>, most: u64) -> Result<(), GridError> {
        let counts: Vec<u128> = drafts.iter().map(Draft::count).collect();
        let cells = counts
            .iter()
            .fold(1, |all: u128, count| all.saturating_mul(*count));
        if cells > u128::from(most) {
            let keys = drafts.iter().map(Draft::key);
            return Err(GridError::TooMany {
                cells,
                axes: keys.zip(counts).collect(),
                most,
                base: Box::new(self.base.clone()),
            });
        }
        let problems = &mut self.problems;
        self.axes = drafts
            .into_iter()
            .filter_map(|draft| vary::finish(draft, problems))
            .collect();
        if problems.has_errors() {
            return Err(std::mem::take(problems).into());
        }
        let mut ignored = problems.clone();
        self.written = self.layered.clone().expand(&mut ignored).root;
        Ok(())
    }

    /// Number of cells.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// The value that each axis has in a cell; the last axis runs fastest.
    #[must_use]
    pub fn values_of(&self, cell: usize) -> Vec<usize> {
        let mut rest = cell;
        let mut values: Vec<usize> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let value = rest % axis.values.len();
                rest /= axis.values.len();
                value
            })
            .collect();
        values.reverse();
        values
    }

    /// The value of each axis that the scenario as written has; `None` where one is not among
    /// them.
    #[must_use]
    pub fn written_values(&self) -> Vec<Option<usize>> {
        let written = |axis: &Axis| {
            let path: Vec<&str> = axis.path.iter().map(String::as_str).collect();
            let node = self.written.at(&path)?;
            let same = |value: &vary::AxisValue| vary::same_value(&value.node.value, &node.value);
            axis.values.iter().position(same)
        };
        self.axes.iter().map(written).collect()
    }

    /// The cell that is the scenario as written, if one is.
    #[must_use]
    pub fn written_cell(&self) -> Option<usize> {
        let values: Option<Vec<usize>> = self.written_values().into_iter().collect();
        let axes = self.axes.iter().zip(values?);
        Some(axes.fold(0, |cell, (axis, value)| cell * axis.values.len() + value))
    }

    /// A cell, resolved.
    ///
    /// # Errors
    ///
    /// All that is wrong with it.
    pub fn cell(&self, cell: usize) -> Result<Loaded, Problems> {
        self.with(self.values_of(cell).into_iter().enumerate())
    }

    /// The scenario with values of some axes.
    fn with(&self, values: impl Iterator<Item = (usize, usize)>) -> Result<Loaded, Problems> {
        let mut layered = self.layered.clone();
        let mut set = self.base.set.clone();
        for (axis, value) in values {
            if let Some(layer) = self.axes[axis].layer(value) {
                layered.merger.lay(&mut layered.root, layer, &[]);
            }
            set.push(self.axes[axis].setting(value));
        }
        resolved(&self.name, &set, layered, &self.problems)
    }

    /// Resolves every cell and lets it go: what is wrong with any of them, each thing once. Values
    /// are tried one by one first: what is wrong with one is not said of each of its cells.
    ///
    /// # Errors
    ///
    /// [`GridError::Problems`], or [`GridError::Interrupted`] if `stop` says so.
    pub fn check(&self, stop: &(dyn Fn() -> bool + Sync)) -> Result<(), GridError> {
        let axes = self.axes.iter().enumerate();
        let single =
            axes.flat_map(|(axis, of)| (0..of.values.len()).map(move |value| (axis, value)));
        let single: Vec<(usize, usize)> = single.collect();
        all_sound(&single, stop, |&one| self.with(std::iter::once(one)))?;
        if self.axes.len() > 1 {
            let cells: Vec<usize> = (0..self.cells()).collect();
            all_sound(&cells, stop, |&cell| self.cell(cell))?;
        }
        Ok(())
    }
}

/// Tries all of some, and tells all that is wrong.
fn all_sound<T: Sync>(
    tried: &[T],
    stop: &(dyn Fn() -> bool + Sync),
    resolve: impl Fn(&T) -> Result<Loaded, Problems> + Sync,
) -> Result<(), GridError> {
    let mut all = Problems::new();
    for some in tried.chunks(AT_ONCE) {
        if stop() {
            return Err(GridError::Interrupted);
        }
        let wrong: Vec<Problems> = some
            .par_iter()
            .filter_map(|one| resolve(one).err())
            .collect();
        for problems in wrong {
            all.merge(problems);
        }
    }
    if all.has_errors() {
        return Err(all.into());
    }
    Ok(())
}

/// What is varied, and the outcomes that the scenario asks for.
fn drafts(root: &Table, vary: &[String], problems: &mut Problems) -> (Vec<Draft>, Vec<String>) {
    let section = root.table("sweep");
    let outcomes = section.and_then(|section| section.get("outcome"));
    let outcomes = outcomes.into_iter().flat_map(texts).collect();
    let drafts = if vary.is_empty() {
        section.map_or_else(Vec::new, |section| vary::of_section(section, problems))
    } else {
        let read = vary
            .iter()
            .filter_map(|axis| vary::of_option(axis, problems));
        read.collect()
    };
    (drafts, outcomes)
}

/// The texts of a list, or the only one.
fn texts(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Text(text) => vec![text.clone()],
        Value::Array(members) => members
            .iter()
            .filter_map(|node| node.as_text().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

fn resolved(
    name: &str,
    set: &[String],
    layered: Layered,
    problems: &Problems,
) -> Result<Loaded, Problems> {
    let mut own = problems.clone();
    let document = layered.expand(&mut own);
    match resolve::resolve(&document, name, &mut own) {
        Some(model) => Ok(Loaded {
            model,
            files: document.files,
            set: set.to_vec(),
            mitigated: document.mitigated,
            independent: document.independent,
            warnings: own,
        }),
        None => Err(own),
    }
}
