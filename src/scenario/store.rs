//! Where scenario files are kept: on disk, or in memory.
//!
//! What it does not know: what stands in a file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// Where the files of a scenario are kept.
///
/// ```
/// use capcast::scenario::{Files, LoadOptions, load};
///
/// let files = Files::memory([
///     ("base.toml", "[scenario]\nname = \"Base\"\nfrom = 2026-01-01\n"),
///     ("case.toml", "extends = \"base.toml\"\n[site.a]\n"),
/// ]);
/// let options = LoadOptions { files, ..LoadOptions::default() };
/// let problems = load("case.toml", &options).unwrap_err();
/// assert!(problems.to_string().contains("case.toml:2"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Files {
    /// On disk.
    #[default]
    Disk,
    /// In memory: bytes by path, without "." and ".." in it. An `extends` finds no others.
    Memory(BTreeMap<PathBuf, Vec<u8>>),
}

/// A file's content, or that it has too much of it; its size where that is known.
pub(super) enum Bytes {
    All(Vec<u8>),
    TooMany(Option<u64>),
}

impl Files {
    /// Files in memory: a path and the bytes of each.
    pub fn memory<P: AsRef<Path>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let entries = files
            .into_iter()
            .map(|(path, bytes)| (plain(path.as_ref()), bytes.as_ref().to_vec()));
        Self::Memory(entries.collect())
    }

    /// A path that is the same for every way of writing the path of one file.
    pub(super) fn identity(&self, path: &Path) -> PathBuf {
        match self {
            Files::Disk => path.canonicalize().unwrap_or_else(|_| path.to_path_buf()),
            Files::Memory(_) => plain(path),
        }
    }

    /// Reads a file of at most `max` bytes.
    pub(super) fn read(&self, path: &Path, max: u64) -> io::Result<Bytes> {
        let files = match self {
            Files::Disk => return read_bounded(path, max),
            Files::Memory(files) => files,
        };
        match files.get(&plain(path)) {
            None => Err(io::ErrorKind::NotFound.into()),
            Some(bytes) if bytes.len() as u64 > max => Ok(Bytes::TooMany(Some(bytes.len() as u64))),
            Some(bytes) => Ok(Bytes::All(bytes.clone())),
        }
    }

    /// A file in the same folder with nearly the same name.
    pub(super) fn near(&self, path: &Path) -> Option<PathBuf> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut names = match self {
            Files::Disk => names_on_disk(folder)?,
            Files::Memory(files) => names_in_memory(files, &plain(folder)),
        };
        names.retain(|name| Path::new(name).extension().is_some_and(|ext| ext == "toml"));
        names.sort_unstable();
        let wanted = path.file_name()?.to_str()?;
        let near = names
            .iter()
            .filter(|name| *name != wanted)
            .map(|name| (slips(wanted, name), name))
            .filter(|(slips, name)| *slips == 0 || (*slips <= 2 && slips * 4 < stem(name).len()))
            .min()?
            .1;
        Some(path.with_file_name(near))
    }
}

/// A path without "." and, as far as names before them allow, without "..".
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Reads a file of at most `max` bytes. A pipe or a device tells no size: what is read is bounded
/// all the same.
fn read_bounded(path: &Path, max: u64) -> io::Result<Bytes> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    if metadata.len() > max {
        return Ok(Bytes::TooMany(Some(metadata.len())));
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(max.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        return Ok(Bytes::TooMany(None));
    }
    Ok(Bytes::All(bytes))
}

/// Names of the files of a folder.
fn names_on_disk(folder: &Path) -> Option<Vec<String>> {
    /// Enough for a folder of scenarios; a larger one is not searched to its end.
    const LOOKED_AT: usize = 1_000;
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let entries = std::fs::read_dir(folder).ok()?.take(LOOKED_AT);
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Some(names.collect())
}

fn names_in_memory(files: &BTreeMap<PathBuf, Vec<u8>>, folder: &Path) -> Vec<String> {
    let siblings = files.keys().filter(|path| path.parent() == Some(folder));
    siblings
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect()
}

/// How many letters two names of files differ by, their extensions aside: all of them end alike.
fn slips(wanted: &str, name: &str) -> usize {
    strsim::damerau_levenshtein(&stem(wanted).to_lowercase(), &stem(name).to_lowercase())
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_memory_is_one_file_however_its_path_is_written() {
        let files = Files::memory([("a/b.toml", "x"), ("c.toml", "y")]);
        for path in ["a/b.toml", "./a/b.toml", "a/d/../b.toml", "a/./b.toml"] {
            let path = Path::new(path);
            assert_eq!(files.identity(path), Path::new("a/b.toml"));
            assert!(matches!(files.read(path, 1), Ok(Bytes::All(bytes)) if bytes == b"x"));
            assert!(matches!(files.read(path, 0), Ok(Bytes::TooMany(Some(1)))));
        }
        assert!(files.read(Path::new("../c.toml"), 9).is_err());
    }

    #[test]
    fn a_missing_file_in_memory_has_its_near_name() {
        let files = Files::memory([("a/common.toml", ""), ("comon.toml", "")]);
        let near = files.near(Path::new("a/comon.toml"));
        assert_eq!(near.as_deref(), Some(Path::new("a/common.toml")));
    }
}
