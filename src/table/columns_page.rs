//! The columns of the tables in words, for the page about what runs leave.

use super::define::Table;
use super::workbook::kind_word;
use crate::projection::Projection;
use std::fmt::Write;

/// What every column of some tables means, as Markdown: a heading and a list for each table.
#[must_use]
pub fn columns_page(tables: &[&Table<Projection>]) -> String {
    let mut page = String::new();
    for table in tables {
        let (name, about) = (table.name, table.about);
        let _ = writeln!(page, "\n### {name}\n\nA table of {about}.\n");
        page.push_str("| column | type | what it means |\n| --- | --- | --- |\n");
        for column in table.columns {
            let kind = kind_word(column.kind);
            let _ = writeln!(page, "| `{}` | {kind} | {} |", column.name, column.about);
        }
    }
    page
}
