//! Texts of a scenario that would like to be markup.

use super::{all, full, parsed, text};
use capcast::projection::Projection;
use scraper::Html;
use serde_json::Value;
use std::collections::BTreeSet;

const HOSTILE: [&str; 4] = [
    "</style></title></script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "\" onload=\"alert(1)\" x='y' style=background:url(https://evil.example) {}&#x3c;b>&lt;",
    "javascript:alert(document.domain)//\u{202e}gpj.exe\u{2066}\u{200f} שלום 🙂 --> ]]> <!--",
    "data:text/html,<svg onload=alert(1)><a href=\"javascript:x\" id=answer>",
];

/// Fields whose words choose what is drawn, and dates: the reader of scenarios writes them.
const OURS: [&str; 26] = [
    "kind",
    "metric",
    "unit",
    "milestone",
    "state",
    "periods",
    "announced",
    "seen",
    "p10",
    "p50",
    "p80",
    "p90",
    "p10_lo",
    "p10_hi",
    "p50_lo",
    "p50_hi",
    "p90_lo",
    "p90_hi",
    "start_p10",
    "start_p50",
    "start_p90",
    "as_of",
    "from",
    "curve",
    "standing",
    "step",
];

/// Every text under a value, but those of the `spared` fields, made hostile; the same text stays
/// the same, so that what refers to each other still does.
fn poison(value: &mut Value, with: &str, spared: &[&str]) {
    match value {
        Value::String(text) => *text = format!("{with} {text}"),
        Value::Array(members) => members
            .iter_mut()
            .for_each(|member| poison(member, with, spared)),
        Value::Object(entries) => {
            for (key, entry) in entries {
                if !spared.contains(&key.as_str()) {
                    poison(entry, with, spared);
                }
            }
        }
        _ => {}
    }
}

fn poisoned(with: &str, spared: &[&str]) -> Projection {
    let mut value = serde_json::to_value(full()).unwrap();
    poison(&mut value, with, spared);
    serde_json::from_value(value).unwrap()
}

/// Each kind of element with each of its attributes.
fn vocabulary(page: &Html) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for element in all(page, "*") {
        let name = element.value().name();
        found.insert((name.to_owned(), String::new()));
        for (attribute, _) in element.value().attrs() {
            found.insert((name.to_owned(), attribute.to_owned()));
        }
    }
    found
}

/// What stands in the elements that a selector finds.
fn code(page: &Html, selector: &str) -> Vec<String> {
    let elements = all(page, selector).into_iter();
    elements.map(|element| element.text().collect()).collect()
}

#[test]
fn no_text_becomes_an_element_or_an_attribute() {
    let sound = parsed(&full());
    let known = vocabulary(&sound);
    for with in HOSTILE {
        for spared in [OURS.as_slice(), &[]] {
            let page = parsed(&poisoned(with, spared));
            let strange: Vec<_> = vocabulary(&page).difference(&known).cloned().collect();
            assert!(strange.is_empty(), "{with}: {strange:?}");
            for ours in ["script:not([type])", "style"] {
                assert_eq!(code(&page, ours), code(&sound, ours), "{with}");
            }
            for data in code(&page, "script[type]") {
                let read = serde_json::from_str::<Value>(&data);
                assert!(read.is_ok(), "{with}: {data}");
            }
            assert_eq!(all(&page, "#answer").len(), 1, "{with}");
            for link in all(&page, "[href]") {
                let href = link.value().attr("href").unwrap();
                assert!(href.starts_with('#'), "{with}: {href}");
            }
        }
    }
}

#[test]
fn the_text_stands_on_the_page_as_it_was_written() {
    let page = parsed(&poisoned(HOSTILE[0], &OURS));
    let title = text(&page, "h1");
    assert!(title.starts_with(HOSTILE[0]), "{title}");
    let disputed = text(&page, "#conflicts tbody th");
    assert!(disputed.starts_with(HOSTILE[0]), "{disputed}");
    let hash = text(&page, "#run td");
    assert!(hash.starts_with(HOSTILE[0]), "{hash}");
}

#[test]
fn marks_that_turn_text_around_do_not_pass() {
    let page = parsed(&poisoned(HOSTILE[2], &OURS));
    let whole = text(&page, "body");
    assert!(whole.contains("שלום 🙂"));
    assert!(!whole.contains(['\u{202e}', '\u{2066}', '\u{200f}']));
}
