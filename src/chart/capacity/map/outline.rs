//! Coasts and borders: the data file, read and cut.
//!
//! `outline.txt` has one outline a line: "land", closed, or "border", then its points as steps of
//! a fiftieth of a degree, longitude before latitude, each the difference from the point before. A
//! difference is doubled, with its bits turned where it is negative, and written by fives of bits, the
//! lowest first, as the characters from `?` on; all but the last have 32 added. It was made from Natural
//! Earth's 1:50m land and countries: lines simplified to a twentieth of a degree, islands and lakes that
//! are smaller than a twentieth of a square degree left out.

/// Steps in a degree.
const STEPS: f64 = 50.0;

/// (latitude, longitude) of each point of each outline.
type Outlines = Vec<Vec<(f64, f64)>>;

/// Land, closed; and borders.
pub(super) fn all() -> (Outlines, Outlines) {
    let (mut lands, mut borders) = (Outlines::new(), Outlines::new());
    for line in include_str!("outline.txt").lines() {
        match line.split_once(' ') {
            Some(("land", points)) => lands.push(read(points)),
            Some(("border", points)) => borders.push(read(points)),
            _ => {}
        }
    }
    (lands, borders)
}

fn read(written: &str) -> Vec<(f64, f64)> {
    let mut numbers = Vec::new();
    let (mut number, mut shift) = (0_i64, 0_u32);
    for byte in written.bytes() {
        let bits = i64::from(byte) - 63;
        number |= (bits & 0x1f) << shift;
        if bits & 0x20 == 0 {
            numbers.push(if number & 1 == 1 {
                !(number >> 1)
            } else {
                number >> 1
            });
            (number, shift) = (0, 0);
        } else {
            shift += 5;
        }
    }
    let (mut east, mut north) = (0_i64, 0_i64);
    let step = |pair: &[i64]| {
        east += pair[0];
        north += pair[1];
        (north as f64 / STEPS, east as f64 / STEPS)
    };
    numbers.chunks_exact(2).map(step).collect()
}

/// A closed outline cut to a box from 0 (Sutherland and Hodgman, 1974): side by side of the box, what
/// lies beyond goes.
pub(super) fn cut(points: &[(f64, f64)], width: f64, height: f64) -> Vec<(f64, f64)> {
    type Depth = fn((f64, f64), (f64, f64)) -> f64;
    let sides: [Depth; 4] = [
        |point, _| point.0,
        |point, size| size.0 - point.0,
        |point, _| point.1,
        |point, size| size.1 - point.1,
    ];
    let mut left = points.to_vec();
    for side in sides {
        let depth = |point| side(point, (width, height));
        let mut next = Vec::with_capacity(left.len());
        for (n, point) in left.iter().enumerate() {
            let before = left[(n + left.len() - 1) % left.len()];
            let (here, there) = (depth(*point), depth(before));
            if (here >= 0.0) != (there >= 0.0) {
                let share = there / (there - here);
                next.push((
                    before.0 + share * (point.0 - before.0),
                    before.1 + share * (point.1 - before.1),
                ));
            }
            if here >= 0.0 {
                next.push(*point);
            }
        }
        left = next;
    }
    left.iter()
        .map(|(x, y)| (x.clamp(0.0, width), y.clamp(0.0, height)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a point lies in a closed outline, by counting crossings.
    fn holds(outline: &[(f64, f64)], (north, east): (f64, f64)) -> bool {
        let mut inside = false;
        for (n, a) in outline.iter().enumerate() {
            let b = outline[(n + 1) % outline.len()];
            let crosses = (a.0 > north) != (b.0 > north);
            if crosses && east < a.1 + (north - a.0) / (b.0 - a.0) * (b.1 - a.1) {
                inside = !inside;
            }
        }
        inside
    }

    #[test]
    fn towns_lie_on_land_and_seas_do_not() {
        let (lands, borders) = all();
        let is_land = |at| lands.iter().any(|land| holds(land, at));
        for (name, at) in [
            ("London", (51.5, -0.13)),
            ("Edinburgh", (55.9, -3.4)),
            ("Abilene", (32.4, -99.7)),
            ("Riyadh", (24.7, 46.7)),
            ("Oslo", (60.1, 10.9)),
            ("Johor Bahru", (1.7, 103.5)),
        ] {
            assert!(is_land(at), "{name}");
        }
        for (name, at) in [
            ("North Sea", (56.0, 3.0)),
            ("Irish Sea", (53.9, -4.9)),
            ("Atlantic", (40.0, -40.0)),
            ("Gulf of Mexico", (26.0, -90.0)),
        ] {
            assert!(!is_land(at), "{name}");
        }
        assert!(borders.len() > 300);
        let sound = |(north, east): &(f64, f64)| north.abs() <= 90.0 && east.abs() <= 180.0;
        assert!(lands.iter().chain(&borders).flatten().all(sound));
    }

    #[test]
    fn an_outline_is_cut_to_the_box() {
        let diamond = [(-1.0, 1.0), (1.0, 3.0), (3.0, 1.0), (1.0, -1.0)];
        // The diamond holds the square from (0, 0) to (2, 2), whose corners lie on its sides.
        let cut_out = cut(&diamond, 2.0, 2.0);
        for corner in [(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0)] {
            assert!(cut_out.contains(&corner), "{cut_out:?}");
        }
        assert!(
            cut_out
                .iter()
                .all(|(x, y)| (0.0..=2.0).contains(x) && (0.0..=2.0).contains(y))
        );
        let away = [(5.0, 5.0), (6.0, 5.0), (6.0, 6.0)];
        assert!(cut(&away, 2.0, 2.0).is_empty());
    }
}
