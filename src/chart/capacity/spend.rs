//! Money spent to date: a fan, with the sums that were announced as levels.
//!
//! What it does not know: what a sum was meant to cover beyond its words.

use super::super::{
    Chart, Height, Label, Place, Readings, Role, Shape, Swatch, fan, footer, metric, text, theme,
    time,
};
use super::measure::Measure;
use super::{Draft, Drawing, SUBJECT, at_the_end, capital, headline, named};
use crate::projection::{MoneyAnswer, MoneyRow, Projection, Series};

/// Announced sums drawn in one picture.
const LEVELS: usize = 4;
/// A sum so many times as high as all else is not drawn: it would squeeze the rest.
const FAR: f64 = 4.0;
/// Programmes and sites that have pictures of their own.
const OWN: usize = 6;

/// The total, then each programme or site with an announced sum whose spending was asked for.
pub(super) fn charts(projection: &Projection) -> Vec<Chart> {
    let Some(money) = &projection.capacity.money else {
        return Vec::new();
    };
    let mut charts = Vec::new();
    if let Some(total) = metric::total(projection, &metric::SPEND_TO_DATE) {
        // A sum for one site is no measure of what all of them spend.
        charts.extend(chart(projection, money, total, &[]));
    }
    let own = money.announced.iter().filter_map(|row| {
        let all = metric::series(projection, &metric::SPEND_TO_DATE, &row.kind);
        let own = all
            .into_iter()
            .find(|series| series.scope.id.as_ref() == Some(&row.id));
        own.filter(|_| is_sound(row)).map(|series| (row, series))
    });
    let own = own.take(OWN);
    charts.extend(own.filter_map(|(row, series)| chart(projection, money, series, &[row])));
    charts
}

fn is_sound(row: &MoneyRow) -> bool {
    row.announced.p50 > 0.0 && row.announced.p50 < metric::LARGEST
}

fn chart(
    projection: &Projection,
    money: &MoneyAnswer,
    series: &Series,
    sums: &[&MoneyRow],
) -> Option<Chart> {
    let ends = metric::period_ends(projection)?;
    let from = metric::first_day(projection, &ends);
    let to = ends.iter().copied().fold(from, f64::max);
    let spent = [&series.p90, &series.announced].into_iter().flatten();
    let spent = spent.copied().fold(0.0, f64::max);
    if spent <= 0.0 {
        return None;
    }
    let (near, far): (Vec<&MoneyRow>, Vec<&MoneyRow>) = sums
        .iter()
        .partition(|row| row.announced.p50 <= FAR * spent);
    let levels = &near[..near.len().min(LEVELS)];
    let max = levels
        .iter()
        .map(|row| row.announced.p50)
        .fold(spent, f64::max);
    let measure = Measure::new(&money.currency, max);
    let mut drawing = Drawing {
        marks: fan::marks(series, &ends, from),
        labels: ends_of(series, &measure, to),
    };
    announced(&mut drawing, levels, &measure, (from, to));
    fan::status(
        projection,
        from,
        to,
        &mut drawing.marks,
        &mut drawing.labels,
    );
    let mut key = fan::key(fan::is_announced(series));
    for entry in key.iter_mut().filter(|entry| entry.role == Role::Announced) {
        "if all came as announced".clone_into(&mut entry.text);
    }
    key.extend(drawing.key(&[(Role::Mean, Swatch::Line, "announced sum")]));
    let id = series.scope.id.as_deref();
    let site = id.filter(|_| series.scope.kind == "site");
    let stem = id.map_or(String::new(), |id| format!("-{}", text::stem(id)));
    let name = text::shorten(
        &metric::scope_name(&series.scope),
        theme::TITLE,
        true,
        560.0,
    );
    let draft = Draft {
        subject: SUBJECT,
        stem: format!("spend-to-date-{}{stem}", series.scope.kind),
        site: site.map(str::to_owned),
        title: if levels.is_empty() {
            format!("{name}: money spent")
        } else {
            format!("{name}: money spent, beside the announced sum")
        },
        message: message(projection, series, levels, &measure)?,
        notes: notes(
            (money, series.scope.kind == "total"),
            &far,
            near.len().saturating_sub(LEVELS),
            &measure,
        ),
        reads: footer::Reads::Bands,
        x: time::axis(from, to),
        y: measure.axis(", spent to date", max),
        height: Height::Whole(640.0),
        key,
        marks: drawing.marks,
        labels: drawing.labels,
        readings: Some(readings(series, &measure, &ends)),
    };
    Some(draft.chart(projection))
}

