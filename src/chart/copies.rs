//! Copies of a phase in one row: which may share it, and how the row is called.
//!
//! What it does not know: what the row shows.

use super::{gantt, text};
use crate::projection::{Estimate, ScheduleRow};

/// Shares that differ by no more than so many standard errors are taken for one.
const ALIKE: f64 = 4.0;

/// Whether two phases are copies at one site whose shares differ by chance alone.
pub(super) fn are_alike(one: (&ScheduleRow, Estimate), other: (&ScheduleRow, Estimate)) -> bool {
    let near = (one.1.value - other.1.value).abs() <= ALIKE * one.1.se.max(other.1.se);
    near && one.0.site == other.0.site && gantt::are_copies(one.0, other.0)
}

/// The label of a phase, or of copies with their numbers: "Milam: building (2–5, 8 of 8)".
pub(super) fn label(rows: &[&ScheduleRow]) -> String {
    let first = text::clean(&rows[0].label());
    let numbers: Option<Vec<(String, u32, u32)>> = rows
        .iter()
        .map(|row| numbered(&text::clean(&row.label())))
        .collect();
    match (rows.len(), numbers) {
        (1, _) => first,
        (_, Some(mut numbers)) => {
            numbers.sort_by_key(|(_, number, _)| *number);
            let (shared, _, of) = numbers[0].clone();
            let numbers: Vec<u32> = numbers.into_iter().map(|(_, number, _)| number).collect();
            format!("{shared} ({} of {of})", spans(&numbers))
        }
        (2, None) => format!("{first} (and a copy)"),
        (count, None) => format!("{first} (and {} copies)", count - 1),
    }
}

/// Labels in their order, those of copies as one: "Milam: building (2–5, 8 of 8)".
pub(super) fn together(labels: &[String]) -> Vec<String> {
    let parts: Vec<Option<(String, u32, u32)>> =
        labels.iter().map(|label| numbered(label)).collect();
    let mut rows = Vec::new();
    for (index, (label, part)) in labels.iter().zip(&parts).enumerate() {
        let Some((shared, _, of)) = part else {
            rows.push(label.clone());
            continue;
        };
        let is_copy = |other: &&(String, u32, u32)| other.0 == *shared && other.2 == *of;
        if parts[..index].iter().flatten().any(|other| is_copy(&other)) {
            continue;
        }
        let mut numbers: Vec<u32> = parts
            .iter()
            .flatten()
            .filter(is_copy)
            .map(|copy| copy.1)
            .collect();
        numbers.sort_unstable();
        rows.push(format!("{shared} ({} of {of})", spans(&numbers)));
    }
    rows
}

/// "Milam: building (2 of 8)" in its parts.
fn numbered(label: &str) -> Option<(String, u32, u32)> {
    let (shared, rest) = label.strip_suffix(')')?.rsplit_once(" (")?;
    let (number, of) = rest.split_once(" of ")?;
    Some((shared.to_owned(), number.parse().ok()?, of.parse().ok()?))
}

/// "2–5, 8": rising numbers, those that follow each other as a span.
fn spans(numbers: &[u32]) -> String {
    let runs = numbers.chunk_by(|a, b| b.checked_sub(*a) == Some(1));
    let spans = runs.map(|run| match run {
        [only] => only.to_string(),
        [one, other] => format!("{one}, {other}"),
        _ => format!("{}–{}", run[0], run[run.len() - 1]),
    });
    spans.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_stand_together_where_the_first_of_them_does() {
        let labels = [
            "A: b (1 of 3)",
            "C: d",
            "A: b (2 of 3)",
            "A: b (3 of 3)",
            "E: b (1 of 2)",
        ];
        let rows = together(&labels.map(str::to_owned));
        assert_eq!(rows, ["A: b (1–3 of 3)", "C: d", "E: b (1 of 2)"]);
    }

    #[test]
    fn numbers_that_follow_each_other_are_a_span() {
        assert_eq!(spans(&[2, 3, 4, 5, 8]), "2–5, 8");
        assert_eq!(spans(&[1, 2, 4]), "1, 2, 4");
        assert_eq!(
            numbered("A (b): hall (2 of 8)"),
            Some(("A (b): hall".into(), 2, 8))
        );
        assert_eq!(numbered("A (both)"), None);
    }
}
