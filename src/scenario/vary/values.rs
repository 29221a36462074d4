//! The values that an axis lists: parted at commas, and counted where they are a range.
//!
//! What it does not know: which key they are for.

use std::ops::Range;

/// What a range may have: enough for any quantity, and a product of two still fits.
const MOST_DIGITS: usize = 15;

/// The parts of a list between its commas, those in quotes, brackets and braces left alone; or the
/// place of what is open at its end.
pub(super) fn split(text: &str) -> Result<Vec<Range<usize>>, (Range<usize>, &'static str)> {
    let mut parts = Vec::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quote: Option<(usize, char)> = None;
    let (mut start, mut before) = (0, ',');
    for (at, letter) in text.char_indices() {
        if let Some((_, mark)) = quote {
            if letter == mark {
                quote = None;
            }
            before = letter;
            continue;
        }
        match letter {
            // Within a word it is an apostrophe.
            '"' | '\'' if !before.is_alphanumeric() => quote = Some((at, letter)),
            '[' | '{' => open.push((at, letter)),
            ']' | '}' => {
                let opens = if letter == ']' { '[' } else { '{' };
                if open.pop().is_none_or(|(_, mark)| mark != opens) {
                    return Err((at..at + 1, "nothing that this closes is open"));
                }
            }
            ',' if open.is_empty() => {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
        before = letter;
    }
    if let Some((at, _)) = quote {
        return Err((at..text.len(), "this quote is open"));
    }
    if let Some((at, _)) = open.first() {
        return Err((*at..text.len(), "this bracket is open"));
    }
    parts.push(start..text.len());
    Ok(parts.into_iter().map(|part| trimmed(text, part)).collect())
}

fn trimmed(text: &str, part: Range<usize>) -> Range<usize> {
    let inside = &text[part.clone()];
    let start = part.start + (inside.len() - inside.trim_start().len());
    start..start + inside.trim().len()
}

/// Numbers at equal steps, first and last among them if the steps hit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Steps {
    /// In units of the last decimal.
    first: i128,
    step: i128,
    /// Decimals of all.
    decimals: usize,
    /// How many numbers; at least one.
    pub(super) count: u128,
    /// The unit of all; empty for none.
    pub(super) unit: String,
}

impl Steps {
    /// The n-th number as it is written: "1.20".
    pub(super) fn number(&self, n: u128) -> String {
        let value = self.first + self.step * n.cast_signed();
        let sign = if value < 0 { "-" } else { "" };
        let digits = format!("{:0>1$}", value.unsigned_abs(), self.decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.decimals);
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        }
    }

    /// The n-th number with its unit, as TOML.
    pub(super) fn written(&self, n: u128) -> String {
        let number = self.number(n);
        if self.unit.is_empty() {
            number
        } else {
            format!("\"{number} {}\"", self.unit)
        }
    }
}

/// Whether a text is meant as a range: "20 MW..60 MW step 10 MW".
pub(super) fn is_range(text: &str) -> bool {
    let starts = text.starts_with(|letter: char| letter.is_ascii_digit() || "+-.".contains(letter));
    starts && text.contains("..") && !text.starts_with("..")
}

/// Reads a range; what is wrong with it in a few words.
pub(super) fn steps(text: &str) -> Result<Steps, String> {
    let (from, rest) = text.split_once("..").ok_or("no `..` in it")?;
    let (to, step) = rest.split_once("step").ok_or("a range needs its step")?;
    let [from, to, step] = [from, to, step].map(measured);
    let (from, to, step) = (from?, to?, step?);
    let units = [&from.unit, &to.unit, &step.unit];
    let mut named = units.into_iter().filter(|unit| !unit.is_empty());
    let unit = named.next().cloned().unwrap_or_default();
    if named.any(|other| *other != unit) {
        return Err("its three numbers have different units".to_owned());
    }
    let decimals = from.decimals.max(to.decimals).max(step.decimals);
    let [first, last, step] = [&from, &to, &step].map(|number| number.at(decimals));
    if step <= 0 {
        return Err("its step must be above 0".to_owned());
    }
    if last < first {
        return Err("it ends before it begins".to_owned());
    }
    Ok(Steps {
        first,
        step,
        decimals,
        count: ((last - first) / step).unsigned_abs() + 1,
        unit,
    })
}

/// A plain number with its unit.
struct Measured {
    digits: i128,
    decimals: usize,
    unit: String,
}

impl Measured {
    /// In units of a decimal.
    fn at(&self, decimals: usize) -> i128 {
        (self.decimals..decimals).fold(self.digits, |digits, _| digits * 10)
    }
}

