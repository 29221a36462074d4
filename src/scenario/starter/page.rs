//! The commented file: what each part is for, beside what was said.

use super::{Said, Starter};
use std::fmt::Write;

const HEAD: &str = "\
# What was announced, what is known, and what is assumed.
#
#   capcast check FILE    all that is wrong with this file, or \"ok\"
#   capcast run FILE      simulates it: a summary, and charts and tables in output/
#   capcast show FILE     every value that a run uses, and where it comes from
#
# A quantity may be uncertain. \"9 to 16 months\" is P10 to P90: one chance in ten of less, one in ten of more.
# Other ways: { min = .., mode = .., max = .. }, { values = [..], weights = [..] }, { reference = \"ai-site\" }.
# A date is a day (2027-03-15) or a period: \"2027-03\", \"2027-Q1\", \"2027-H2\", \"2027\", \"mid 2027\".
#
# A figure that somebody published names its source. One that nobody published stands in `assumptions`: the
# reports show which is which. Neither is needed for a run.
";

const GRID: &str = "
# When the site can draw how much. A stage states the new total, not an addition. Nobody publishes connection
# offers, so its date is mostly an assumption. Without stages the site is not limited by power.
";

const NO_GRID: &str = "
# When the site can draw how much. Without stages, as here, it is not limited by power.
# [site.ID.grid.first]
# capacity  = \"40 MW\"                    # the new total, not an addition
# energised = \"2027-01 to 2028-06\"       # when; `actual_energised` once it is a fact
";

const MORE: &str = "
# Further things to say of a phase, each with its default otherwise:
# proceed = 0.9                          # the chance that it goes ahead; or commitment = \"contract\"
# ramp    = \"1 to 4 months\"              # from the first GPUs to all of them
# overrun = \"1.0 to 2.2\"                 # how much longer than announced; by default as other AI sites took
# actual_online = 2027-02-01             # a fact, once it is one: then set `as_of` in [scenario] too
#
# In place of `overrun`, what has to be done, and in which order:
# [site.ID.phase.first.activity.shell]
# duration = \"9 to 16 months\"
# [site.ID.phase.first.activity.fit-out]
# duration = \"4 to 9 months\"
# after    = [\"shell\"]
#
# What may go wrong, and what is shared: without it several sites look surer together than they are.
# [risk.refusal]
# probability = 0.2                      # it happens or not
# delay       = \"3 to 9 months\"         # or factor, size, cancel = true
# applies_to  = { site = \"ID\" }         # or activity, zone, country, operator, chip, ..
# [driver.contractors]
# factor      = { p10 = 0.9, p50 = 1.0, p90 = 1.35 } # one draw for all that it stretches
# applies_to  = {}                       # everything; or { activity = [\"shell\", \"fit-out\"] }
#
# `capcast catalog` lists chips, words for `commitment`, reference classes and defaults.
";

/// The file.
pub(super) fn text(starter: &Starter) -> String {
    let mut page = format!("#:schema {}\n{HEAD}", starter.schema);
    scenario(starter, &mut page);
    source(starter, &mut page);
    site(starter, &mut page);
    grid(starter, &mut page);
    phase(starter, &mut page);
    page
}

/// A line `key = value`, with a comment if there is one.
fn line(page: &mut String, key: &str, value: &str, comment: &str) {
    let left = format!("{key:<9} = {value}");
    let _ = match comment {
        "" => writeln!(page, "{left}"),
        _ => writeln!(page, "{left:<40} # {comment}"),
    };
}

/// A line that is commented out.
fn hint(page: &mut String, line: &str, comment: &str) {
    let left = format!("# {line}");
    let _ = match comment {
        "" => writeln!(page, "{left}"),
        _ => writeln!(page, "{left:<40} # {comment}"),
    };
}

/// What to say beside a value that may be an example.
const fn beside(said: &Said) -> &'static str {
    if said.is_example {
        "an example: write what was announced"
    } else {
        ""
    }
}

fn scenario(starter: &Starter, page: &mut String) {
    page.push_str("\n[scenario]\n");
    line(page, "name", &starter.name, "");
    line(page, "from", &starter.from, "first day of the charts");
    if let Some(to) = &starter.to {
        line(page, "to", to, "and the last");
    }
    hint(
        page,
        "as_of     = 2026-10-31",
        "the day of what is known: no fact may be later",
    );
    hint(page, "trials    = 100_000", "futures that are drawn");
}

fn source(starter: &Starter, page: &mut String) {
    let Some((title, url)) = &starter.source else {
        page.push_str("\n# Where the figures come from, by id. Then below: sources = [\"announcement\"]\n# [source.announcement]\n# title     = \"..\"\n# publisher = \"..\"\n# date      = 2026-03-01\n# url       = \"https://..\"\n");
        return;
    };
    page.push_str("\n# Where the figures come from, by id.\n[source.announcement]\n");
    line(page, "title", title, "");
    if let Some(url) = url {
        line(page, "url", url, "");
    }
    hint(page, "publisher = \"..\"", "");
    hint(page, "date      = 2026-03-01", "when it was published");
}

fn site(starter: &Starter, page: &mut String) {
    let _ = writeln!(page, "\n[site.{}]", starter.site_id);
    line(page, "name", &starter.site, "");
    match &starter.operator {
        Some(operator) => line(page, "operator", operator, ""),
        None => hint(page, "operator  = \"..\"", ""),
    }
    match &starter.country {
        Some(country) => line(page, "country", country, ""),
        None => hint(page, "country   = \"GB\"", "two letters"),
    }
    let comment = if starter.announced.is_example {
        "an example: when was it announced?"
    } else {
        ""
    };
    line(page, "announced", &starter.announced.written, comment);
    if starter.source.is_some() {
        line(
            page,
            "sources",
            "[\"announcement\"]",
            "of all figures below that name none of their own",
        );
    }
    let assumptions = starter.assumptions();
    if !assumptions.is_empty() {
        let listed: Vec<String> = assumptions
            .iter()
            .map(|path| format!("\"{path}\""))
            .collect();
        let _ = writeln!(
            page,
            "# What is assumed, not announced: addresses from here."
        );
        let _ = writeln!(page, "assumptions = [{}]", listed.join(", "));
    }
}

fn grid(starter: &Starter, page: &mut String) {
    let (Some(capacity), Some(energised)) = (&starter.capacity, &starter.energised) else {
        page.push_str(&NO_GRID.replace("ID", &starter.site_id));
        return;
    };
    page.push_str(GRID);
    let _ = writeln!(page, "[site.{}.grid.first]", starter.site_id);
    line(page, "capacity", capacity, "");
    line(
        page,
        "energised",
        energised,
        "assumed, around the announced date",
    );
}

fn phase(starter: &Starter, page: &mut String) {
    page.push_str(
        "\n# A block of GPUs that comes online as one project. A site has one or more.\n",
    );
    let _ = writeln!(page, "[site.{}.phase.first]", starter.site_id);
    line(page, "chip", &starter.chip.written, beside(&starter.chip));
    let (key, size) = &starter.size;
    let comment = match *key {
        "it_load" => "at the servers: the power above, less cooling",
        _ => beside(size),
    };
    line(page, key, &size.written, comment);
    line(
        page,
        "online",
        &starter.online.written,
        beside(&starter.online),
    );
    page.push_str(&MORE.replace("ID", &starter.site_id));
}
