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

/// What panels show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// Amounts, from zero up.
    Amounts,
    /// Differences, written with their sign.
    Differences,
}

/// A panel with the lowest and the highest value that its marks reach, zero between them, and its
/// figures: role, word and value.
pub(super) struct Sized {
    pub(super) range: (f64, f64),
    pub(super) title: String,
    pub(super) figures: Vec<(Role, String, f64)>,
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
pub(super) fn arranged(mut panels: Vec<Sized>, kind: Kind, values: Values) -> Arranged {
    panels.sort_by(|a, b| b.size().total_cmp(&a.size()));
    let rest = panels.split_off(panels.len().min(MOST));
    let mut groups: Vec<Vec<Sized>> = Vec::new();
    for sized in panels {
        let fits = |group: &&mut Vec<Sized>| {
            let is_near = sized.size() <= 0.0 || sized.size() >= READABLE * group[0].size();
            is_near && group.len() < ROW
        };
        match groups.last_mut().filter(fits) {
            Some(group) => group.push(sized),
            None => groups.push(vec![sized]),
        }
    }
    let mut units: Vec<Unit> = Vec::new();
    for group in &groups {
        let size = group[0].size();
        units.push(match units.last() {
            // Rows of nothing have no unit of their own.
            Some(above) if size <= 0.0 => *above,
            _ => Unit::for_max(kind, size),
        });
    }
    let written = groups.into_iter().zip(&units);
    let mut rows: Vec<PanelRow> = written
        .map(|(group, unit)| {
            let range = range(&group);
            row(group, range, *unit, values)
        })
        .collect();
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

/// The panels in the order given, all on one scale, written in one unit.
pub(super) fn alike(panels: Vec<Sized>, kind: Kind, values: Values) -> Arranged {
    let all = range(&panels);
    let unit = Unit::for_max(kind, all.1.max(-all.0));
    let mut rows: Vec<PanelRow> = Vec::new();
    let mut panels = panels.into_iter().peekable();
    while panels.peek().is_some() {
        rows.push(row(panels.by_ref().take(ROW).collect(), all, unit, values));
    }
    Arranged {
        rows,
        unit: unit.name().to_owned(),
        left_out: Vec::new(),
    }
}

/// The lowest and the highest value of all.
fn range(panels: &[Sized]) -> (f64, f64) {
    panels.iter().fold((0.0, 0.0), |(low, high), sized| {
        (f64::min(low, sized.range.0), f64::max(high, sized.range.1))
    })
}

fn row(panels: Vec<Sized>, range: (f64, f64), unit: Unit, values: Values) -> PanelRow {
    let y = value_axis::small(range, unit);
    PanelRow {
        y: match values {
            Values::Amounts => y,
            Values::Differences => value_axis::signed(y),
        },
        panels: panels
            .into_iter()
            .map(|sized| sized.written(unit, values))
            .collect(),
    }
}

impl Sized {
    /// How far its marks reach from zero.
    fn size(&self) -> f64 {
        self.range.1.max(-self.range.0)
    }

    fn written(self, unit: Unit, values: Values) -> Panel {
        let number = |value| match values {
            Values::Amounts => unit.number(value),
            Values::Differences => unit.signed(value),
        };
        let figures = self.figures.into_iter();
        Panel {
            title: self.title,
            figures: figures
                .map(|(role, word, value)| (role, format!("{word}\u{a0}{}", number(value))))
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
        let count: usize = self.rows.iter().map(|row| row.panels.len()).sum();
        let scales = if count < 2 {
            return Vec::new();
        } else if self.rows.len() > 1 {
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
            notes.push(format!(
                "Smaller ones without a panel, all of them in the tables: {named}{more}."
            ));
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(largest: f64) -> Sized {
        Sized {
            range: (0.0, largest),
            title: format!("of {largest}"),
            figures: vec![(Role::Median, "median".to_owned(), largest)],
            marks: Vec::new(),
        }
    }

    #[test]
    fn the_largest_come_first_and_a_row_holds_all_its_panels() {
        let sizes = [12.0, 200.0, 1.0, 150.0, 0.0, 120.0];
        let arranged = arranged(sizes.map(sized).into(), Kind::Power, Values::Amounts);
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
        let arranged = arranged(sizes.map(sized).into(), Kind::Power, Values::Amounts);
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
    fn differences_reach_below_zero_and_bear_their_sign() {
        let below = Sized {
            range: (-300.0, 0.0),
            ..sized(-250.0)
        };
        let arranged = arranged(vec![sized(100.0), below], Kind::Power, Values::Differences);
        let row = &arranged.rows[0];
        assert_eq!(row.panels[0].figures[0].1, "median\u{a0}\u{2212}250");
        assert_eq!(row.panels[1].figures[0].1, "median\u{a0}+100");
        assert!(row.y.from < -300.0 && row.y.to > 100.0);
        assert!(
            row.y
                .ticks
                .last()
                .is_some_and(|tick| tick.text.starts_with('+'))
        );
    }

    #[test]
    fn panels_that_are_alike_keep_their_order_and_one_scale() {
        let many: Vec<Sized> = (1..=6).map(|n| sized(f64::from(n))).collect();
        let arranged = alike(many, Kind::Power, Values::Amounts);
        let titles = arranged.rows.iter().flat_map(|row| &row.panels);
        let titles: Vec<&str> = titles.map(|panel| panel.title.as_str()).collect();
        assert_eq!(titles, ["of 1", "of 2", "of 3", "of 4", "of 5", "of 6"]);
        assert_eq!(arranged.rows[0].y, arranged.rows[1].y);
    }

    #[test]
    fn too_many_are_named_as_left_out() {
        let many: Vec<Sized> = (1..=40).map(|n| sized(f64::from(n))).collect();
        let arranged = arranged(many, Kind::Power, Values::Amounts);
        let shown: usize = arranged.rows.iter().map(|row| row.panels.len()).sum();
        assert_eq!(shown, MOST);
        let said = arranged.notes().remove(1);
        let named = "of 12; of 11; of 10; of 9; of 8; of 7 and 6 more";
        assert_eq!(
            said,
            format!("Smaller ones without a panel, all of them in the tables: {named}.")
        );
    }
}
