//! Dated curves: quantities that change over time, with one uniform a trial for all their knots.

use crate::calendar::Instant;
use crate::distribution::Distribution;
use crate::units::Unit;
use std::marker::PhantomData;

/// A dated curve in the base unit `U`: linear between its knots, flat after the last.
///
/// What grows (deliveries, headroom) is zero before its first knot and never falls; a rate (carbon
/// intensity, a price) holds its first value before it and may fall. A quantity without dates is a
/// curve with one knot before all time.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve<U: Unit> {
    path: String,
    knots: Vec<Knot>,
    grows: bool,
    unit: PhantomData<U>,
}

/// A dated value of a curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Knot {
    /// When it holds.
    pub at: Instant,
    /// Its law.
    pub law: Distribution,
}

impl<U: Unit> Curve<U> {
    /// A curve through knots in the order of their dates; at least one.
    #[must_use]
    pub fn new(path: impl Into<String>, knots: Vec<Knot>, grows: bool) -> Self {
        Self {
            path: path.into(),
            knots,
            grows,
            unit: PhantomData,
        }
    }

    /// The same law at all times.
    #[must_use]
    pub fn constant(path: impl Into<String>, law: Distribution, grows: bool) -> Self {
        let at = Instant::from_days(f64::NEG_INFINITY);
        Self::new(path, vec![Knot { at, law }], grows)
    }

    /// The address of its draw.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its knots, in the order of their dates.
    #[must_use]
    pub fn knots(&self) -> &[Knot] {
        &self.knots
    }

    /// Whether it is zero before its first knot and never falls.
    #[must_use]
    pub const fn grows(&self) -> bool {
        self.grows
    }

    /// Its value at an instant where each knot stands at its quantile `p`.
    #[must_use]
    pub fn quantile_at(&self, instant: Instant, p: f64) -> f64 {
        let mut values: Vec<(f64, f64)> = Vec::with_capacity(self.knots.len());
        for knot in &self.knots {
            let value = knot.law.quantile(p);
            let before = values.last().map_or(f64::NEG_INFINITY, |&(_, value)| value);
            let value = if self.grows { value.max(before) } else { value };
            values.push((knot.at.days(), value));
        }
        on_curve(values.iter().copied(), instant.days(), self.grows)
    }
}

/// The value at an instant of a curve through knots (date, value) in the order of their dates.
#[must_use]
#[inline]
pub fn on_curve(knots: impl Iterator<Item = (f64, f64)>, instant: f64, grows: bool) -> f64 {
    let mut before: Option<(f64, f64)> = None;
    for (date, value) in knots {
        if instant < date {
            return match before {
                Some((from, was)) => was + (value - was) * ((instant - from) / (date - from)),
                None if grows => 0.0,
                None => value,
            };
        }
        before = Some((date, value));
    }
    before.map_or(0.0, |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Gpus;

    fn knot(day: f64, value: f64) -> Knot {
        Knot {
            at: Instant::from_days(day),
            law: Distribution::constant(value),
        }
    }

    fn at(curve: &Curve<Gpus>, day: f64) -> f64 {
        curve.quantile_at(Instant::from_days(day), 0.5)
    }

    #[test]
    fn what_grows_begins_at_its_first_knot_and_never_falls() {
        let knots = vec![knot(100.0, 10.0), knot(200.0, 30.0), knot(300.0, 20.0)];
        let curve = Curve::<Gpus>::new("supply", knots, true);
        let values = [99.0, 100.0, 150.0, 200.0, 250.0, 900.0].map(|day| at(&curve, day));
        assert_eq!(values, [0.0, 10.0, 20.0, 30.0, 30.0, 30.0]);
    }

    #[test]
    fn a_rate_holds_before_its_first_knot_and_may_fall() {
        let curve = Curve::<Gpus>::new("rate", vec![knot(100.0, 10.0), knot(200.0, 4.0)], false);
        assert_eq!(
            [0.0, 150.0, 900.0].map(|day| at(&curve, day)),
            [10.0, 7.0, 4.0]
        );
        let curve = Curve::<Gpus>::constant("rate", Distribution::constant(3.0), true);
        assert_eq!(at(&curve, -1e6), 3.0);
    }
}
