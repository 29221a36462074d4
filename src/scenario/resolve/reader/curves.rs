//! Reading dated curves: `{ 2026-12-31 = "40 to 110 k", 2027-12-31 = 120_000 }`, or one quantity
//! that holds at all times.

use super::{Context, Reader};
use crate::calendar::Period;
use crate::distribution::Distribution;
use crate::model::{Curve, Knot};
use crate::scenario::date;
use crate::scenario::keys::Kind;
use crate::scenario::problem::Problem;
use crate::scenario::quantity::Measure;
use crate::scenario::tree::{Node, Table};
use crate::units::Unit;

impl Reader<'_> {
    /// A curve; `None` if it is not written, or after a problem.
    pub fn curve<U: Unit>(&self, cx: &mut Context<'_>, name: &str) -> Option<Curve<U>> {
        let (key, node, origin) = self.lookup(cx, name)?;
        let Kind::Curve(measure, grows) = key.kind else {
            unreachable!("`{}` is not a curve", key.path);
        };
        let path = self.join(name);
        cx.record(&path, &node, &cx.unit_of(key), origin);
        let Some(table) = node.as_table().filter(|table| is_dated(table)) else {
            let law = cx.law(&node, measure, name)?;
            return Some(Curve::constant(path, law, grows));
        };
        let knots = knots(table, measure, (name, grows), cx)?;
        Some(Curve::new(path, knots, grows))
    }
}

/// Checks the form of a curve, of which nothing is kept.
pub(super) fn check(node: &Node, measure: Measure, grows: bool, name: &str, cx: &mut Context<'_>) {
    match node.as_table().filter(|table| is_dated(table)) {
        Some(table) => drop(knots(table, measure, (name, grows), cx)),
        None => drop(cx.law(node, measure, name)),
    }
}

/// Whether a table is a curve and no law: one of its keys begins with a digit.
fn is_dated(table: &Table) -> bool {
    let dated = |key: &str| {
        key.trim()
            .starts_with(|letter: char| letter.is_ascii_digit())
    };
    table.keys().any(dated)
}

/// A knot as it is written.
struct Written<'a> {
    period: Period,
    law: Distribution,
    node: &'a Node,
}

fn knots(
    table: &Table,
    measure: Measure,
    (name, grows): (&str, bool),
    cx: &mut Context<'_>,
) -> Option<Vec<Knot>> {
    let mut written = Vec::new();
    let mut sound = true;
    for (key, node) in table.iter() {
        let Some(period) = date::parse(key) else {
            let label = "no date";
            let message = format!("`{}` in `{name}` is no date", key.escape_debug());
            let problem = Problem::error("curve::date", message).at(&node.key, label);
            cx.push(problem.help(format!("a date is {}", Measure::Date.examples())));
            sound = false;
            continue;
        };
        match cx.law(node, measure, name) {
            Some(law) => written.push(Written { period, law, node }),
            None => sound = false,
        }
    }
    written.sort_by_key(|knot| knot.period.last);
    for pair in written.windows(2) {
        sound &= apart(&pair[0], &pair[1], (name, grows), cx);
    }
    let at = |period: Period| {
        if grows {
            period.deadline()
        } else {
            period.middle()
        }
    };
    let knots = written.into_iter();
    let knots = knots.map(|Written { period, law, .. }| Knot {
        at: at(period),
        law,
    });
    sound.then(|| knots.collect())
}

/// Whether two neighbours have dates of their own, and of what grows whether its median does not
/// fall; if not, says so.
fn apart(
    a: &Written<'_>,
    b: &Written<'_>,
    (name, grows): (&str, bool),
    cx: &mut Context<'_>,
) -> bool {
    let instant = |knot: &Written<'_>| {
        if grows {
            knot.period.deadline()
        } else {
            knot.period.middle()
        }
    };
    if instant(a) >= instant(b) {
        let problem = Problem::error(
            "curve::twice",
            format!("`{name}` has two values for one date"),
        )
        .at(&b.node.key, "this date")
        .also(&a.node.key, "is this one, too");
        cx.push(problem.help("write each date once; a period stands for its last day where the curve grows, else for its middle"));
        return false;
    }
    let (was, is) = (a.law.median(), b.law.median());
    if grows && is < was {
        let problem = Problem::error("curve::falls", format!("`{name}` falls"))
            .at(&b.node.place, format!("the median is {} here", short(is)))
            .also(&a.node.place, format!("and {} before", short(was)));
        cx.push(problem.help("its values are totals up to a date, which do not fall: check whether an addition was written in place of a total"));
        return false;
    }
    true
}

/// A number for a message.
fn short(value: f64) -> String {
    let rounded = (value * 1000.0).round() / 1000.0;
    format!("{rounded}")
}
