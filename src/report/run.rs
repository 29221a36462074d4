//! What was run, and the command that runs it again.

use super::desk::Desk;
use super::words;
use crate::projection::{FileRow, Projection, Scenario};
use crate::table::totals;
use maud::{Markup, html};

/// The section.
pub(super) fn body(desk: &Desk<'_>) -> Markup {
    let projection = desk.projection;
    let scenario = &projection.scenario;
    let horizon = match (projection.periods.first(), projection.periods.last()) {
        (Some(_), Some(last)) => format!(
            "{} to {}, by {}",
            words::long_date(&scenario.from),
            words::long_date(last),
            words::clean(&scenario.step)
        ),
        _ => words::long_date(&scenario.from),
    };
    html! {
        dl.run {
            dt { "version" } dd { "capcast " (words::clean(&projection.capcast)) }
            dt { "status date" }
            dd { @if let Some(day) = &scenario.as_of { (words::long_date(day)) } @else { "none: from the announcements" } }
            dt { "horizon" } dd { (horizon) }
            dt { "trials" } dd { (totals::count(projection.trials as f64)) }
            dt { "sampler" } dd { (words::clean(&projection.sampler)) }
            dt { "seed" } dd { (projection.seed) }
            @if let Some(day) = scenario.replayed() {
                dt { "replayed as of" } dd { (words::long_date(day)) }
            }
            @if let Some(stance) = scenario.stance() {
                dt { "run" } dd { (stance) }
            }
            @if !scenario.set.is_empty() {
                dt { "set on the command line" }
                dd { @for set in &scenario.set { code { (words::clean(set)) } " " } }
            }
        }
        p { "This repeats the run, to the last digit, on any number of threads:" }
        pre { code { (command(projection)) } }
        (files(&scenario.files, "Files read, with the SHA-256 of their bytes"))
    }
}

/// Files with the hashes of their bytes; nothing without any.
pub(super) fn files(files: &[FileRow], caption: &str) -> Markup {
    html! {
        @if !files.is_empty() {
            table.files.cards {
                caption { (caption) }
                thead { tr { th scope="col" { "file" } th scope="col" { "SHA-256" } } }
                tbody {
                    @for file in files {
                        tr {
                            th scope="row" { (words::clean(&file.path)) }
                            td data-label="SHA-256" { code { (words::clean(&file.sha256)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The command line of the same run. What was not asked for is empty.
fn command(projection: &Projection) -> String {
    let scenario = &projection.scenario;
    let file = scenario
        .files
        .first()
        .map_or("SCENARIO.toml", |file| file.path.as_str());
    let mut parts = vec!["capcast".to_owned(), "run".to_owned(), quoted(file)];
    for set in &scenario.set {
        parts.extend(["--set".to_owned(), quoted(set)]);
    }
    parts.extend(stance(scenario));
    parts.extend(["--trials".to_owned(), projection.trials.to_string()]);
    parts.extend(["--seed".to_owned(), projection.seed.to_string()]);
    match (projection.series.is_empty(), projection.schedule.is_empty()) {
        (false, true) => parts.extend(["--only", "series"].map(str::to_owned)),
        (true, false) => parts.extend(["--only", "schedule"].map(str::to_owned)),
        _ => {}
    }
    parts.join(" ")
}

/// The flags of a run that is not as the scenario is written.
pub(super) fn stance(scenario: &Scenario) -> impl Iterator<Item = String> {
    let flags = [
        (scenario.mitigated, "--mitigated"),
        (scenario.independent, "--independent"),
    ];
    let asked = flags.into_iter().filter(|(is_asked, _)| *is_asked);
    let day = scenario.replayed();
    let day = day.map(|day| ["--as-of".to_owned(), words::clean(day)]);
    asked
        .map(|(_, flag)| flag.to_owned())
        .chain(day.into_iter().flatten())
}

/// A word of a command line as a POSIX shell reads it.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./=:,+@%".contains(letter);
    let word = words::clean(word);
    if !word.is_empty() && word.chars().all(is_plain) {
        word
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_otherwise_is_quoted() {
        assert_eq!(quoted("scenarios/uk-2025.toml"), "scenarios/uk-2025.toml");
        assert_eq!(quoted("site.x.pue=1.3"), "site.x.pue=1.3");
        assert_eq!(quoted("site.x.pue=1.1 to 1.3"), "'site.x.pue=1.1 to 1.3'");
        assert_eq!(quoted("it's; rm $HOME"), r"'it'\''s; rm $HOME'");
        assert_eq!(quoted(""), "''");
    }
}
