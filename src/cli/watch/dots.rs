//! Charts as PNGs, drawn behind the back of whoever goes on editing.
//!
//! What it does not know: where they are written.

use super::Wake;
use crate::chart::Picture;
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

/// The painter, and the pictures that it is at.
pub(super) struct Painter {
    pool: Arc<rayon::ThreadPool>,
    abandoned: Arc<AtomicBool>,
    wakes: Sender<Wake>,
}

impl Painter {
    /// A painter on as many threads, which stand back behind all others.
    pub(super) fn new(
        threads: usize,
        wakes: Sender<Wake>,
    ) -> Result<Self, rayon::ThreadPoolBuildError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .start_handler(|_| stand_back())
            .build()?;
        Ok(Self {
            pool: Arc::new(pool),
            abandoned: Arc::default(),
            wakes,
        })
    }

    /// Begins to draw, and sends [`Wake::Drawn`] with this number when all are.
    pub(super) fn begin(&mut self, number: u64, pictures: &[Arc<Picture>]) {
        self.abandon();
        self.abandoned = Arc::default();
        let (abandoned, wakes) = (Arc::clone(&self.abandoned), self.wakes.clone());
        let pictures = pictures.to_vec();
        self.pool.spawn(move || {
            let drawn = pictures.par_iter().all(|picture| {
                // A picture that cannot be drawn fails again, and is told of, when it is written.
                let go_on = !abandoned.load(Ordering::Relaxed);
                if go_on {
                    let _ = picture.png();
                }
                go_on
            });
            if drawn {
                let _ = wakes.send(Wake::Drawn(number));
            }
        });
    }

    /// Leaves what is not drawn yet.
    pub(super) fn abandon(&self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }
}

/// Lets other threads go first.
#[cfg(target_os = "linux")]
fn stand_back() {
    // On Linux this is of the thread that asks, not of its process. Refused, it is no worse than
    // being as important as the others.
    let _ = rustix::process::setpriority_process(None, 19);
}

#[cfg(not(target_os = "linux"))]
fn stand_back() {}
