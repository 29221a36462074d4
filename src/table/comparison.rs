//! A comparison on one screen: what moves most and how sure that is, what is written otherwise, the
//! total at year ends, the dates that move.
//!
//! One variant has tables of its own; several stand side by side. What it does not know: colours.

pub mod dates;
pub mod edits;
pub mod headline;
pub mod totals;

use super::summary::{push_wrapped, totals as run};
use crate::comparison::Comparison;
use crate::projection::plain;

/// Letters of a label before it is cut.
const LABEL: usize = 60;

/// The summary for a terminal of `width` columns, lines ended by line feeds, without colours.
///
/// `page` is where the page is, for the footer; charts and tables lie beside it. Names come from
/// scenario files: their control and format characters are not passed on.
#[must_use]
pub fn summary(comparison: &Comparison, width: usize, page: Option<&str>) -> String {
    let mut text = String::new();
    push_wrapped(&mut text, &title(comparison), width);
    for compared in &comparison.scenarios {
        for words in &compared.aligned {
            let words = format!("{}: {}.", label(&compared.label), plain(words));
            push_wrapped(&mut text, &words, width);
        }
    }
    let several = comparison.differences.len() > 1;
    let names = Names::new(comparison, width);
    for variant in 0..comparison.differences.len() {
        text.push('\n');
        let sign = match names.letter(variant) {
            Some(letter) => format!("{letter}: "),
            None => String::new(),
        };
        let said = headline::headline(comparison, variant);
        push_wrapped(&mut text, &(sign + &said), width);
        if let Some(gain) = headline::gain(comparison, variant) {
            push_wrapped(&mut text, &gain, width);
        }
        for sentence in super::targets::moved(comparison, variant) {
            push_wrapped(&mut text, &sentence, width);
        }
        let room = if several { width } else { 3 * width };
        if let Some(edits) = edits::edits(comparison, variant, room) {
            push_wrapped(&mut text, &edits, width);
        }
    }
    let blocks = if several {
        vec![
            totals::side_by_side(comparison, &names),
            dates::side_by_side(comparison, &names, width),
        ]
    } else {
        vec![
            totals::table(comparison, 0, width),
            dates::table(comparison, 0, width),
        ]
    };
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        text.push('\n');
        text.push_str(block);
    }
    text.push('\n');
    push_wrapped(&mut text, &footer(comparison, page), width);
    text
}

/// "base | variant, as known on 2026-10-31".
fn title(comparison: &Comparison) -> String {
    let labels = comparison.scenarios.iter();
    let labels: Vec<String> = labels.map(|compared| label(&compared.label)).collect();
    let base = comparison.scenarios.first();
    let known = base.and_then(|base| base.scenario.as_of.as_ref());
    let known = known.map_or_else(String::new, |day| format!(", as known on {day}"));
    labels.join(" | ") + &known
}

/// A scenario's label as it may be printed.
#[must_use]
pub fn label(label: &str) -> String {
    super::summary::names::cut(&plain(label), LABEL)
}

fn footer(comparison: &Comparison, page: Option<&str>) -> String {
    let place = page.map_or_else(String::new, |page| {
        format!(" Page: {}, charts and tables beside it.", plain(page))
    });
    let trials = match comparison.trials {
        1 => "1 trial".to_owned(),
        trials => format!("{} trials", run::count(trials as f64)),
    };
    format!(
        "Differences are variant less base, within each trial. P90: not exceeded in 90 % of trials; \
         ±: standard error of the mean. {trials} of each, seed {}.{place}",
        comparison.seed
    )
}

/// What variants are called over columns: their labels where all fit, else letters.
pub struct Names {
    labels: Vec<String>,
    lettered: bool,
}

impl Names {
    /// Names for columns in `width` letters, half of which are taken.
    #[must_use]
    pub fn new(comparison: &Comparison, width: usize) -> Self {
        let differences = comparison.differences.iter();
        let labels: Vec<String> = differences
            .map(|difference| plain(&difference.variant))
            .collect();
        let length = labels.iter().map(|label| label.chars().count() + 2);
        let lettered = labels.len() > 1 && length.sum::<usize>() > width / 2;
        Self { labels, lettered }
    }

    /// A variant's letter, where variants have such.
    #[must_use]
    pub fn letter(&self, variant: usize) -> Option<char> {
        let letter = ('A'..='Z').nth(variant);
        letter.filter(|_| self.lettered)
    }

    /// A variant's name over a column.
    #[must_use]
    pub fn of(&self, variant: usize) -> String {
        self.letter(variant)
            .map_or_else(|| self.labels[variant].clone(), String::from)
    }

    /// How many variants there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.labels.len()
    }
}