/// Each sum as a level with its name.
fn announced(
    drawing: &mut Drawing,
    levels: &[&MoneyRow],
    measure: &Measure,
    (from, to): (f64, f64),
) {
    for row in levels {
        let sum = row.announced.p50;
        drawing.mark(Role::Mean, Shape::Line(vec![(from, sum), (to, sum)]));
        let name = text::shorten(&named(&row.name, &row.id), theme::LABEL, true, 210.0);
        let words = format!("{name}, {} announced", measure.full(sum));
        drawing.label(
            Role::Mean,
            words.replace(' ', "\u{a0}"),
            (to, sum),
            Place::End,
        );
    }
}

/// What is spent at the end, with the currency at the median alone.
fn ends_of(series: &Series, measure: &Measure, to: f64) -> Vec<Label> {
    let last = |values: &[f64]| values.last().copied().unwrap_or(0.0);
    let mut labels = fan::percentile_labels(series, measure.unit, to);
    for label in labels.iter_mut().filter(|label| label.role == Role::Median) {
        let money = measure.full(last(&series.p50));
        let names = label
            .text
            .split('\u{a0}')
            .take_while(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
        let names: Vec<&str> = names.collect();
        label.text = format!("{}\u{a0}{money}", names.join("\u{a0}"));
    }
    if fan::is_announced(series) {
        let sum = last(&series.announced);
        labels.push(Label {
            role: Role::Announced,
            text: format!("As\u{a0}announced\u{a0}{}", measure.full(sum)),
            at: (to, sum),
            place: Place::End,
        });
    }
    labels
}

/// What is said beneath; what was spent before the horizon is known of the total alone.
fn notes(
    (money, of_all): (&MoneyAnswer, bool),
    far: &[&MoneyRow],
    further: usize,
    measure: &Measure,
) -> Vec<String> {
    let mut notes = Vec::new();
    let prices = money
        .price_year
        .map_or("prices as stated".to_owned(), |year| {
            format!("prices of {year}")
        });
    let rates: Vec<String> = money
        .rates
        .iter()
        .take(4)
        .map(|rate| text::clean(rate))
        .collect();
    let rates = if rates.is_empty() {
        String::new()
    } else {
        format!("; {}", rates.join("; "))
    };
    notes.push(format!(
        "{}, {prices}{rates}. The fan holds all that has a cost.",
        measure.name()
    ));
    if of_all && money.opening.p50 > 0.0 {
        let opening = measure.full(money.opening.p50);
        notes.push(format!(
            "Of this {opening} was spent before the horizon begins, at the median."
        ));
    }
    if !far.is_empty() || further > 0 {
        let names = far.iter().take(3).map(|row| {
            let name = text::shorten(&named(&row.name, &row.id), theme::SMALL, false, 200.0);
            format!("{name} ({})", measure.full(row.announced.p50))
        });
        let mut names: Vec<String> = names.collect();
        let more = further + far.len().saturating_sub(3);
        if more > 0 {
            names.push(format!("{more} more"));
        }
        notes.push(format!("Announced and not drawn: {}.", names.join("; ")));
    }
    notes
}

fn readings(series: &Series, measure: &Measure, ends: &[f64]) -> Readings {
    Readings {
        unit: measure.name().to_owned(),
        ..fan::readings(series, measure.unit, ends)
    }
}

/// What is spent by the headline's date and by the end, beside the largest sum announced.
fn message(
    projection: &Projection,
    series: &Series,
    levels: &[&MoneyRow],
    measure: &Measure,
) -> Option<String> {
    let (period, when) = headline(projection)?;
    let last = projection.periods.len() - 1;
    let mut message = format!(
        "{}: {} spent at the median",
        capital(&when),
        measure.full(series.p50[period])
    );
    if last != period {
        let end = at_the_end(&projection.periods[last]);
        let spent = measure.full(series.p50[last]);
        let high = measure.number(series.p90[last]);
        message.push_str(&["; ", &end, " ", &spent, " (P90 ", &high, ")"].concat());
    }
    if let Some(row) = levels.first() {
        let sum = measure.full(row.announced.p50);
        message.push_str(&["; announced: ", &sum].concat());
    } else if fan::is_announced(series) {
        let sum = measure.full(series.announced[last]);
        message.push_str(&["; if all came as announced ", &sum].concat());
    }
    Some(message + ".")
}
