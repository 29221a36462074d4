//! What a text that is no date was meant as, where it can be told.
//!
//! What it does not know: which key it stands at.

use super::read_text;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date or period that a text seems to mean, as a scenario would write it.
///
/// `None` where it could mean two: "03/04/2026".
pub(super) fn meant(text: &str) -> Option<String> {
    let parts: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    let written = match parts.as_slice() {
        [joined] => of_joined(joined)?,
        [one, two] => of_two(one, two)?,
        [one, two, three] => of_three(text, one, two, three)?,
        _ => return None,
    };
    // Only what is then read as a date is worth suggesting; a day needs no quotes.
    read_text(&written).ok()?;
    Some(if written.len() == "2027-03-15".len() {
        written
    } else {
        format!("\"{written}\"")
    })
}

/// "2027Q1", "Q12027", "Q1'27" as one word.
fn of_joined(text: &str) -> Option<String> {
    let (first, second) = text.split_at_checked(4)?;
    if let Some(part) = part_of_year(second) {
        return is_year(first).then(|| format!("{first}-{part}"));
    }
    let (first, second) = text.split_at_checked(2)?;
    let part = part_of_year(first)?;
    is_year(second).then(|| format!("{second}-{part}"))
}

/// "Q1 2027", "2027/3", "March 2027".
fn of_two(one: &str, two: &str) -> Option<String> {
    let (year, rest) = if is_year(one) { (one, two) } else { (two, one) };
    if !is_year(year) {
        return None;
    }
    if let Some(part) = part_of_year(rest) {
        return Some(format!("{year}-{part}"));
    }
    let month = month(rest).or_else(|| number(rest))?;
    Some(format!("{year}-{month:02}"))
}

/// "09/16/2025", "16.9.2025", "16 September 2025", "2025/09/16".
fn of_three(text: &str, one: &str, two: &str, three: &str) -> Option<String> {
    if is_year(one) {
        let (month, day) = (number(two)?, number(three)?);
        return Some(format!("{one}-{month:02}-{day:02}"));
    }
    if !is_year(three) {
        return None;
    }
    let (month, day) = match (month(one), month(two)) {
        (Some(month), None) => (month, number(two)?),
        (None, Some(month)) => (month, number(one)?),
        _ => {
            let (first, second) = (number(one)?, number(two)?);
            // With points the day comes first; with strokes it depends on who writes.
            if first > 12 || first == second || text.contains('.') {
                (second, first)
            } else if second > 12 {
                (first, second)
            } else {
                return None;
            }
        }
    };
    Some(format!("{three}-{month:02}-{day:02}"))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// "Q1" to "Q4", "H1", "H2"; "1Q" too.
fn part_of_year(text: &str) -> Option<String> {
    let mut letters = text.chars();
    let (one, two) = (letters.next()?, letters.next()?);
    let (letter, digit) = if one.is_ascii_digit() {
        (two, one)
    } else {
        (one, two)
    };
    let letter = letter.to_ascii_uppercase();
    let is_part = matches!(letter, 'Q' | 'H') && digit.is_ascii_digit();
    (is_part && letters.next().is_none()).then(|| format!("{letter}{digit}"))
}

fn month(text: &str) -> Option<u8> {
    let text = text.to_lowercase();
    let is_it = |name: &&str| text.len() >= 3 && name.starts_with(text.as_str());
    (1..)
        .zip(MONTHS)
        .find(|(_, name)| is_it(name))
        .map(|(number, _)| number)
}

/// A day or month as a number: "9", "09", "16th".
fn number(text: &str) -> Option<u8> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let ending = &text[digits.len()..];
    let is_plain = matches!(ending, "" | "st" | "nd" | "rd" | "th") && digits.len() <= 2;
    digits.parse().ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_told_is_told_and_what_could_be_two_days_is_not() {
        for (text, date) in [
            ("Q1 2027", "\"2027-Q1\""),
            ("2027 Q1", "\"2027-Q1\""),
            ("2027Q1", "\"2027-Q1\""),
            ("1Q 2027", "\"2027-Q1\""),
            ("h2/2026", "\"2026-H2\""),
            ("09/16/2025", "2025-09-16"),
            ("16/9/2025", "2025-09-16"),
            ("3.4.2026", "2026-04-03"),
            ("2025/09/16", "2025-09-16"),
            ("2025-9-6", "2025-09-06"),
            ("2025-9", "\"2025-09\""),
            ("Sept 2026", "\"2026-09\""),
            ("16th September 2025", "2025-09-16"),
            ("September 16, 2025", "2025-09-16"),
        ] {
            assert_eq!(meant(text).as_deref(), Some(date), "{text}");
        }
        for text in [
            "",
            "next spring",
            "03/04/2026",
            "Q5 2027",
            "31/2/2025",
            "27",
            "é 2027",
            "ééé",
            "1 2 3",
            "2025-13-45",
            "ma 2027",
        ] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
