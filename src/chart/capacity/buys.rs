//! What announced money buys: each sum as a share of what its phases come to.
//!
//! Shares let a sum for a site stand beside one for a country. What it does not know: how costs were
//! added up.

use super::super::number::percent;
use super::super::{
    Axis, Chart, Height, Place, Role, Shape, Swatch, Tick, footer, metric, text, theme,
};
use super::measure::Measure;
use super::{Draft, Drawing, SUBJECT, named, rows};
use crate::projection::{MoneyAnswer, MoneyRow, Projection};

/// Sums drawn at most.
const MOST: usize = 20;
/// Px of a row.
const ROW: f64 = 44.0;
/// The widest plot, in whole costs; what lies beyond it is cut with an arrow.
const WIDEST: f64 = 3.0;

/// The chart; `None` where no announced sum has costs to be held against.
pub(super) fn chart(projection: &Projection) -> Option<Chart> {
    let money = projection.capacity.money.as_ref()?;
    let all: Vec<Sum> = money.announced.iter().filter_map(Sum::new).collect();
    if all.is_empty() {
        return None;
    }
    let drawn = &all[..all.len().min(MOST)];
    let widest = drawn.iter().map(|sum| sum.high).fold(1.0, f64::max);
    let to = (1.08 * widest).min(WIDEST);
    let mut drawing = Drawing::default();
    for (n, sum) in drawn.iter().enumerate() {
        draw(&mut drawing, money, sum, n as f64, to);
    }
    drawing.mark(Role::Zero, Shape::Upright(1.0));
    let words = "pays for all of it".to_owned();
    drawing.label(Role::Text, words, (1.0, 0.0), Place::Above);
    let draft = Draft {
        subject: SUBJECT,
        stem: "announced-money".to_owned(),
        site: None,
        title: "What the announced money buys".to_owned(),
        message: message(money, &all),
        notes: notes(money, &all),
        reads: footer::Reads::Ranges,
        x: axis(to),
        y: rows(drawn.len()),
        height: Height::Plot(drawn.len() as f64 * ROW),
        key: drawing.key(&[
            (Role::Lowers, Swatch::Bar, "falls short"),
            (Role::Raises, Swatch::Bar, "enough"),
            (
                Role::Whisker,
                Swatch::Whisker,
                "P10\u{a0}–\u{a0}P90 of the cost",
            ),
        ]),
        marks: drawing.marks,
        labels: drawing.labels,
        readings: None,
    };
    Some(draft.chart(projection))
}

/// A sum, and the shares of its cost that it pays for: at the cost's P90, P50 and P10.
struct Sum<'a> {
    row: &'a MoneyRow,
    cost: f64,
    low: f64,
    middle: f64,
    high: f64,
}

impl<'a> Sum<'a> {
    fn new(row: &'a MoneyRow) -> Option<Self> {
        let cost = row.modelled.as_ref()?;
        let sound = |value: f64| value > 0.0 && value < metric::LARGEST;
        let costs = [cost.p10, cost.p50, cost.p90];
        let sum = row.announced.p50;
        (sound(sum) && costs.iter().all(|cost| sound(*cost))).then(|| Self {
            row,
            cost: cost.p50,
            low: sum / cost.p90,
            middle: sum / cost.p50,
            high: sum / cost.p10,
        })
    }

    fn name(&self) -> String {
        named(&self.row.name, &self.row.id)
    }
}

fn draw(drawing: &mut Drawing, money: &MoneyAnswer, sum: &Sum, row: f64, to: f64) {
    let middle = row + 0.5;
    let role = if sum.middle < 1.0 {
        Role::Lowers
    } else {
        Role::Raises
    };
    drawing.mark(role, Shape::Bar(0.0, sum.middle.min(to), middle));
    if sum.low < to {
        let whisker = Shape::Whisker(sum.low, sum.high.min(to), middle);
        drawing.mark(Role::Whisker, whisker);
    }
    if sum.high > to {
        drawing.mark(Role::Beyond, Shape::Point(to, middle));
    }
    let name = text::shorten(&sum.name(), theme::LABEL, false, 300.0);
    drawing.label(Role::Name, name, (0.0, middle), Place::Row(0));
    let measure = Measure::new(&money.currency, sum.row.announced.p50.max(sum.cost));
    let beside = format!(
        "{} for {}",
        measure.full(sum.row.announced.p50),
        measure.number(sum.cost)
    );
    drawing.label(Role::Quiet, beside, (to, middle), Place::Column);
    let at = (sum.high.min(to), middle);
    drawing.label(role, times(sum.middle), at, Place::After(0.0));
}

/// "40 %", "1.6 times".
fn times(share: f64) -> String {
    match share {
        share if share < 0.995 => percent(share),
        share if share < 1.05 => "just\u{a0}enough".to_owned(),
        share if share < 9.95 => format!("{share:.1}\u{a0}times"),
        share => format!("{share:.0}\u{a0}times"),
    }
}

fn axis(to: f64) -> Axis {
    let step = if to > 1.6 { 0.5 } else { 0.25 };
    let lines: Vec<f64> = (0..=(to / step) as usize)
        .map(|n| n as f64 * step)
        .collect();
    let tick = |at: &f64| Tick {
        at: *at,
        text: format!("{:.0}\u{a0}%", 100.0 * at),
    };
    Axis {
        title: "The announced sum as a share of what it is to buy".to_owned(),
        from: 0.0,
        to,
        ticks: lines.iter().map(tick).collect(),
        lines,
    }
}

/// How many fall short, and which by most.
fn message(money: &MoneyAnswer, all: &[Sum]) -> String {
    let count = all.len();
    let short: Vec<&Sum> = all.iter().filter(|sum| sum.middle < 1.0).collect();
    let say = |sum: &Sum| {
        let measure = Measure::new(&money.currency, sum.row.announced.p50.max(sum.cost));
        let name = text::shorten(&sum.name(), theme::MESSAGE, false, 260.0);
        format!(
            "{name}, {} for what comes to {}",
            measure.full(sum.row.announced.p50),
            measure.full(sum.cost)
        )
    };
    let least = short.iter().min_by(|a, b| a.middle.total_cmp(&b.middle));
    match (least, all) {
        (Some(least), _) => format!(
            "{} of {count} announced sums {} short of what {}; most so {}.",
            short.len(),
            if short.len() == 1 { "falls" } else { "fall" },
            if short.len() == 1 {
                "it is to buy"
            } else {
                "they are to buy"
            },
            say(least)
        ),
        (None, [only]) => format!("The announced sum is enough: {}.", say(only)),
        (None, _) => format!("None of {count} announced sums falls short of what it is to buy."),
    }
}

fn notes(money: &MoneyAnswer, all: &[Sum]) -> Vec<String> {
    let prices = money
        .price_year
        .map_or_else(String::new, |year| format!(", prices of {year}"));
    let mut notes = vec![format!(
        "{}{prices}. The cost of all its phases as announced, each of them built, for what the sum covers; at the right \
         the sum, and the cost at its median.",
        text::clean(&money.currency)
    )];
    if all.iter().any(|sum| sum.row.kind == "programme") {
        notes.push("A programme’s sum may be meant for more than the sites listed.".to_owned());
    }
    let without = money.announced.len() - all.len();
    if without > 0 {
        notes.push(format!("Not drawn, for lack of sites or costs: {without}."));
    }
    if all.len() > MOST {
        notes.push(format!(
            "{} further sums stand in the table.",
            all.len() - MOST
        ));
    }
    notes
}
