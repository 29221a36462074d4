//! Putting a finished folder in another's place.

use super::ArtifactError;
use std::io;
use std::path::Path;

/// Puts `staging` at `target`. Afterwards `staging` holds what stood at the target, or nothing.
pub(super) fn swap(staging: &Path, target: &Path, aside: &Path) -> Result<(), ArtifactError> {
    let failed = |error| ArtifactError::io("put the new run at", target)(error);
    if !target.exists() {
        return std::fs::rename(staging, target).map_err(failed);
    }
    match exchange(staging, target) {
        Err(error) if is_unsupported(&error) => put_aside(staging, target, aside).map_err(failed),
        done => done.map_err(failed),
    }
}

/// Restores the last run where one that swapped the slow way was killed between its two steps.
pub(super) fn recover(target: &Path, aside: &Path) -> Result<(), ArtifactError> {
    if !aside.is_dir() {
        return Ok(());
    }
    if target.exists() {
        std::fs::remove_dir_all(aside).map_err(ArtifactError::io("clear", aside))
    } else {
        std::fs::rename(aside, target).map_err(ArtifactError::io("restore", target))
    }
}

#[cfg(target_os = "linux")]
fn exchange(staging: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, staging, CWD, target, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_staging: &Path, _target: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// File systems that cannot exchange say so with `EINVAL` or `ENOSYS`.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

/// Two steps where one will not do; a death between them is what [`recover`] mends.
fn put_aside(staging: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    std::fs::rename(target, aside)?;
    if let Err(error) = std::fs::rename(staging, target) {
        std::fs::rename(aside, target)?;
        return Err(error);
    }
    // The staging name is free now: what is left there is cleared with it.
    std::fs::rename(aside, staging)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn putting_aside_does_what_an_exchange_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let [new, old, aside] = ["new", "old", "aside"].map(|name| folder.path().join(name));
        for (path, word) in [(&new, "new"), (&old, "old")] {
            std::fs::create_dir(path).expect("made");
            std::fs::write(path.join("word"), word).expect("written");
        }
        put_aside(&new, &old, &aside).expect("put aside");
        let word = |path: &Path| std::fs::read_to_string(path.join("word")).expect("read");
        assert_eq!(word(&old), "new");
        assert_eq!(word(&new), "old");
        assert!(!aside.exists());
    }

    #[test]
    fn a_failed_second_step_puts_the_old_folder_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let [missing, old, aside] = ["new", "old", "aside"].map(|name| folder.path().join(name));
        std::fs::create_dir(&old).expect("made");
        assert!(put_aside(&missing, &old, &aside).is_err());
        assert!(old.is_dir() && !aside.exists());
    }
}
