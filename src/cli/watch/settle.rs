//! What stands in the watched files, once whoever writes them has finished.
//!
//! Editors save in several steps: they cut a file down and fill it, or put another in its place.
//! What it does not know: how a change is noticed, and what the files say.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Between one look and the next.
const TICK: Duration = Duration::from_millis(2);
/// Looks in a row that must agree.
const AGREE: u32 = 3;
/// The same where a file is empty or missing, as it is for a moment in the middle of a save.
const AGREE_IN_DOUBT: u32 = 60;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing.
    Missing,
    /// No file, such as a folder; or none that may be read.
    NoFile(String),
    /// A file of no bytes.
    Empty,
    /// A file with this digest.
    Bytes([u8; 32]),
}

/// The watched files, and what stands in them.
pub(super) type Snapshot = BTreeMap<PathBuf, Content>;

/// What stands in files now. Of a file over `most` bytes, which is not run, the beginning.
pub(super) fn look(files: &[PathBuf], most: u64) -> Snapshot {
    let content = |path: &PathBuf| (path.clone(), content(path, most));
    files.iter().map(content).collect()
}

fn content(path: &Path, most: u64) -> Content {
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Content::Missing,
        kind => Content::NoFile(kind.to_string()),
    };
    match std::fs::metadata(path) {
        Err(error) => return refused(error),
        Ok(found) if !found.is_file() => return Content::NoFile("not a file".to_owned()),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes));
    match read {
        Err(error) => refused(error),
        Ok(0) => Content::Empty,
        Ok(_) => Content::Bytes(Sha256::digest(&bytes).into()),
    }
}

/// What `look` sees as soon as it has seen the same several times in a row; longer where a file is
/// missing or empty and was not so in `last`. `pause` waits between looks, and says whether to go on.
pub(super) fn settled(
    last: &Snapshot,
    mut look: impl FnMut() -> Snapshot,
    mut pause: impl FnMut(Duration) -> bool,
) -> Snapshot {
    let mut seen = look();
    let mut times = 1;
    while times < needed(last, &seen) && pause(TICK) {
        let now = look();
        times = if now == seen {
            times.saturating_add(1)
        } else {
            1
        };
        seen = now;
    }
    seen
}

/// Looks in a row that must agree on `seen`.
fn needed(last: &Snapshot, seen: &Snapshot) -> u32 {
    let is_void = |content: &Content| matches!(content, Content::Missing | Content::Empty);
    let is_in_doubt = |(path, content): (&PathBuf, &Content)| {
        is_void(content) && last.get(path).is_none_or(|last| !is_void(last))
    };
    if seen.iter().any(is_in_doubt) {
        AGREE_IN_DOUBT
    } else {
        AGREE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(content: Content) -> Snapshot {
        [(PathBuf::from("a.toml"), content)].into()
    }

    /// What is settled on when each look sees the next of these, the last for ever; and how long
    /// it was paused in between.
    fn settles(last: Content, looks: &[Content]) -> (Content, Duration) {
        let mut next = 0;
        let mut paused = Duration::ZERO;
        let look = || {
            next += 1;
            snapshot(looks[(next - 1).min(looks.len() - 1)].clone())
        };
        let pause = |time| {
            paused += time;
            true
        };
        let seen = settled(&snapshot(last), look, pause);
        (seen.into_values().next().expect("a file"), paused)
    }

    #[test]
    fn a_file_is_read_until_it_stays_as_it_is() {
        let [old, half, new] = [1, 2, 3].map(|byte| Content::Bytes([byte; 32]));
        let (seen, paused) = settles(old.clone(), std::slice::from_ref(&new));
        assert_eq!(seen, new);
        assert_eq!(paused, 2 * TICK);
        // Two looks at the half are not enough to take it for the whole.
        let looks = [half.clone(), half.clone(), new.clone()];
        assert_eq!(settles(old.clone(), &looks).0, new);
        let looks = [half.clone(), half.clone(), half.clone(), new];
        assert_eq!(settles(old, &looks).0, half);
    }

    #[test]
    fn a_file_that_is_empty_or_gone_is_given_time_to_come_back() {
        let [old, new] = [1, 2].map(|byte| Content::Bytes([byte; 32]));
        for void in [Content::Empty, Content::Missing] {
            let mut looks = vec![void.clone(); 40];
            looks.push(new.clone());
            assert_eq!(settles(old.clone(), &looks).0, new);
            let (seen, paused) = settles(old.clone(), std::slice::from_ref(&void));
            assert_eq!(seen, void);
            assert!(paused > Duration::from_millis(100));
            // One that was so before is waited for no longer than others.
            assert_eq!(
                settles(void.clone(), std::slice::from_ref(&void)).1,
                2 * TICK
            );
        }
    }

    #[test]
    fn a_pause_that_says_stop_ends_the_waiting() {
        let mut looks = 0;
        let look = || {
            looks += 1;
            snapshot(Content::Bytes([looks; 32]))
        };
        settled(&Snapshot::new(), look, |_| false);
        assert_eq!(looks, 1);
    }

    #[test]
    fn what_stands_at_a_path_is_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("empty"), "").expect("written");
        std::fs::write(path("file"), "some bytes").expect("written");
        std::fs::write(path("other"), "some Bytes").expect("written");
        let at = |name: &str, most| content(&path(name), most);
        assert_eq!(at("missing", 9), Content::Missing);
        assert_eq!(at("empty", 9), Content::Empty);
        assert!(matches!(at("", 9), Content::NoFile(_)));
        assert!(matches!(at("file", 99), Content::Bytes(_)));
        assert_ne!(at("file", 99), at("other", 99));
        assert_eq!(at("file", 4), at("other", 4));
    }
}
