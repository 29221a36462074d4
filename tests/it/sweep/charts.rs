//! Charts of sweeps of all sizes: no word covers another or leaves the page.

use capcast::chart::{Chart, Form, Shape, sweep_charts};
use capcast::projection::Scenario;
use capcast::sweep::{Axis, Cell, FORMAT, Kind, Sweep, Swept, Value};

fn axis(n: usize, count: usize, label: &dyn Fn(usize) -> String, numbers: bool) -> Axis {
    Axis {
        key: format!("site.loughton.grid.stage-{n}.energised"),
        name: format!("Loughton supercomputer beside the depot, grid stage {n}: energised"),
        unit: numbers.then(|| "MW".to_owned()),
        values: (0..count)
            .map(|value| Value {
                label: label(value),
                number: numbers.then_some(value as f64),
            })
            .collect(),
        as_written: Some(0),
    }
}

fn of(axes: Vec<Axis>, kind: Kind, value: impl Fn(usize) -> Option<f64>) -> Sweep {
    let count = axes.iter().map(|axis| axis.values.len()).product();
    let base = value(0);
    let cell = |n: usize| Cell {
        value: value(n),
        se: value(n)
            .filter(|_| kind != Kind::Date)
            .map(|value| value / 100.0),
        difference: value(n).zip(base).map(|(value, base)| value - base),
        note: value(n).is_none().then(|| "never".to_owned()),
        ..Cell::default()
    };
    let (unit, title) = match kind {
        Kind::Quantity => ("GPUs", "Mean GPUs powered, all sites, at 2028-12-31"),
        Kind::Chance => (
            "share",
            "Chance of Loughton: first 50 MW, online by 2028-12-31",
        ),
        Kind::Date => ("date", "P50 date online, Loughton: first 50 MW"),
    };
    Sweep {
        format: FORMAT,
        capcast: "0.1.0".to_owned(),
        scenario: Scenario {
            name: "UK AI sites".to_owned(),
            files: Vec::new(),
            set: Vec::new(),
            as_of: None,
            from: "2026-01-01".to_owned(),
            step: "month".to_owned(),
            credits: Vec::new(),
            mitigated: false,
            independent: false,
            replay: false,
        },
        seed: 1,
        trials: 1_000,
        sampler: "monte-carlo".to_owned(),
        axes,
        as_written: Some(0),
        outcomes: vec![Swept {
            outcome: title.to_owned(),
            title: title.to_owned(),
            kind,
            unit: unit.to_owned(),
            base: cell(0),
            cells: (0..count).map(cell).collect(),
        }],
    }
}

fn quarter(n: usize) -> String {
    format!("{}-Q{}", 2027 + n / 4, n % 4 + 1)
}

fn megawatts(n: usize) -> String {
    format!("{} MW", 10 * (n + 1))
}

fn law(n: usize) -> String {
    format!(
        "{{ mixture = [ {{ weight = 2, of = \"{n} to 20 months\" }}, {{ weight = 1, of = \"3 to 8 months\" }} ] }}"
    )
}

/// Sweeps of all sizes, by name.
pub fn strained() -> Vec<(&'static str, Sweep)> {
    let gpus = |n: usize| Some(12_434.0 + 731.0 * n as f64);
    let date = |n: usize| (n % 5 != 3).then_some(21_000.0 + 61.0 * n as f64);
    let grid = |rows, columns| {
        vec![
            axis(1, rows, &quarter, false),
            axis(2, columns, &megawatts, true),
        ]
    };
    vec![
        ("2x2", of(grid(2, 2), Kind::Quantity, gpus)),
        ("5x7", of(grid(5, 7), Kind::Date, date)),
        ("12x20", of(grid(12, 20), Kind::Quantity, gpus)),
        (
            "20x12",
            of(grid(20, 12), Kind::Chance, |n| Some(n as f64 / 240.0)),
        ),
        (
            "laws",
            of(
                vec![axis(1, 4, &law, false), axis(2, 5, &law, false)],
                Kind::Quantity,
                gpus,
            ),
        ),
        ("flat", of(grid(3, 3), Kind::Quantity, |_| Some(7.0))),
        (
            "three axes",
            of(
                vec![
                    axis(1, 3, &quarter, false),
                    axis(2, 4, &megawatts, true),
                    axis(3, 3, &law, false),
                ],
                Kind::Quantity,
                gpus,
            ),
        ),
        (
            "line",
            of(vec![axis(1, 9, &megawatts, true)], Kind::Quantity, gpus),
        ),
        (
            "line of dates",
            of(vec![axis(1, 9, &megawatts, true)], Kind::Date, date),
        ),
        (
            "long line",
            of(vec![axis(1, 120, &megawatts, true)], Kind::Chance, |n| {
                Some(n as f64 / 120.0)
            }),
        ),
        (
            "rows",
            of(vec![axis(1, 7, &quarter, false)], Kind::Quantity, gpus),
        ),
        (
            "rows of laws",
            of(vec![axis(1, 5, &law, false)], Kind::Date, date),
        ),
    ]
}

