//! How long a planner waits who edits under `capcast watch`: from the end of a save to new charts and
//! report in the folder.

use super::process::now;
use super::{Outcome, Place, least, median};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Longer than any round takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Ends the watch however the measurement does.
struct Watch(Child);

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Saves of `uk-2025` by 20,000 trials on two threads: an edit to one site and one that touches all,
/// each with the machine at rest, and the first again while PNGs are being drawn.
pub fn measure(place: &Place, saves: usize) -> Outcome {
    let failed = |error: std::io::Error| format!("the watch: {error}");
    let text = format!("extends = \"{}\"\n", place.scenario("uk-2025").display());
    let file = place.scratch.path().join("uk-2025.toml");
    let manifest = place.scratch.path().join("watched/manifest.toml");
    std::fs::write(&file, &text).map_err(failed)?;
    let mut command = Command::new(&place.capcast);
    command
        .arg("watch")
        .arg(&file)
        .args(["--threads", "2", "--trials", "20000", "--out"])
        .arg(place.scratch.path().join("watched"))
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let _watch = Watch(command.spawn().map_err(failed)?);
    seen(&manifest, &text, true)?;
    println!("\nFrom the end of a save to new results of 20,000 trials of uk-2025, {saves} saves");
    for (what, calm) in [
        ("one site", true),
        ("the seed", true),
        ("one site, at once", false),
    ] {
        let mut times = Vec::new();
        for save in 0..saves {
            let edited = edited(&text, what, save);
            std::fs::write(&file, &edited).map_err(failed)?;
            let saved = now();
            seen(&manifest, &edited, false)?;
            times.push(1e3 * saved.elapsed().as_secs_f64());
            if calm {
                seen(&manifest, &edited, true)?;
                std::thread::sleep(Duration::from_millis(300));
            } else {
                std::thread::sleep(Duration::from_millis(400));
            }
        }
        let most = times.iter().copied().fold(0.0, f64::max);
        println!(
            "{what:>18}  median {:6.1} ms, least {:6.1} ms, most {most:6.1} ms",
            median(&times),
            least(&times),
        );
        seen(&manifest, &edited(&text, what, saves - 1), true)?;
    }
    Ok(())
}

/// The scenario with an edit that no save before had.
fn edited(text: &str, what: &str, save: usize) -> String {
    if what == "the seed" {
        return format!("{text}[scenario]\nseed = {}\n", 100 + save);
    }
    let day = 1 + save % 28;
    let year = if what == "one site" { 2029 } else { 2030 };
    format!("{text}[site.loughton.grid.first]\nenergised = \"2027-01-01 to {year}-06-{day:02}\"\n")
}

/// Waits until results of a text stand in the folder, if asked with their PNGs.
fn seen(manifest: &Path, text: &str, with_dots: bool) -> Outcome {
    let digest = Sha256::digest(text.as_bytes());
    let digest = digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let begun = now();
    while begun.elapsed() < PATIENCE {
        let standing = std::fs::read_to_string(manifest).unwrap_or_default();
        if standing.contains(&digest) && (!with_dots || standing.contains(".png\"")) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    Err("the watch left no results of a save".to_owned())
}
