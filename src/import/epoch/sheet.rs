//! A table of comma-separated values: cells by the name of their column, problems with their place.
//!
//! What it does not know: what its columns mean.

use crate::scenario::problem::{Problem, Problems};
use crate::scenario::tree::Place;
use std::ops::Range;

/// A column that a table has, or may have.
pub(super) struct Column {
    /// Its names, the usual one first; case and spaces around them do not count.
    pub(super) names: &'static [&'static str],
    /// Whether nothing can be made without it.
    pub(super) needed: bool,
}

impl Column {
    /// A column that must be there.
    pub(super) const fn needed(names: &'static [&'static str]) -> Self {
        Self {
            names,
            needed: true,
        }
    }

    /// A column that may be there.
    pub(super) const fn extra(names: &'static [&'static str]) -> Self {
        Self {
            names,
            needed: false,
        }
    }
}

/// A table that was read.
pub(super) struct Sheet {
    file: usize,
    header: Vec<String>,
    header_span: Range<usize>,
    lines: Vec<Line>,
}

struct Line {
    span: Range<usize>,
    cells: csv::StringRecord,
}

impl Sheet {
    /// Reads a table; `None`, and the problem, if it is no table with a header.
    pub(super) fn read(name: &str, bytes: &[u8], problems: &mut Problems) -> Option<Self> {
        let text = match std::str::from_utf8(bytes) {
            // A mark of the byte order that some programs write.
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => {
                problems.push(not_text(name, bytes, error.valid_up_to()));
                return None;
            }
        };
        let file = problems.files_mut().add(name, text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut lines = Vec::new();
        let mut cells = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut cells) {
                Ok(true) => {
                    let start = cells
                        .position()
                        .map_or(0, |place| place.byte() as usize)
                        .min(text.len());
                    let end = (reader.position().byte() as usize).clamp(start, text.len());
                    let span = trimmed(text, start..end);
                    lines.push(Line {
                        span,
                        cells: std::mem::take(&mut cells),
                    });
                }
                Ok(false) => break,
                Err(error) => {
                    let message = format!("`{name}` cannot be read as a table: {error}");
                    problems.push(Problem::error("import::table", message));
                    return None;
                }
            }
        }
        if lines.is_empty() || text.trim().is_empty() {
            let message = format!("`{name}` is empty");
            problems.push(
                Problem::error("import::empty", message)
                    .help("it must begin with a line of column names: download it anew"),
            );
            return None;
        }
        let header = lines.remove(0);
        Some(Self {
            file,
            header: header.cells.iter().map(named).collect(),
            header_span: header.span,
            lines,
        })
    }

    /// Where each of these columns stands; `None`, and all that is missing, if a needed one is not there.
    pub(super) fn columns<const N: usize>(
        &self,
        wanted: &[Column; N],
        problems: &mut Problems,
    ) -> Option<[Option<usize>; N]> {
        let mut missing = Vec::new();
        let mut is_sound = true;
        let found = wanted.each_ref().map(|column| {
            let is_it =
                |head: &&String| column.names.iter().any(|name| head.as_str() == named(name));
            let count = self.header.iter().filter(is_it).count();
            if count == 0 && column.needed {
                missing.push(format!("`{}`", column.names[0]));
            }
            if count > 1 {
                is_sound = false;
                let message = format!("the column `{}` stands here {count} times", column.names[0]);
                problems.push(
                    Problem::error("import::columns", message)
                        .at(&self.place(&self.header_span), "the header")
                        .help("keep the one that is meant, and rename or delete the others"),
                );
            }
            self.header.iter().position(|head| is_it(&head))
        });
        if !missing.is_empty() {
            is_sound = false;
            let (noun, verb) = if missing.len() == 1 {
                ("column", "is")
            } else {
                ("columns", "are")
            };
            let message = format!("the {noun} {} {verb} missing", missing.join(", "));
            let names = self.header.join("`, `");
            problems.push(
                Problem::error("import::columns", message)
                    .at(&self.place(&self.header_span), "the header")
                    .help(format!(
                        "columns are found by name, in any order; here are `{names}`"
                    ))
                    .help("is it the right file? If a column was renamed, give it its former name"),
            );
        }
        is_sound.then_some(found)
    }

    /// The numbers of its rows, but for those with another number of cells than the header, which are problems.
    pub(super) fn rows(&self, problems: &mut Problems) -> Vec<usize> {
        let width = self.header.len();
        let mut sound = Vec::new();
        for (row, line) in self.lines.iter().enumerate() {
            let count = line.cells.len();
            if count == width {
                sound.push(row);
            } else {
                let message = format!("this row has {count} cells, and the header has {width}");
                problems.push(
                    Problem::error("import::row", message)
                        .at(&self.place(&line.span), format!("{width} cells expected"))
                        .help("a text with a comma, a quote or a line break in it stands in double quotes"),
                );
            }
        }
        sound
    }

    /// A cell without spaces around it; empty for a column that is not there.
    pub(super) fn cell(&self, row: usize, column: Option<usize>) -> &str {
        let cell = column.and_then(|column| self.lines[row].cells.get(column));
        cell.unwrap_or("").trim()
    }

    /// Where a row stands.
    pub(super) fn place_of(&self, row: usize) -> Place {
        self.place(&self.lines[row].span)
    }

    /// Where a cell stands: as near as can be told where it has quotes in it.
    pub(super) fn place_in(&self, row: usize, column: usize, problems: &Problems) -> Place {
        let line = &self.lines[row];
        let text = problems.files().text(self.file);
        let mut at = line.span.start;
        for cell in line.cells.iter().take(column) {
            let Some(found) = text.get(at..line.span.end).and_then(|text| text.find(cell)) else {
                return self.place(&line.span);
            };
            let past = at + found + cell.len();
            let comma = text
                .get(past..line.span.end)
                .and_then(|text| text.find(','));
            let Some(comma) = comma else {
                return self.place(&line.span);
            };
            at = past + comma + 1;
        }
        let cell = line.cells.get(column).unwrap_or("");
        let found = text.get(at..line.span.end).and_then(|text| text.find(cell));
        found.map_or_else(
            || self.place(&line.span),
            |found| self.place(&(at + found..at + found + cell.len())),
        )
    }

    fn place(&self, span: &Range<usize>) -> Place {
        Place::new(self.file, span.clone())
    }
}

/// A name as names are compared.
fn named(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// The first line of a span, without the line breaks around it.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let Some(inside) = text.get(span.clone()) else {
        return span.start..span.start;
    };
    let start = span.start + (inside.len() - inside.trim_start_matches(['\r', '\n']).len());
    let line = text[start..span.end].trim_end_matches(['\r', '\n']);
    start..start + line.len()
}

fn not_text(name: &str, bytes: &[u8], at: usize) -> Problem {
    let line = bytes[..at].split(|byte| *byte == b'\n').count();
    let message = format!("`{name}` is not UTF-8: line {line} has bytes that are no text");
    Problem::error("import::encoding", message).help(
        "save it as \"CSV UTF-8\", or download it anew; a spreadsheet's own format is no CSV file",
    )
}
