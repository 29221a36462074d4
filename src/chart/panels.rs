//! Panels: how small plots of one kind are arranged in one picture.
//!
//! The largest come first, and each row has its own scale: on one scale for all, a site of 20 MW
//! beside one of 2 GW is a flat line, and with a scale for each no two can be compared. What is much
//! smaller than its row begins the next. What it does not know: what a panel shows.

use super::number::{Kind, Unit, grouped};
use super::{Height, Mark, Panel, PanelRow, Role, text, theme, value_axis};

/// Panels in a row.
const ROW: usize = 4;
/// What share of a row's largest panel its smallest has at least, if it has anything.
const READABLE: f64 = 0.125;
/// Panels in a picture.
const MOST: usize = 28;
/// What is left out by name, before it is counted.
const NAMED: usize = 6;

/// A panel with the largest value that its marks reach, and its figures: role, word and value.
pub(super) struct Sized {
    pub(super) largest: f64,
    pub(super) title: String,
    pub(super) figures: Vec<(Role, &'static str, f64)>,
    pub(super) marks: Vec<Mark>,
}

/// Panels in rows, the name of their unit or units, and the titles of those for which there is no
/// room.
pub(super) struct Arranged {
    pub(super) rows: Vec<PanelRow>,
    pub(super) unit: String,
    left_out: Vec<String>,
}

/// The panels from the largest down, equals in the order given. Each row has the unit in which it
/// is read best, and says which where not all have the same.
pub(super) fn arranged(mut panels: Vec<Sized>, kind: Kind) -> Arranged {
    panels.sort_by(|a, b| b.largest.total_cmp(&a.largest));
    let rest = panels.split_off(panels.len().min(MOST));
    let mut rows: Vec<PanelRow> = Vec::new();
    let mut units: Vec<Unit> = Vec::new();
    let mut first = 0.0;
    for sized in panels {
        let fits = sized.largest <= 0.0 || sized.largest >= READABLE * first;
        let row = rows.last_mut().zip(units.last());
        if let Some((row, unit)) = row.filter(|(row, _)| fits && row.panels.len() < ROW) {
            row.panels.push(sized.written(*unit));
        } else {
            first = sized.largest;
            let unit = match units.last() {
                // Rows of nothing have no unit of their own.
                Some(above) if first <= 0.0 => *above,
                _ => Unit::for_max(kind, first),
            };
            units.push(unit);
            rows.push(PanelRow {
                y: value_axis::small(first, unit),
                panels: vec![sized.written(unit)],
            });
        }
    }
    let mut names: Vec<&str> = units.iter().map(|unit| unit.name()).collect();
    names.dedup();
    if names.len() > 1 {
        for (row, unit) in rows.iter_mut().zip(&units) {
            if let Some(top) = row.y.ticks.last_mut() {
                top.text = format!("{}\u{a0}{}", top.text, unit.name());
            }
        }
    }
    Arranged {
        rows,
        unit: names.join(", "),
        left_out: rest.into_iter().map(|sized| sized.title).collect(),
    }
}

impl Sized {
    fn written(self, unit: Unit) -> Panel {
        let figures = self.figures.into_iter();
        Panel {
            title: self.title,
            figures: figures
                .map(|(role, word, value)| (role, format!("{word}\u{a0}{}", unit.number(value))))
                .collect(),
            marks: self.marks,
        }
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
    use super::*;

    fn sized(largest: f64) -> Sized {
        Sized {
            largest,
            title: format!("of {largest}"),
            figures: vec![(Role::Median, "median", largest)],
            marks: Vec::new(),
        }
    }

    #[test]
    fn the_largest_come_first_and_a_row_holds_all_its_panels() {
        let sizes = [12.0, 200.0, 1.0, 150.0, 0.0, 120.0];
        let arranged = arranged(sizes.map(sized).into(), Kind::Power);
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
    fn a_row_is_written_in_its_own_unit_and_says_so_where_they_differ() {
        let sizes = [1300.0, 240.0, 20.0, 0.0];
        let arranged = arranged(sizes.map(sized).into(), Kind::Power);
        let said = |row: &PanelRow, n: usize| row.panels[n].figures[0].1.replace('\u{a0}', " ");
        let rows = &arranged.rows;
        assert_eq!(arranged.unit, "GW, MW");
        assert_eq!(
            (said(&rows[0], 0), said(&rows[0], 1)),
            ("median 1.3".into(), "median 0.24".into())
        );
        assert_eq!(said(&rows[1], 0), "median 20");
        let top = |row: &PanelRow| {
            row.y
                .ticks
                .last()
                .map(|tick| tick.text.replace('\u{a0}', " "))
        };
        assert_eq!(
            (top(&rows[0]), top(&rows[1])),
            (Some("1.5 GW".into()), Some("30 MW".into()))
        );
    }

    #[test]
    fn too_many_are_named_as_left_out() {
        let many: Vec<Sized> = (1..=40).map(|n| sized(f64::from(n))).collect();
        let arranged = arranged(many, Kind::Power);
        let shown: usize = arranged.rows.iter().map(|row| row.panels.len()).sum();
        assert_eq!(shown, MOST);
        let said = arranged.notes().remove(1);
        let named = "of 12; of 11; of 10; of 9; of 8; of 7 and 6 more";
        assert_eq!(said, format!("Smaller ones without a panel: {named}."));
    }
}