fn measured(text: &str) -> Result<Measured, String> {
    let text = text.trim();
    let wrong = || format!("`{text}` is no plain number with a unit");
    let end = text
        .find(|letter: char| !(letter.is_ascii_digit() || "+-._".contains(letter)))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: String = [whole, fraction].concat().replace('_', "");
    let plain = digits.trim_start_matches(['+', '-']);
    let has_exponent = unit.starts_with(['e', 'E']) && unit.contains(|c: char| c.is_ascii_digit());
    let is_plain = !fraction.contains(['.', '_', '+', '-']) && !has_exponent;
    if plain.is_empty() || plain.len() > MOST_DIGITS || !is_plain {
        return Err(wrong());
    }
    Ok(Measured {
        digits: digits.parse().map_err(|_| wrong())?,
        decimals: fraction.len(),
        unit: unit.trim().to_owned(),
    })
}

/// The number of a label and its unit: "50 MW" is 50 in MW. `None` for what is no single number.
pub(super) fn number(label: &str) -> Option<(f64, &str)> {
    let label = label.trim();
    let part = |letter: char| letter.is_ascii_digit() || "+-._".contains(letter);
    let mut end = label.find(|letter| !part(letter)).unwrap_or(label.len());
    let rest = &label[end..];
    // "5.0e15": an exponent, not a unit.
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let digits = exponent.trim_start_matches(['+', '-']);
        let length = digits.find(|letter: char| !letter.is_ascii_digit());
        let length = length.unwrap_or(digits.len());
        if length > 0 {
            end += 1 + (exponent.len() - digits.len()) + length;
        }
    }
    let (digits, unit) = label.split_at(end);
    let value: f64 = digits.replace('_', "").parse().ok()?;
    let unit = unit.trim();
    let is_unit = !unit.contains([' ', ',', '.']) && !unit.starts_with(part);
    (value.is_finite() && is_unit).then_some((value, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let parts = split(text).expect("it is closed");
        parts.into_iter().map(|part| &text[part]).collect()
    }

    #[test]
    fn commas_in_quotes_brackets_and_braces_do_not_part() {
        assert_eq!(parts("1.1, 1.2 ,1.3"), ["1.1", "1.2", "1.3"]);
        assert_eq!(
            parts("{ p10 = 1, p90 = 2 },\"a, b\",[\"c\", 'd, e']"),
            ["{ p10 = 1, p90 = 2 }", "\"a, b\"", "[\"c\", 'd, e']"]
        );
        assert_eq!(parts("King's Lynn,Leeds"), ["King's Lynn", "Leeds"]);
        assert_eq!(parts("1,,2,"), ["1", "", "2", ""]);
        for open in ["\"a,b", "[1, 2", "{ a = [1 }", "1]"] {
            assert!(split(open).is_err(), "{open}");
        }
    }

    #[test]
    fn a_range_counts_in_decimals_and_keeps_its_unit() {
        let all = |text: &str| -> Vec<String> {
            let steps = steps(text).expect("a range");
            (0..steps.count).map(|n| steps.written(n)).collect()
        };
        assert_eq!(all("1.1..1.4 step 0.1"), ["1.1", "1.2", "1.3", "1.4"]);
        assert_eq!(
            all("20 MW..60 MW step 20 MW"),
            ["\"20 MW\"", "\"40 MW\"", "\"60 MW\""]
        );
        assert_eq!(all("20..45 MW step 20"), ["\"20 MW\"", "\"40 MW\""]);
        assert_eq!(
            all("-0.5..0.5 step 0.25"),
            ["-0.50", "-0.25", "0.00", "0.25", "0.50"]
        );
        assert_eq!(all("7..7 step 1"), ["7"]);
        assert_eq!(
            steps("1..1_000_000_000 step 1").expect("a range").count,
            1_000_000_000
        );
        for wrong in [
            "1..2",
            "1..2 step 0",
            "2..1 step 1",
            "1..2 step -1",
            "1 MW..2 GW step 1 MW",
            "1..x step 1",
            "1..1e9 step 1",
            "1.2.3..4 step 1",
            "1..99999999999999999999 step 1",
        ] {
            assert!(steps(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_single_number_has_a_value_and_a_unit() {
        assert_eq!(number("50 MW"), Some((50.0, "MW")));
        assert_eq!(number("85 %"), Some((85.0, "%")));
        assert_eq!(number("23_040"), Some((23_040.0, "")));
        assert_eq!(number("5.0e15"), Some((5e15, "")));
        assert_eq!(number("3 eggs"), Some((3.0, "eggs")));
        for none in [
            "9 to 16 months",
            "2027-Q1",
            "gb300",
            "{ p10 = 1 }",
            "",
            "1, 2",
        ] {
            assert_eq!(number(none), None, "{none}");
        }
    }
}
