//! Names of phases that fit beside their figures.

use super::plain;
use crate::projection::ScheduleRow;
use std::collections::BTreeSet;

/// A name for each row, at most `room` letters long where that can be.
///
/// All rows are named alike: by site and phase; where that is too long, by the phase's name alone
/// if no two share one; else by the address that scenario files use. What is still too long is
/// cut.
pub(super) fn names(rows: &[&ScheduleRow], room: usize) -> Vec<String> {
    let full: Vec<String> = rows.iter().map(|row| full_name(row)).collect();
    let fits = |names: &[String]| names.iter().all(|name| name.chars().count() <= room);
    if fits(&full) {
        return full;
    }
    let phases: Vec<String> = rows.iter().map(|row| phase_name(row)).collect();
    if phases.iter().collect::<BTreeSet<_>>().len() == phases.len() && fits(&phases) {
        return phases;
    }
    rows.iter().map(|row| cut(&address(row), room)).collect()
}

/// Site and phase; the site alone where the phase has no name of its own.
fn full_name(row: &ScheduleRow) -> String {
    let site = plain(&row.site_name);
    let phase = phase_name(row);
    if phase == site {
        site
    } else {
        format!("{site}: {phase}")
    }
}

fn phase_name(row: &ScheduleRow) -> String {
    let name = row.phase_name.as_deref().or(row.phase.as_deref());
    plain(name.unwrap_or(&row.site_name))
}

/// "site.phase".
fn address(row: &ScheduleRow) -> String {
    let phase = row.phase.as_deref().unwrap_or_default();
    plain(&format!("{}.{phase}", row.site))
}

/// A name cut to `room` letters, with an ellipsis where something went.
fn cut(name: &str, room: usize) -> String {
    if name.chars().count() <= room {
        return name.to_owned();
    }
    let kept: String = name.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        assert_eq!(cut("Loughton", 8), "Loughton");
        assert_eq!(cut("Loughton", 5), "Loug…");
    }
}
