//! The summary of a run on one screen: a sentence that answers the question, the phases, the
//! totals at year ends.

pub mod capacity;
pub mod drives;
pub(super) mod names;
pub mod phases;
pub mod totals;

use crate::projection::{Projection, plain};

/// The summary for a terminal of `width` columns, lines ended by line feeds, without colours.
///
/// `report` is where the report is, for the footer; charts and tables lie beside it. Names come from scenario files: their control
/// and format characters are not passed on.
#[must_use]
pub fn summary(projection: &Projection, width: usize, report: Option<&str>) -> String {
    let mut text = String::new();
    let title = plain(&projection.scenario.name);
    let known = projection
        .scenario
        .as_of
        .as_ref()
        .map_or_else(String::new, |day| {
            let how = if projection.scenario.replay {
                "replayed as of"
            } else {
                "as known on"
            };
            format!(", {how} {day}")
        });
    let stance = projection
        .scenario
        .stance()
        .map_or_else(String::new, |stance| format!(", {stance}"));
    push_wrapped(&mut text, &format!("{title}{known}{stance}"), width);
    if let Some(replay) = &projection.replay {
        push_wrapped(&mut text, &super::replay_sentence(replay), width);
    }
    text.push('\n');
    if let Some(headline) = totals::headline(projection) {
        push_wrapped(&mut text, &headline, width);
    }
    if let Some(headline) = phases::headline(projection) {
        push_wrapped(&mut text, &headline, width);
    }
    let said = super::targets::sentences(projection).chain(capacity::sentences(projection));
    for sentence in said.chain(drives::sentences(projection)) {
        push_wrapped(&mut text, &sentence, width);
    }
    for block in [
        phases::table(projection, width),
        totals::table(projection, width),
        super::ledger::ledger(projection, width),
    ] {
        if !block.is_empty() {
            text.push('\n');
            text.push_str(&block);
        }
    }
    text.push('\n');
    push_wrapped(&mut text, &footer(projection, report), width);
    text
}

fn footer(projection: &Projection, report: Option<&str>) -> String {
    let place = report.map_or_else(String::new, |report| {
        format!(" Report: {}, charts and tables beside it.", plain(report))
    });
    let trials = match projection.trials {
        1 => "1 trial".to_owned(),
        trials => format!("{} trials", totals::count(trials as f64)),
    };
    let seed = projection.seed;
    let paused = if projection.schedule.iter().any(phases::stays_paused) {
        " Paused: never restarted."
    } else {
        ""
    };
    format!(
        "P90: not exceeded in 90 % of trials; a date P90 is 90 % likely by then.{paused} \
         {trials}, seed {seed}.{place}"
    )
}

/// Adds words, broken between them so that no line is longer than `width` where that can be.
pub(super) fn push_wrapped(text: &mut String, words: &str, width: usize) {
    let mut used = 0;
    // A no-break space holds a figure and its unit together.
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            text.push('\n');
            used = 0;
        } else if used > 0 {
            text.push(' ');
            used += 1;
        }
        text.push_str(word);
        used += length;
    }
    text.push('\n');
}

/// A table of text: first column to the left, the others to the right, a rule under the header.
///
/// `gaps` are the blanks before each column.
pub(super) fn lay_out(header: Vec<String>, rows: Vec<Vec<String>>, gaps: &[u16]) -> Vec<String> {
    use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
    const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));
    let mut table = Table::new();
    table.load_style(RULED).set_header(header);
    table.add_rows(rows);
    for (column, &gap) in table.column_iter_mut().zip(gaps) {
        column.set_padding((gap, 0));
        if column.index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// The width of a block of lines, in characters.
pub(super) fn width_of(lines: &[String]) -> usize {
    lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0)
}

/// Lines as one text.
pub(super) fn joined(lines: &[String]) -> String {
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_never_cut() {
        let mut text = String::new();
        push_wrapped(&mut text, "one two three indivisible", 8);
        assert_eq!(text, "one two\nthree\nindivisible\n");
    }
}
