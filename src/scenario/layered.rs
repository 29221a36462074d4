//! A scenario as its files and settings say it: layers merged, templates not yet copied.
//!
//! What it does not know: what any key means.

use super::files::{FileDigest, Reader};
use super::layers::Merger;
use super::problem::Problems;
use super::tree::Table;
use super::{Document, LoadOptions, overrides, resolve, templates};
use crate::model::Model;
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
            merger,
            parts,
        })
    }

    /// The document: templates laid under phases, copies made, and what was removed taken out.
    pub fn expand(mut self, problems: &mut Problems) -> Document {
        templates::expand(&mut self.root, &mut self.merger, problems);
        let removed = self.merger.finish(&mut self.root, problems);
        Document {
            root: self.root,
            files: self.files,
            removed,
            parts: self.parts,
            mitigated: self.mitigated,
            independent: self.independent,
        }
    }

    /// The model that it makes, as [`resolve`](resolve::resolve) does it.
    pub fn resolve(&self, name: &str, problems: &mut Problems) -> Option<Model> {
        let document = self.clone().expand(problems);
        resolve::resolve(&document, name, problems)
    }
}
