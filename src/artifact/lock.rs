//! The lock of a target: one writer at a time, released by the system if its process dies.

use super::ArtifactError;
use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A lock file held by this process.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    // The lock lives as long as the open file.
    _file: File,
}

impl Lock {
    /// Takes the lock at `path` for writing `target`.
    pub(super) fn take(path: &Path, target: &Path) -> Result<Self, ArtifactError> {
        loop {
            let mut file = File::options()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)
                .map_err(ArtifactError::io("write", path))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(ArtifactError::Busy {
                        path: target.to_owned(),
                        process: holder(&mut file),
                    });
                }
                Err(TryLockError::Error(error)) => {
                    return Err(ArtifactError::io("lock", path)(error));
                }
            }
            // The last holder removes the file: a lock on a file that is no longer there would
            // let a second writer lock a new one.
            if is_still_there(&file, path) {
                let named = file
                    .set_len(0)
                    .and_then(|()| writeln!(file, "{}", std::process::id()));
                // From here on it is removed again, should naming the process fail.
                let lock = Self {
                    path: path.to_owned(),
                    _file: file,
                };
                named.map_err(ArtifactError::io("write", path))?;
                return Ok(lock);
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while still locked, so that nobody can hold it in between.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The process that wrote itself into a lock file.
fn holder(file: &mut File) -> Option<String> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    let process = text.trim();
    let is_number = !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| process.to_owned())
}

#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(held), Ok(named)) = (file.metadata(), std::fs::metadata(path)) else {
        return false;
    };
    held.dev() == named.dev() && held.ino() == named.ino()
}

#[cfg(not(unix))]
fn is_still_there(_file: &File, path: &Path) -> bool {
    path.exists()
}
