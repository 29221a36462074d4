//! Values of the command line, read with a message that says what would do.

use jiff::civil::Date;

/// The most trials of a run: counts of trials are kept in 32 bits, with room to spare.
const MOST_TRIALS: u64 = 100_000_000;
/// The most worker threads.
const MOST_THREADS: usize = 1_024;

/// A number of trials: `100000`, `100_000`.
pub(super) fn trials(text: &str) -> Result<u64, String> {
    let trials = whole(text, "trials")?;
    if (1..=MOST_TRIALS).contains(&trials) {
        Ok(trials)
    } else {
        Err("choose between 1 and 100_000_000 trials".to_owned())
    }
}

/// A seed: any that a scenario file can hold too, so that every run can be written down.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    let most = i64::MAX.cast_unsigned();
    let seed = text.replace('_', "").parse();
    seed.ok()
        .filter(|seed| *seed <= most)
        .ok_or_else(|| format!("choose a whole number between 0 and {most}"))
}

/// A number of threads.
pub(super) fn threads(text: &str) -> Result<usize, String> {
    match whole(text, "threads")?.try_into() {
        Ok(threads) if (1..=MOST_THREADS).contains(&threads) => Ok(threads),
        _ => Err(format!("choose between 1 and {MOST_THREADS} threads")),
    }
}

/// A setting: "site.loughton.pue=1.3".
pub(super) fn setting(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((key, _)) if !key.trim().is_empty() => Ok(text.to_owned()),
        _ => Err("write it as KEY=VALUE, such as site.loughton.pue=1.3".to_owned()),
    }
}

/// A day: "2023-11-30".
pub(super) fn day(text: &str) -> Result<Date, String> {
    let wrong = || format!("write a day such as 2023-11-30; `{text}` is none");
    let text = text.trim();
    if text.len() != 10 {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

/// A size in bytes: "8 MiB", "500kB", "1000000".
pub(super) fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("write a size such as \"16 MiB\" or 1000000; `{text}` is none");
    let text = text.trim();
    let end = text
        .find(|letter: char| !(letter.is_ascii_digit() || letter == '_'))
        .unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let scale = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "k" | "kib" => 1 << 10,
        "mb" => 1_000_000,
        "m" | "mib" => 1 << 20,
        "gb" => 1_000_000_000,
        "g" | "gib" => 1 << 30,
        _ => return Err(wrong()),
    };
    whole(digits, "bytes")
        .ok()
        .and_then(|count: u64| count.checked_mul(scale))
        .filter(|bytes| *bytes > 0)
        .ok_or_else(wrong)
}

fn whole(text: &str, what: &str) -> Result<u64, String> {
    text.replace('_', "")
        .parse()
        .map_err(|_| format!("write a whole number of {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_units() {
        assert_eq!(size("8 MiB"), Ok(8 << 20));
        assert_eq!(size("16M"), Ok(16 << 20));
        assert_eq!(size("500kB"), Ok(500_000));
        assert_eq!(size("1_000"), Ok(1_000));
        for wrong in [
            "",
            "MiB",
            "-1",
            "1.5 MiB",
            "8 potatoes",
            "0",
            "99999999999 GiB",
        ] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_out_of_range_say_what_would_do() {
        assert_eq!(trials("100_000"), Ok(100_000));
        assert!(trials("0").is_err_and(|message| message.contains("between 1 and")));
        assert!(trials("100000001").is_err());
        assert_eq!(seed("9223372036854775807"), Ok(9_223_372_036_854_775_807));
        assert!(seed("9223372036854775808").is_err_and(|message| message.contains("775807")));
        assert!(seed("-1").is_err());
        assert!(threads("0").is_err() && threads("-1").is_err());
        assert!(setting("pue").is_err() && setting("=3").is_err() && setting("a=").is_ok());
    }
}
