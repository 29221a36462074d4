//! Scenario files: reading them within bounds and following `extends`.
//!
//! What it does not know: where files are kept, and what stands in them but for `extends`.

use super::LoadOptions;
use super::layers::Merger;
use super::parse::parse;
use super::problem::{Problem, Problems};
use super::store::{Bytes, Files};
use super::tree::{Node, Place, Table, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

/// Files in one chain of `extends`. Real ones have two or three.
const LONGEST_CHAIN: usize = 50;

/// A file that was read, with the digest of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// Its path as it was opened.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Reads files and lays them over what they extend.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    /// Where files are kept.
    store: &'a Files,
    /// The largest file that is read, in bytes.
    max_bytes: u64,
    /// Where files are entered and what is wrong with them.
    pub(super) problems: &'a mut Problems,
    /// What is laid over what.
    pub(super) merger: &'a mut Merger,
    /// The files that were opened so far, or should have been.
    pub(super) opened: Vec<PathBuf>,
    /// The files read so far.
    pub(super) digests: Vec<FileDigest>,
    /// Those of them that are shared parts, by their index: extended, and without a `[scenario]`.
    pub(super) parts: BTreeSet<usize>,
    /// The chain being followed: each file with the place of the `extends` that names it.
    chain: Vec<(PathBuf, Option<Place>)>,
}

impl<'a> Reader<'a> {
    /// A reader that has read nothing.
    pub(super) fn new(
        options: &'a LoadOptions,
        problems: &'a mut Problems,
        merger: &'a mut Merger,
    ) -> Self {
        Self {
            store: &options.files,
            max_bytes: options.max_bytes,
            problems,
            merger,
            opened: Vec::new(),
            digests: Vec::new(),
            parts: BTreeSet::new(),
            chain: Vec::new(),
        }
    }

    /// The merged tree of a file and all that it extends; `None` if any of them cannot be read.
    /// `named` is where an `extends` names the file.
    pub(super) fn read(&mut self, path: &Path, named: Option<&Place>) -> Option<Table> {
        let identity = self.store.identity(path);
        if self.chain.iter().any(|(file, _)| *file == identity) {
            self.report_loop(&identity, named);
            return None;
        }
        if self.chain.len() >= LONGEST_CHAIN {
            let message = format!("a chain of more than {LONGEST_CHAIN} files");
            self.report("extends::depth", message, named, "one too many");
            return None;
        }
        let mut own = self.read_one(path, named)?;
        if named.is_some() && own.get("scenario").is_none() {
            let first = own.iter().next();
            self.parts.extend(first.map(|(_, node)| node.place.file));
        }
        let Some(extends) = own.remove("extends") else {
            return Some(own);
        };
        self.chain.push((identity, named.cloned()));
        let below = self.read_extended(path, &extends);
        self.chain.pop();
        let mut merged = below?;
        self.merger.lay(&mut merged, own, &[]);
        Some(merged)
    }

