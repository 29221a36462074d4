//! Panels: how small plots of one kind are arranged in one picture.
//!
//! The largest come first, and each row has its own scale: on one scale for all, a site of 20 MW
//! beside one of 2 GW is a flat line, and with a scale for each no two can be compared. What is much
//! smaller than its row begins the next. What it does not know: what a panel shows.

use super::number::{Unit, grouped};
use super::{Height, Panel, PanelRow, text, theme, value_axis};

/// Panels in a row.
const ROW: usize = 4;
/// What share of a row's largest panel its smallest has at least, if it has anything.
const READABLE: f64 = 0.125;
/// Panels in a picture.
const MOST: usize = 28;
/// What is left out by name, before it is counted.
const NAMED: usize = 6;

/// A panel with the largest value that its marks reach.
pub(super) struct Sized {
    pub(super) largest: f64,
    pub(super) panel: Panel,
}

/// Panels in rows, and the titles of those for which there is no room.
pub(super) struct Arranged {
    pub(super) rows: Vec<PanelRow>,
    left_out: Vec<String>,
}

/// The panels from the largest down, equals in the order given.
pub(super) fn arranged(mut panels: Vec<Sized>, unit: Unit) -> Arranged {
    panels.sort_by(|a, b| b.largest.total_cmp(&a.largest));
    let rest = panels.split_off(panels.len().min(MOST));
    let mut rows: Vec<PanelRow> = Vec::new();
    let mut first = 0.0;
    for Sized { largest, panel } in panels {
        let fits = largest <= 0.0 || largest >= READABLE * first;
        let row = rows.last_mut();
        if let Some(row) = row.filter(|row| fits && row.panels.len() < ROW) {
            row.panels.push(panel);
        } else {
            first = largest;
            rows.push(PanelRow {
                y: value_axis::small(largest, unit),
                panels: vec![panel],
            });
        }
    }
    Arranged {
        rows,
        left_out: rest.into_iter().map(|sized| sized.panel.title).collect(),
    }
}

impl Arranged {
    /// Less for each panel where there are many.
    pub(super) fn height(&self) -> Height {
        Height::Panel(match self.rows.len() {
            0 | 1 => 260.0,
            2 => 190.0,
            3 => 150.0,
            _ => 115.0,
        })
    }

    /// What a reader must know of the order and of the scales, and what is not there.
    pub(super) fn notes(&self) -> Vec<String> {
        let scales = if self.rows.len() > 1 {
            "The largest come first. Panels side by side have one scale; each row has its own, written \
             at its left."
        } else {
            "The largest come first. All panels have one scale."
        };
        let mut notes = vec![scales.to_owned()];
        if !self.left_out.is_empty() {
            let named = self.left_out.iter().take(NAMED);
            let named = named.map(|name| text::shorten(name, theme::SMALL, false, 150.0));
            let named = named.collect::<Vec<_>>().join("; ");
            let more = match self.left_out.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {} more", grouped(&more.to_string())),
            };
            notes.push(format!("Smaller ones without a panel: {named}{more}."));
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::Kind;
    use super::*;

    fn sized(largest: f64) -> Sized {
        let title = format!("of {largest}");
        Sized {
            largest,
            panel: Panel {
                title,
                figures: Vec::new(),
                marks: Vec::new(),
            },
        }
    }

    #[test]
    fn the_largest_come_first_and_a_row_holds_all_its_panels() {
        let unit = Unit::for_max(Kind::Power, 200.0);
        let sizes = [12.0, 200.0, 1.0, 150.0, 0.0, 120.0];
        let arranged = arranged(sizes.map(sized).into(), unit);
        let titles: Vec<Vec<&str>> = arranged
            .rows
            .iter()
            .map(|row| row.panels.iter().map(|p| p.title.as_str()).collect())
            .collect();
        let first = vec!["of 200", "of 150", "of 120"];
        assert_eq!(titles, [first, vec!["of 12"], vec!["of 1", "of 0"]]);
        assert!(arranged.rows[0].y.to > 200.0 && arranged.rows[1].y.to < 24.0);
        assert!(arranged.rows.iter().all(|row| row.y.ticks.len() <= 6));
        assert_eq!(arranged.notes().len(), 1);
    }

    #[test]
    fn too_many_are_named_as_left_out() {
        let unit = Unit::for_max(Kind::Power, 200.0);
        let many: Vec<Sized> = (1..=40).map(|n| sized(f64::from(n))).collect();
        let arranged = arranged(many, unit);
        let shown: usize = arranged.rows.iter().map(|row| row.panels.len()).sum();
        assert_eq!(shown, MOST);
        let said = arranged.notes().remove(1);
        let named = "of 12; of 11; of 10; of 9; of 8; of 7 and 6 more";
        assert_eq!(said, format!("Smaller ones without a panel: {named}."));
    }
}
