//! Noticing that a file may have changed: by what the system tells of its folder, or by looking
//! again and again.
//!
//! Folders are watched, not files: a save often puts another file in the old one's place. What it
//! does not know: whether anything has really changed.

use super::Wake;
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Between looks where nobody tells of a change.
const OFTEN: Duration = Duration::from_millis(200);
/// Between looks where the system does: it may have lost sight of a folder that was replaced.
const SELDOM: Duration = Duration::from_secs(2);

/// What is told apart among the events of a folder.
#[derive(Debug, Default)]
struct Sought {
    names: Mutex<BTreeSet<OsString>>,
    stirred: AtomicBool,
}

/// Tells whether a change was noticed.
#[derive(Clone, Debug)]
pub(super) struct Stir(Option<Arc<Sought>>);

impl Stir {
    /// Whether there may have been a change since this was last asked.
    pub(super) fn since(&self) -> bool {
        let Some(sought) = &self.0 else { return true };
        sought.stirred.swap(false, Ordering::AcqRel)
    }
}

/// What watches the folders of files.
#[derive(Debug)]
pub(super) struct Eyes {
    // None where files are looked at again and again.
    watcher: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
    sought: Arc<Sought>,
}

impl Eyes {
    /// Watches nothing yet; each change will send [`Wake::Saved`]. Where the system cannot tell of
    /// changes, or is not to be asked (`poll`), it is for the caller to look every
    /// [`patience`](Self::patience).
    pub(super) fn new(poll: bool, wakes: Sender<Wake>) -> Self {
        let sought = Arc::new(Sought::default());
        let seen = Arc::clone(&sought);
        let tell = move |event: notify::Result<Event>| {
            if event.map_or(true, |event| concerns(&event, &seen)) {
                seen.stirred.store(true, Ordering::Release);
                // Nobody listens any more when the program ends.
                let _ = wakes.send(Wake::Saved);
            }
        };
        Self {
            watcher: (!poll)
                .then(|| notify::recommended_watcher(tell).ok())
                .flatten(),
            folders: BTreeSet::new(),
            sought,
        }
    }

    /// Watches these files from now on, and no others. Folders that are gone are taken up again
    /// once they are back.
    pub(super) fn look_at(&mut self, files: &[PathBuf]) {
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        let mut names = BTreeSet::new();
        let mut folders = BTreeSet::new();
        for file in files {
            // A link may be changed as well as what it leads to.
            for file in [Some(file.clone()), file.canonicalize().ok()]
                .into_iter()
                .flatten()
            {
                names.extend(file.file_name().map(OsString::from));
                folders.insert(folder_of(&file));
            }
        }
        *self
            .sought
            .names
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = names;
        for folder in &self.folders {
            if !folders.contains(folder) || !folder.is_dir() {
                // What is gone is not watched any more: nothing is lost.
                let _ = watcher.unwatch(folder);
            }
        }
        let is_watched = |folder: &PathBuf| {
            let kept = self.folders.contains(folder) && folder.is_dir();
            kept || watcher.watch(folder, RecursiveMode::NonRecursive).is_ok()
        };
        self.folders = folders.into_iter().filter(is_watched).collect();
    }

    /// How long to wait for a wake before looking all the same.
    pub(super) const fn patience(&self) -> Duration {
        if self.watcher.is_some() {
            SELDOM
        } else {
            OFTEN
        }
    }

    /// What tells whether a change was noticed.
    pub(super) fn stir(&self) -> Stir {
        Stir(self.watcher.as_ref().map(|_| Arc::clone(&self.sought)))
    }
}

/// The folder that a file stands in.
fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Whether an event may change what stands at a path of the sought names. Being read changes
/// nothing; nor do a file's rights and times.
fn concerns(event: &Event, sought: &Sought) -> bool {
    let may_change = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        EventKind::Any | EventKind::Create(_) | EventKind::Remove(_) | EventKind::Other => true,
    };
    let names = sought.names.lock().unwrap_or_else(PoisonError::into_inner);
    let is_sought = |path: &PathBuf| path.file_name().is_some_and(|name| names.contains(name));
    event.need_rescan() || (may_change && event.paths.iter().any(is_sought))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{DataChange, Flag, MetadataKind, RemoveKind, RenameMode};

    #[test]
    fn events_that_may_change_a_sought_file_concern_us_and_no_others() {
        let sought = Sought::default();
        sought.names.lock().expect("free").insert("a.toml".into());
        let event = |kind, name: &str| Event::new(kind).add_path(Path::new("folder").join(name));
        let close = |mode| EventKind::Access(AccessKind::Close(mode));
        for kind in [
            close(AccessMode::Write),
            EventKind::Modify(ModifyKind::Data(DataChange::Any)),
            EventKind::Modify(ModifyKind::Name(RenameMode::To)),
            EventKind::Remove(RemoveKind::File),
        ] {
            assert!(concerns(&event(kind, "a.toml"), &sought), "{kind:?}");
            assert!(!concerns(&event(kind, ".a.toml.swp"), &sought), "{kind:?}");
        }
        for kind in [
            close(AccessMode::Read),
            EventKind::Access(AccessKind::Open(AccessMode::Any)),
            EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)),
        ] {
            assert!(!concerns(&event(kind, "a.toml"), &sought), "{kind:?}");
        }
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(concerns(&lost, &sought));
    }
}
