//! Ctrl-C and other requests to end: noted, and obeyed at the next block or file.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Begins to listen. A second request ends the program at once; the next run clears what it left.
pub(super) fn listen() {
    listen_and(|| {});
}

/// The same, and tells of the first request.
pub(super) fn listen_and(tell: impl Fn() + Send + 'static) {
    // Where the system offers no signals, Ctrl-C ends the program as it always did.
    let _ = ctrlc::set_handler(move || {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        tell();
    });
}

/// Whether the run is to stop.
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
