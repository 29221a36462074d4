//! Charts: what they hold as data, that their words keep apart, and that the files are sound.

#![allow(clippy::unwrap_used)]

mod sample;

use capcast::chart::{self};

#[test]
fn draw_for_the_eye() {
    let Ok(folder) = std::env::var("CHART_FOLDER") else {
        return;
    };
    for (name, p) in [
        ("", sample::projection()),
        ("zero-", sample::with_series(0.0, 88)),
        ("huge-", sample::with_series(1e5, 88)),
        ("tiny-", sample::with_series(1e-5, 88)),
        ("one-", sample::with_series(1.0, 1)),
    ] {
        let t = std::time::Instant::now();
        let all = chart::charts(&p);
        println!("{} charts in {:?}", all.len(), t.elapsed());
        for c in all {
            if !name.is_empty() && (c.stem == "gantt" || c.stem.starts_with("s-curve")) {
                continue;
            }
            let t = std::time::Instant::now();
            let svg = c.svg();
            let a = t.elapsed();
            std::fs::write(format!("{folder}/{name}{}.svg", c.stem), &svg).unwrap();
            let t = std::time::Instant::now();
            let png = chart::png(&svg).unwrap();
            println!(
                "{name}{} svg {a:?} png {:?} {} KiB",
                c.stem,
                t.elapsed(),
                svg.len() / 1024
            );
            std::fs::write(format!("{folder}/{name}{}.png", c.stem), &png).unwrap();
        }
    }
}
