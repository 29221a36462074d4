//! What a replay left out: in a sentence, and as a list for the terminal.

use crate::projection::{DroppedRow, ReplayAnswer, plain};
use std::fmt::Write;

/// Kinds of what is left out, as lists head them, in their order.
const KINDS: [(&str, &str); 6] = [
    ("announcement", "Announced later"),
    ("fact", "Facts that came later"),
    ("seen", "Days of later evidence: the status date holds"),
    ("source", "Published later"),
    ("statement", "What later sources alone say"),
    ("named", "Gone with these"),
];

/// "1 fact", "3 facts".
fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    }
}

/// "As of 2023-11-30: 3 facts, 2 announcements, 14 sources and 31 records that came later are left out."
#[must_use]
pub fn replay_sentence(replay: &ReplayAnswer) -> String {
    let counts = [
        (replay.count("fact"), "fact"),
        (replay.count("announcement"), "announcement"),
        (replay.count("source"), "source"),
        (replay.records.len(), "record"),
    ];
    let said: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    let day = plain(&replay.as_of);
    let mut text = match said.split_last() {
        None => format!("As of {day}: nothing that came later is left out."),
        Some((last, [])) => {
            let verb = if last.starts_with("1 ") { "is" } else { "are" };
            format!("As of {day}: {last} that came later {verb} left out.")
        }
        Some((last, others)) => format!(
            "As of {day}: {} and {last} that came later are left out.",
            others.join(", ")
        ),
    };
    for row in &replay.stand_ins {
        let _ = write!(
            text,
            " {} had too few records then: {} stands in.",
            plain(&row.class),
            plain(&row.by)
        );
    }
    if !replay.hindsight.is_empty() {
        let verb = if replay.hindsight.len() == 1 {
            "stays"
        } else {
            "stay"
        };
        let _ = write!(
            text,
            " {} {verb} though what {} on was published later.",
            counted(replay.hindsight.len(), "value"),
            if replay.hindsight.len() == 1 {
                "it rests"
            } else {
                "they rest"
            }
        );
    }
    text
}

/// The whole list, a line each, under a heading a kind.
#[must_use]
pub fn replay_list(replay: &ReplayAnswer) -> String {
    let mut text = String::new();
    for (kind, heading) in KINDS {
        let rows: Vec<&DroppedRow> = replay
            .dropped
            .iter()
            .filter(|row| row.kind == kind)
            .collect();
        head(&mut text, heading, rows.len());
        for row in rows {
            let date = row.date.as_deref().unwrap_or("");
            let (path, what) = (plain(&row.path), one_line(&row.what));
            line(&mut text, &format!("{date:<10}  {path}: {what}"));
        }
    }
    head(
        &mut text,
        "Records of reference classes that came later",
        replay.records.len(),
    );
    for row in &replay.records {
        let date = row.date.as_deref().unwrap_or("");
        let (class, id, what) = (plain(&row.class), plain(&row.id), plain(&row.what));
        line(&mut text, &format!("{date:<10}  {class}: {id}, {what}"));
    }
    head(
        &mut text,
        "Classes that stand in for others, which had too few records",
        replay.stand_ins.len(),
    );
    for row in &replay.stand_ins {
        let (class, by) = (plain(&row.class), plain(&row.by));
        line(&mut text, &format!("{class}: {by}"));
    }
    head(
        &mut text,
        "Kept, though what it rests on was published later",
        replay.hindsight.len(),
    );
    for row in &replay.hindsight {
        let more = match row.uses {
            0 | 1 => String::new(),
            uses => format!(" (and {} more)", uses - 1),
        };
        let (path, value) = (plain(&row.path), one_line(&row.value));
        let sources = one_line(&row.sources.join(", "));
        let date = &row.date;
        line(
            &mut text,
            &format!("{date:<10}  {path}{more} = {value}, by {sources}"),
        );
    }
    text
}

fn head(text: &mut String, heading: &str, count: usize) {
    if count > 0 {
        let _ = writeln!(text, "{heading} ({count})");
    }
}

fn line(text: &mut String, words: &str) {
    let _ = writeln!(text, "  {}", words.trim_end());
}

/// A text on one line, without characters that could drive a terminal.
fn one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::{LaterRecordRow, StandInRow};

    fn replay() -> ReplayAnswer {
        let dropped = |kind: &str, path: &str| DroppedRow {
            kind: kind.to_owned(),
            path: path.to_owned(),
            what: "2025-09-26".to_owned(),
            date: Some("2025-09-26".to_owned()),
        };
        ReplayAnswer {
            as_of: "2023-11-30".to_owned(),
            dropped: vec![
                dropped("fact", "site.a.phase.b.actual_online"),
                dropped("source", "source.x"),
                dropped("source", "source.y"),
            ],
            records: Vec::new(),
            hindsight: Vec::new(),
            stand_ins: Vec::new(),
        }
    }

    #[test]
    fn the_sentence_counts_what_there_is() {
        let mut replay = replay();
        assert_eq!(
            replay_sentence(&replay),
            "As of 2023-11-30: 1 fact and 2 sources that came later are left out."
        );
        replay.dropped.truncate(1);
        assert_eq!(
            replay_sentence(&replay),
            "As of 2023-11-30: 1 fact that came later is left out."
        );
        replay.stand_ins.push(StandInRow {
            class: "ai-site".to_owned(),
            by: "public-supercomputer".to_owned(),
        });
        assert!(
            replay_sentence(&replay)
                .ends_with("ai-site had too few records then: public-supercomputer stands in.")
        );
    }

    #[test]
    fn the_list_has_a_line_each_under_its_heading() {
        let mut replay = replay();
        replay.records.push(LaterRecordRow {
            class: "ai-site".to_owned(),
            id: "aws-rainier-500k".to_owned(),
            what: "open then".to_owned(),
            date: Some("2025-10-29".to_owned()),
        });
        assert_eq!(
            replay_list(&replay),
            "Facts that came later (1)
  2025-09-26  site.a.phase.b.actual_online: 2025-09-26
Published later (2)
  2025-09-26  source.x: 2025-09-26
  2025-09-26  source.y: 2025-09-26
Records of reference classes that came later (1)
  2025-10-29  ai-site: aws-rainier-500k, open then
"
        );
    }
}
