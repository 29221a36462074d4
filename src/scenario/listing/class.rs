//! Reference classes, as entries of the listing.

use super::{Cited, Entry, Figure, Stands};
use crate::calendar::DAYS_PER_MONTH;
use crate::reference::{self, ReferenceClass};

/// A reference class: its percentiles, durations in months.
pub(super) fn entry(class: &ReferenceClass) -> Entry {
    let law = class.distribution();
    let (unit, scale, digits) = match class.measure() {
        reference::Measure::Overrun => ("factor on the announced span", 1.0, 2),
        reference::Measure::Duration => ("months", DAYS_PER_MONTH, 1),
        reference::Measure::Share => ("share", 1.0, 2),
    };
    let figure = |key: &str, value: String, unit: &str| Figure {
        key: key.to_string(),
        value,
        unit: unit.to_string(),
        is_assumed: false,
        place: None,
        sources: Vec::new(),
    };
    let mut figures: Vec<Figure> = [("p10", 0.1), ("p50", 0.5), ("p90", 0.9)]
        .into_iter()
        .map(|(key, u)| {
            let value = law.quantile(u) / scale;
            figure(key, format!("{value:.digits$}"), unit)
        })
        .collect();
    for (key, word) in [
        ("measure", class.measure().word()),
        ("kind", class.kind().word()),
        ("evidence", class.evidence().word()),
    ] {
        figures.push(figure(key, word.to_string(), ""));
    }
    if let Some(fit) = class.fitted() {
        let [first, second] = fit.family.parameters();
        let ([a, b], [ea, eb]) = (fit.parameters, fit.errors);
        let of = match class.measure() {
            reference::Measure::Duration => "in days",
            _ => "",
        };
        let family = fit.family.word();
        let text = format!("{family}, {first} {a} ± {ea}, {second} {b} ± {eb}");
        figures.push(figure("fit", text, of));
    }
    for (key, count) in [("cases", class.cases()), ("still open", class.censored())] {
        figures.extend(count.map(|count| figure(key, count.to_string(), "")));
    }
    Entry {
        id: class.id().to_string(),
        name: Some(class.title().to_string()),
        stands: Stands::BuiltIn,
        figures,
        note: Some(class.note().trim().to_string()),
        sources: vec![Cited {
            id: String::new(),
            title: class.source().to_string(),
            publisher: None,
            date: None,
            url: None,
            licence: None,
        }],
    }
}
