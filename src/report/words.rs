//! Words and dates for the page: what came from a scenario is made harmless, dates are written out.
//!
//! What it does not know: where they stand.

use crate::projection::plain;
use crate::table::totals;
use jiff::civil::Date;
use maud::{Markup, html};

/// A text from a scenario on one line, without characters that are not seen but move what stands
/// around them. Markup escapes it.
pub(super) fn clean(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name from a scenario, whatever direction it is written in.
pub(super) fn name(text: &str) -> Markup {
    html! { bdi { (clean(text)) } }
}

/// The address of a source, if it is one of the web: anything else is not for clicking.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let is_web = lower.starts_with("http://") || lower.starts_with("https://");
    let is_sound = url
        .chars()
        .all(|letter| !letter.is_whitespace() && !letter.is_control());
    (is_web && is_sound && plain(url) == url).then_some(url)
}

/// "31 October 2026"; as written where it is no date.
pub(super) fn long_date(date: &str) -> String {
    match date.parse::<Date>() {
        Ok(day) => day.strftime("%-d %B %Y").to_string(),
        Err(_) => clean(date),
    }
}

/// "3 phases", "1 phase".
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{} {many}", totals::count(number as f64)),
    }
}

/// "a", "a and b", "a, b and c".
pub(super) fn joined(items: &[String]) -> String {
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// What made the page: "capcast 0.1.0, 100,000 trials, seed 1".
pub(super) fn run_line(capcast: &str, trials: u64, seed: u64) -> String {
    let trials = usize::try_from(trials).unwrap_or(usize::MAX);
    let trials = count(trials, "trial", "trials");
    format!("capcast {}, {trials}, seed {seed}.", clean(capcast))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert!(web_address("https://example.org/a?b=c&d").is_some());
        assert!(web_address("HTTP://example.org").is_some());
        for other in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https:/example.org",
            "//example.org",
            "example.org",
            "https://example.org/\u{202e}gpj",
            "https://a b",
            " https://example.org",
            "é",
            "",
        ] {
            assert_eq!(web_address(other), None, "{other}");
        }
    }

    #[test]
    fn dates_are_written_out_and_lists_joined() {
        assert_eq!(long_date("2026-10-31"), "31 October 2026");
        assert_eq!(long_date("soon"), "soon");
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(joined(&items), "a, b and c");
        assert_eq!(joined(&items[..1]), "a");
        assert_eq!(count(1, "phase", "phases"), "1 phase");
        assert_eq!(count(1200, "phase", "phases"), "1,200 phases");
        assert_eq!(clean(" a\n\u{202e}b  c"), "a b c");
    }
}
