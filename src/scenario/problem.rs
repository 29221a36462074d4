//! Problems of a scenario: what is wrong, where it stands, and the way out.
//!
//! Every stage of reading adds to one collection, so that a planner sees all of them at once. What
//! it does not know: how any of them is found, and how they look (that is `render`'s).

use super::render;
use super::tree::Place;
use std::collections::BTreeSet;
use std::fmt;

/// Whether a scenario can run all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but not as its author may believe.
    Warning,
}

/// A place with what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub(super) place: Place,
    pub(super) text: String,
}

/// One thing that is wrong.
///
/// ```
/// use capcast::scenario::problem::Problem;
/// use capcast::scenario::tree::Place;
///
/// let problem = Problem::error("schedule::cycle", "these activities wait for each other")
///     .at(&Place::new(0, 10..15), "waits for `shell`")
///     .also(&Place::new(0, 40..45), "waits for `fit-out`")
///     .help("leave out one of the links");
/// assert_eq!(problem.code(), "schedule::cycle");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) labels: Vec<Label>,
    pub(super) help: Vec<String>,
}

impl Problem {
    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
        }
    }

    /// What keeps a scenario from running.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// What a planner should look at.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// Marks the place that is at fault.
    #[must_use]
    pub fn at(mut self, place: &Place, label: impl Into<String>) -> Self {
        let label = Label {
            place: place.clone(),
            text: label.into(),
        };
        self.labels.insert(0, label);
        self
    }

    /// Marks another place that has to do with it.
    #[must_use]
    pub fn also(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.labels.push(Label {
            place: place.clone(),
            text: label.into(),
        });
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Its stable name, such as `quantity::domain`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong, in one sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Error or warning.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The place at fault, where there is one.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.labels.first().map(|label| &label.place)
    }
}

/// A file as it was read, or a setting from the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SourceFile {
    name: String,
    text: String,
    /// Where each line begins: lines are asked for by the thousand.
    lines: Vec<usize>,
}

/// Names and texts of everything that was read, for showing lines of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFiles {
    files: Vec<SourceFile>,
}

impl SourceFiles {
    /// Adds a file under the name by which messages call it; gives its index. A file that is read
    /// twice, as what two scenarios extend is, stands here once.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> usize {
        let (name, text) = (name.into(), text.into());
        let known = |file: &SourceFile| file.name == name && file.text == text;
        if let Some(index) = self.files.iter().position(known) {
            return index;
        }
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0)
            .chain(breaks.map(|(index, _)| index + 1))
            .collect();
        self.files.push(SourceFile { name, text, lines });
        self.files.len() - 1
    }

    /// The name of a file.
    #[must_use]
    pub fn name(&self, file: usize) -> &str {
        self.files.get(file).map_or("?", |file| &file.name)
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| &file.text)
    }

    /// What stands at a place.
    #[must_use]
    pub fn excerpt(&self, place: &Place) -> &str {
        self.text(place.file).get(place.span()).unwrap_or("")
    }

    /// The line of a place's first byte, counted from 1.
    #[must_use]
    pub fn line(&self, place: &Place) -> usize {
        let lines = self.files.get(place.file).map(|file| &file.lines);
        lines.map_or(1, |lines| {
            lines.partition_point(|start| *start <= place.start)
        })
    }
}

/// Everything that is wrong with a scenario, with the files it is about.
///
/// The same problem at the same places is kept once: a bad value in a template is one problem, not
/// one for each phase that copies it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Problems {
    files: SourceFiles,
    list: Vec<Problem>,
    seen: BTreeSet<(&'static str, Vec<Label>)>,
}

impl Problems {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The files that the problems are about.
    #[must_use]
    pub const fn files(&self) -> &SourceFiles {
        &self.files
    }

    /// The files, to add to.
    #[must_use]
    pub const fn files_mut(&mut self) -> &mut SourceFiles {
        &mut self.files
    }

    /// Adds a problem, unless the same one is already there.
    pub fn push(&mut self, problem: Problem) {
        let identity = (problem.code, problem.labels.clone());
        if problem.labels.is_empty() || self.seen.insert(identity) {
            self.list.push(problem);
        }
    }

    /// Adds several; their places must be of this collection's files.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            self.push(problem);
        }
    }

    /// Adds those of another reading of the same files, each thing once; the one that has read more
    /// files knows them all.
    pub(super) fn merge(&mut self, other: Problems) {
        if other.files.files.len() > self.files.files.len() {
            self.files = other.files;
        }
        for problem in other.list {
            if !problem.labels.is_empty() || !self.list.contains(&problem) {
                self.push(problem);
            }
        }
    }

    /// Whether any is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// How many are errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many are warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, by file and position; what has no place comes first.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut list: Vec<&Problem> = self.list.iter().collect();
        list.sort_by(|a, b| (a.place(), a.severity).cmp(&(b.place(), b.severity)));
        list
    }

    /// Their codes in that order.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        self.sorted().iter().map(|problem| problem.code).collect()
    }

    /// As text for a terminal: the first 200 with their lines, the rest counted.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        render::render(self, colour)
    }

    fn count(&self, severity: Severity) -> usize {
        let of_kind = |problem: &&Problem| problem.severity == severity;
        self.list.iter().filter(of_kind).count()
    }
}

/// As [`Problems::render`] shows them, without colour.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.render(false).trim_end())
    }
}

/// The same after a line break, so that a `main` that ends with them, or an `unwrap`, says what
/// is wrong.
impl fmt::Debug for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Problems {}
