//! What a sweep says: where an outcome is largest and smallest, and how much each step adds.

use super::{Kind, Sweep, Swept};

/// A straight line may miss a value by so much of the whole change before it is none.
const STRAIGHT: f64 = 0.1;

/// The cells in which an outcome is smallest and largest; never is the latest date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extremes {
    /// The first cell of the smallest value.
    pub least: usize,
    /// The first cell of the largest, or that it never comes in.
    pub most: usize,
}

/// What an axis of numbers adds to an outcome, where that is nearly a straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// A round step on the axis.
    pub step: f64,
    /// What a step adds.
    pub adds: f64,
}

impl Swept {
    /// Where it is smallest and largest; `None` where no cell has a value or all are alike.
    #[must_use]
    pub fn extremes(&self) -> Option<Extremes> {
        let size = |cell: usize| {
            let cell = &self.cells[cell];
            match (cell.value, self.kind) {
                (Some(value), _) => Some(value),
                (None, Kind::Date) if cell.note.as_deref() == Some("never") => Some(f64::INFINITY),
                _ => None,
            }
        };
        let mut found: Option<(Extremes, f64, f64)> = None;
        for cell in 0..self.cells.len() {
            let Some(value) = size(cell) else { continue };
            let (extremes, least, most) = found.get_or_insert((
                Extremes {
                    least: cell,
                    most: cell,
                },
                value,
                value,
            ));
            if value < *least {
                (extremes.least, *least) = (cell, value);
            }
            if value > *most {
                (extremes.most, *most) = (cell, value);
            }
        }
        let (extremes, least, most) = found?;
        (least < most).then_some(extremes)
    }
}

impl Sweep {
    /// What the only axis adds to an outcome: by least squares through its values, if no value is
    /// further from the line than a tenth of the whole change (or its own error).
    #[must_use]
    pub fn trend(&self, outcome: &Swept) -> Option<Trend> {
        let [axis] = self.axes.as_slice() else {
            return None;
        };
        let numbers: Option<Vec<f64>> = axis.values.iter().map(|value| value.number).collect();
        let values: Option<Vec<f64>> = outcome.cells.iter().map(|cell| cell.value).collect();
        let (x, y) = (numbers?, values?);
        if x.len() < 3 {
            return None;
        }
        let count = x.len() as f64;
        let (mean_x, mean_y) = (x.iter().sum::<f64>() / count, y.iter().sum::<f64>() / count);
        let spread: f64 = x.iter().map(|x| (x - mean_x) * (x - mean_x)).sum();
        let joint: f64 = x
            .iter()
            .zip(&y)
            .map(|(x, y)| (x - mean_x) * (y - mean_y))
            .sum();
        let slope = joint / spread;
        let range = |list: &[f64]| {
            let low = list.iter().copied().fold(f64::INFINITY, f64::min);
            let high = list.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            high - low
        };
        let whole = range(&y);
        let misses = x.iter().zip(&y).zip(&outcome.cells).any(|((x, y), cell)| {
            let miss = (y - mean_y - slope * (x - mean_x)).abs();
            miss > (STRAIGHT * whole).max(cell.uncertain_by())
        });
        let step = round_step(range(&x) / (count - 1.0));
        let flat = whole == 0.0;
        (!misses && !flat && slope.is_finite()).then_some(Trend {
            step,
            adds: slope * step,
        })
    }
}

/// The nearest of 1, 2, 5 times a power of ten, that is not above a size.
fn round_step(size: f64) -> f64 {
    let ten = libm::pow(10.0, libm::floor(libm::log10(size) + 1e-9));
    [5.0, 2.0, 1.0]
        .into_iter()
        .map(|digit| digit * ten)
        .find(|step| *step <= size * (1.0 + 1e-9))
        .unwrap_or(ten)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::Scenario;
    use crate::sweep::{Axis, Cell, Value};

    fn sweep(numbers: &[f64], values: &[Option<f64>]) -> Sweep {
        let axis = Axis {
            key: "site.a.pue".to_owned(),
            name: "a: pue".to_owned(),
            unit: Some("MW".to_owned()),
            values: numbers
                .iter()
                .map(|number| Value {
                    label: number.to_string(),
                    number: Some(*number),
                })
                .collect(),
            as_written: None,
        };
        let cell = |value: &Option<f64>| Cell {
            value: *value,
            note: value.is_none().then(|| "never".to_owned()),
            ..Cell::default()
        };
        let outcome = Swept {
            outcome: String::new(),
            title: String::new(),
            kind: Kind::Date,
            unit: String::new(),
            base: Cell::default(),
            cells: values.iter().map(cell).collect(),
        };
        Sweep {
            format: super::super::FORMAT,
            capcast: String::new(),
            scenario: Scenario {
                name: String::new(),
                files: Vec::new(),
                set: Vec::new(),
                as_of: None,
                from: String::new(),
                step: String::new(),
                credits: Vec::new(),
                mitigated: false,
                independent: false,
                replay: false,
            },
            seed: 1,
            trials: 1,
            sampler: String::new(),
            axes: vec![axis],
            as_written: None,
            outcomes: vec![outcome],
        }
    }

    fn trend(numbers: &[f64], values: &[f64]) -> Option<Trend> {
        let values: Vec<Option<f64>> = values.iter().map(|value| Some(*value)).collect();
        let sweep = sweep(numbers, &values);
        sweep.trend(&sweep.outcomes[0])
    }

    #[test]
    fn a_straight_line_is_told_by_its_step_and_a_bent_one_is_not() {
        let straight = trend(&[20.0, 30.0, 40.0], &[5.0, 25.0, 45.0]).expect("straight");
        assert_eq!((straight.step, straight.adds), (10.0, 20.0));
        let fine = trend(&[1.1, 1.2, 1.3], &[9.0, 8.0, 7.0]).expect("straight");
        assert!((fine.step - 0.1).abs() < 1e-12 && (fine.adds + 1.0).abs() < 1e-9);
        assert_eq!(trend(&[20.0, 30.0, 40.0], &[5.0, 45.0, 45.0]), None);
        assert_eq!(trend(&[20.0, 30.0], &[5.0, 45.0]), None);
        assert_eq!(trend(&[20.0, 30.0, 40.0], &[5.0, 5.0, 5.0]), None);
    }

    #[test]
    fn never_is_later_than_any_date() {
        let sweep = sweep(&[1.0, 2.0, 3.0, 4.0], &[Some(7.0), None, Some(3.0), None]);
        let extremes = sweep.outcomes[0].extremes().expect("they differ");
        assert_eq!((extremes.least, extremes.most), (2, 1));
    }
}