fn look(name: &str, chart: &Chart, form: Form) {
    let layout = chart.layout(form);
    let boxes: Vec<_> = layout
        .words
        .iter()
        .map(|words| (words.bounds(), &words.text))
        .collect();
    for (n, (bounds, text)) in boxes.iter().enumerate() {
        let inside = bounds.left >= -0.5
            && bounds.right <= layout.width + 0.5
            && bounds.top >= 0.0
            && bounds.bottom <= layout.height;
        assert!(inside, "{name}: {text:?} {bounds:?}");
        for (other, covered) in &boxes[..n] {
            assert!(
                !bounds.overlaps(other),
                "{name}: {text:?} covers {covered:?}"
            );
        }
        for (_, _, swatch) in &layout.swatches {
            assert!(!bounds.overlaps(swatch), "{name}: {text:?}");
        }
    }
}

#[test]
fn no_word_covers_another_at_any_size() {
    let mut seen = 0;
    for (name, sweep) in strained() {
        let (charts, missing) = sweep_charts(&sweep);
        assert!(missing.is_empty(), "{name}: {missing:?}");
        for chart in &charts {
            look(name, chart, Form::File);
            assert!(!chart.svg().contains("NaN"), "{name}");
            seen += 1;
        }
    }
    // One of each, and the differences of the six grids that differ.
    assert_eq!(seen, 12 + 6);
}

#[test]
fn a_grid_has_a_tile_for_each_cell_and_outlines_what_is_written() {
    let sweeps = strained();
    let (_, dates) = &sweeps[1];
    let (charts, _) = sweep_charts(dates);
    let count = |kind: fn(&Shape) -> bool| {
        charts[0]
            .marks
            .iter()
            .filter(|mark| kind(&mark.shape))
            .count()
    };
    assert_eq!(count(|shape| matches!(shape, Shape::Tile(..))), 28);
    assert_eq!(count(|shape| matches!(shape, Shape::Hatched(..))), 7);
    assert_eq!(count(|shape| matches!(shape, Shape::Outline(..))), 1);
}

#[test]
fn what_is_too_large_for_a_page_says_where_to_look() {
    let four = (1..5).map(|n| axis(n, 2, &quarter, false)).collect();
    let (charts, missing) = sweep_charts(&of(four, Kind::Quantity, |n| Some(n as f64)));
    assert!(charts.is_empty());
    assert!(
        missing[0].contains("4 axes") && missing[0].contains("sweep.csv"),
        "{missing:?}"
    );
    let wide = vec![axis(1, 2, &quarter, false), axis(2, 99, &megawatts, true)];
    let (charts, missing) = sweep_charts(&of(wide, Kind::Quantity, |n| Some(n as f64)));
    assert!(
        charts.is_empty() && missing[0].contains("198 cells"),
        "{missing:?}"
    );
    let never = vec![axis(1, 3, &quarter, false)];
    let (charts, missing) = sweep_charts(&of(never, Kind::Date, |_| None));
    assert!(
        charts.is_empty() && missing[0].contains("never"),
        "{missing:?}"
    );
}