    /// The files that `extends` names, laid over each other in order.
    fn read_extended(&mut self, path: &Path, extends: &Node) -> Option<Table> {
        let names: Vec<&Node> = match &extends.value {
            Value::Array(members) => members.iter().collect(),
            _ => vec![extends],
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut merged = Some(Table::default());
        for name in names {
            let Some(text) = name.as_text() else {
                let message = "`extends` names files".to_string();
                let label = format!("this is {}", name.value.kind());
                let problem = Problem::error("extends::kind", message)
                    .at(&name.place, label)
                    .help("write `extends = \"base.toml\"` or `extends = [\"base.toml\", \"overlay.toml\"]`");
                self.problems.push(problem);
                merged = None;
                continue;
            };
            // Read on after a failure: the other files have problems of their own to tell.
            match (
                self.read(&folder.join(text), Some(&name.place)),
                &mut merged,
            ) {
                (Some(table), Some(merged)) => self.merger.lay(merged, table, &[]),
                _ => merged = None,
            }
        }
        merged
    }

    /// One file's tree, without what it extends.
    fn read_one(&mut self, path: &Path, named: Option<&Place>) -> Option<Table> {
        self.opened.push(path.to_path_buf());
        let bytes = match self.store.read(path, self.max_bytes) {
            Ok(Bytes::All(bytes)) => bytes,
            Ok(Bytes::TooMany(size)) => {
                self.report_size(path, size, named);
                return None;
            }
            Err(error) => {
                self.report_unreadable(path, &error, named);
                return None;
            }
        };
        self.digests.push(FileDigest {
            path: path.to_path_buf(),
            sha256: hexadecimal(&Sha256::digest(&bytes)),
        });
        let name = path.display().to_string();
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let utf16 = error.as_bytes().starts_with(&[0xff, 0xfe])
                    || error.as_bytes().starts_with(&[0xfe, 0xff]);
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let file = self.problems.files_mut().add(name, text);
                let place = Place::new(file, valid..valid + char::REPLACEMENT_CHARACTER.len_utf8());
                let problem = Problem::error("file::not_utf8", "the file is not UTF-8 text")
                    .at(&place, "the first byte that is not");
                self.problems.push(problem.help(if utf16 {
                    "it looks like UTF-16: save it as UTF-8"
                } else {
                    "save it as UTF-8"
                }));
                return None;
            }
        };
        let file = self.problems.files_mut().add(name, text.clone());
        let table = parse(file, &text, self.problems)?;
        if table.is_empty() {
            let problem = Problem::error("file::empty", "the file says nothing")
                .at(&Place::new(file, 0..0), "no key in it")
                .help("a scenario needs `[scenario]` and at least one `[site.id]` with a phase");
            self.problems.push(problem);
            return None;
        }
        Some(table)
    }

    fn report(&mut self, code: &'static str, message: String, named: Option<&Place>, label: &str) {
        self.problems.push(located(code, message, named, label));
    }

    fn report_loop(&mut self, identity: &Path, named: Option<&Place>) {
        let start = self.chain.iter().position(|(file, _)| file == identity);
        let members = &self.chain[start.unwrap_or(0)..];
        let names: Vec<String> = members
            .iter()
            .map(|(file, _)| file.as_path())
            .chain([identity])
            .map(|file| file.file_name().unwrap_or(file.as_os_str()))
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        let message = format!("these files extend each other: {}", names.join(" -> "));
        let mut problem = located("extends::loop", message, named, "closes the loop");
        for (_, place) in members.iter().skip(1) {
            if let Some(place) = place {
                problem = problem.also(place, "goes on here");
            }
        }
        let problem = problem.help("leave one `extends` out; put what both files need in a third");
        self.problems.push(problem);
    }

    fn report_size(&mut self, path: &Path, size: Option<u64>, named: Option<&Place>) {
        let size = size.map_or_else(|| "more".to_string(), |size| format!("{size} bytes"));
        let message = format!(
            "{} is too large: {size}, over the limit of {} bytes",
            path.display(),
            self.max_bytes
        );
        let problem = located("file::too_large", message, named, "named here")
            .help("`--max-file` raises the limit");
        self.problems.push(problem);
    }

    fn report_unreadable(&mut self, path: &Path, error: &io::Error, named: Option<&Place>) {
        let (code, why) = match error.kind() {
            io::ErrorKind::NotFound => ("file::missing", "there is no such file".to_string()),
            io::ErrorKind::IsADirectory => {
                ("file::unreadable", "it is a folder, not a file".to_string())
            }
            _ => ("file::unreadable", error.to_string()),
        };
        let message = format!("cannot read {}: {why}", path.display());
        let mut problem = located(code, message, named, "named here");
        if let Some(near) = self.store.near(path) {
            problem = problem.help(format!("did you mean {}?", near.display()));
        } else if named.is_some() {
            problem = problem.help("the path is taken from the folder of the file that says it");
        }
        self.problems.push(problem);
    }
}

fn located(code: &'static str, message: String, named: Option<&Place>, label: &str) -> Problem {
    let problem = Problem::error(code, message);
    match named {
        Some(place) => problem.at(place, label),
        None => problem,
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
