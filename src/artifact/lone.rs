//! A file of its own, beside the folder of a run: complete or not at all.

use super::lock::Lock;
use super::{ArtifactError, hidden, resolved};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file under way: dropped, it leaves no trace; published, it stands at its target.
#[derive(Debug)]
pub struct LoneFile {
    target: PathBuf,
    staging: PathBuf,
    file: File,
    // Held until the file is published or dropped.
    _lock: Lock,
}

impl LoneFile {
    /// Makes ready to write `target`: locks it, and checks that what stands there may be replaced:
    /// nothing, an empty file, or one that begins with `magic`, as ours do. It may not lie in
    /// `folder`, which is swapped as a whole.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] if the target cannot be written, is not ours or is being written.
    pub fn open(target: &Path, magic: &[u8], folder: &Path) -> Result<Self, ArtifactError> {
        let refused = |why| ArtifactError::Lone {
            path: target.to_owned(),
            why,
        };
        if settled(target)?.starts_with(settled(folder)?) {
            return Err(refused("lies in the folder that the run replaces"));
        }
        let target = resolved(target)?;
        let name = target.file_name().ok_or_else(|| refused("names no file"))?;
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        check_replaceable(&target, magic)?;
        std::fs::create_dir_all(&parent).map_err(ArtifactError::io("make the folder", &parent))?;
        let lock = Lock::take(&parent.join(hidden(name, ".lock")), &target)?;
        let staging = parent.join(hidden(name, ".new"));
        // One that a killed run left is overwritten: the lock says that none is running.
        let file = File::create(&staging).map_err(ArtifactError::io("write", &target))?;
        Ok(Self {
            target,
            staging,
            file,
            _lock: lock,
        })
    }

    /// The file, to be written from its beginning.
    #[must_use]
    pub const fn file(&self) -> &File {
        &self.file
    }

    /// What it means that the system refused to write it.
    #[must_use]
    pub fn refused(&self, source: io::Error) -> ArtifactError {
        ArtifactError::io("write", &self.target)(source)
    }

    /// Puts the file where it belongs.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] if the system refuses; the target is as it was.
    pub fn publish(self) -> Result<(), ArtifactError> {
        // A file system that reports a full disk late does so here.
        self.file
            .sync_all()
            .and_then(|()| std::fs::rename(&self.staging, &self.target))
            .map_err(ArtifactError::io("write", &self.target))
    }
}

impl Drop for LoneFile {
    fn drop(&mut self) {
        // Published, it is there no more. What cannot be removed now is overwritten by the next.
        let _ = std::fs::remove_file(&self.staging);
    }
}

/// An absolute path without links, as far as it exists.
fn settled(path: &Path) -> Result<PathBuf, ArtifactError> {
    let absolute = std::path::absolute(path).map_err(ArtifactError::io("open", path))?;
    for there in absolute.ancestors() {
        if let Ok(real) = there.canonicalize() {
            let rest = absolute.strip_prefix(there).unwrap_or(Path::new(""));
            return Ok(real.join(rest));
        }
    }
    Ok(absolute)
}

/// Fails unless nothing stands at `target`, or a file that may be lost.
fn check_replaceable(target: &Path, magic: &[u8]) -> Result<(), ArtifactError> {
    let refused = |why| {
        Err(ArtifactError::Lone {
            path: target.to_owned(),
            why,
        })
    };
    let failed = |error| ArtifactError::io("open", target)(error);
    let found = match std::fs::metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
        Ok(found) => found,
    };
    if !found.is_file() {
        return refused("is not a file");
    }
    if found.permissions().readonly() {
        return refused("is read-only");
    }
    let mut start = Vec::new();
    let opened = File::open(target).map_err(failed)?;
    opened
        .take(magic.len() as u64)
        .read_to_end(&mut start)
        .map_err(failed)?;
    if start.is_empty() || start == magic {
        Ok(())
    } else {
        refused("holds something else, which would be lost")
    }
}
