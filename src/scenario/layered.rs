//! A scenario as its files and settings say it: layers merged, templates not yet copied.
//!
//! What it does not know: what any key means.

use super::files::{FileDigest, Reader};
use super::layers::Merger;
use super::problem::Problems;
use super::tree::Table;
use super::{Document, LoadOptions, overrides, replay, resolve, templates};
use crate::model::Model;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::Path;

/// A scenario as its files and settings say it: each laid over what it extends, the settings over
/// them, and templates not yet laid under phases.
#[derive(Clone, Debug)]
pub struct Layered {
    /// The tree of keys and values.
    pub root: Table,
    /// The files that it came from, in the order they were read.
    pub files: Vec<FileDigest>,
    /// Whether its risks are mitigated.
    pub mitigated: bool,
    /// Whether nothing is shared.
    pub independent: bool,
    /// The day that it is replayed as of, if it is.
    pub as_of: Option<Date>,
    /// What was laid over what.
    pub(super) merger: Merger,
    /// Files of it that are shared parts.
    pub(super) parts: BTreeSet<usize>,
}

impl Layered {
    /// Reads a scenario file, what it extends and the settings over it.
    ///
    /// `None` if a file cannot be read or has syntax errors. Otherwise there is a tree, and
    /// `problems` may still hold errors of layering.
    pub fn read(path: &Path, options: &LoadOptions, problems: &mut Problems) -> Option<Self> {
        let mut merger = Merger::default();
        let mut reader = Reader::new(options, problems, &mut merger);
        let mut root = reader.read(path, None)?;
        let (files, parts) = (reader.digests, reader.parts);
        for setting in &options.set {
            if let Some(layer) = overrides::read(setting, &root, problems) {
                merger.lay(&mut root, layer, &[]);
            }
        }
        Some(Self {
            root,
            files,
            mitigated: options.mitigated,
            independent: options.independent,
            as_of: options.as_of,
            merger,
            parts,
        })
    }

    /// The document: templates laid under phases, copies made, what was removed taken out, and what is later than the
    /// day of a replay.
    pub fn expand(mut self, problems: &mut Problems) -> Document {
        templates::expand(&mut self.root, &mut self.merger, problems);
        let removed = self.merger.finish(&mut self.root, problems);
        let mut document = Document {
            root: self.root,
            files: self.files,
            removed,
            parts: self.parts,
            mitigated: self.mitigated,
            independent: self.independent,
            then: None,
        };
        if let Some(day) = self.as_of {
            replay::replay(&mut document, day, problems);
        }
        document
    }

    /// The same with its templates and copies made, and without what came after the day that it is as of.
    pub(super) fn replayed(self, problems: &mut Problems) -> Self {
        let document = self.expand(problems);
        Self {
            root: document.root,
            files: document.files,
            mitigated: document.mitigated,
            independent: document.independent,
            as_of: None,
            merger: Merger::default(),
            parts: document.parts,
        }
    }

    /// Addresses of what it has of shared parts and does not use.
    pub(super) fn idle(&self, problems: &Problems) -> BTreeSet<String> {
        if self.parts.is_empty() {
            return BTreeSet::new();
        }
        let mut unheard = problems.clone();
        let document = self.clone().expand(&mut unheard);
        resolve::idle(&document, &unheard)
    }

    /// The model that it makes, as [`resolve`](resolve::resolve) does it.
    pub fn resolve(&self, name: &str, problems: &mut Problems) -> Option<Model> {
        let document = self.clone().expand(problems);
        resolve::resolve(&document, name, problems)
    }
}
