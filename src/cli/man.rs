//! `capcast man`: the manual, from what the commands say of themselves.

use super::exit::Failure;
use super::{CODES, Cli, speak};
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const HELP: &str = "\
To read it:

  capcast man | man -l -

To install it, one page a command, so that `man capcast-run` finds one:

  capcast man --out ~/.local/share/man/man1";

/// What a run heeds of its surroundings.
const ENVIRONMENT: [(&str, &str); 3] = [
    (
        "RAYON_NUM_THREADS",
        "Worker threads, where --threads does not say. The answer does not depend on them.",
    ),
    (
        "NO_COLOR",
        "Where it is set and not empty, problems are shown without colours.",
    ),
    (
        "CLICOLOR_FORCE",
        "Where it is set and not 0, problems are shown in colours even when stderr is no terminal.",
    ),
];

/// Files that the program reads and writes.
const FILES: [(&str, &str); 4] = [
    (
        "FILE.toml",
        "A scenario: what was announced, what is known, what is assumed. `capcast new` begins one, and `capcast schema` prints the format for editors.",
    ),
    (
        "output/NAME/",
        "What a run of NAME.toml leaves, where --out does not say: report.html, projection.json, series.csv, schedule.csv, assumptions.csv and charts. It is swapped whole; a run that fails leaves the last one.",
    ),
    (
        "output/NAME/manifest.toml",
        "What made the folder: version, seed, trials, digests of the scenario's files.",
    ),
    (
        "scenario.schema.json",
        "The format's JSON Schema, which the first line of a scenario names for editors.",
    ),
];

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct ManArgs {
    /// Write one page a command into this folder, in place of one page on stdout.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints the manual, or writes its pages.
pub(super) fn man(args: &ManArgs) -> Result<(), Failure> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let Some(folder) = &args.out else {
        let page = whole(&program).map_err(|error| Failure::Files(error.to_string()))?;
        return speak::answer(&page);
    };
    let pages = pages(&program).map_err(|error| Failure::Files(error.to_string()))?;
    for (name, text) in pages {
        write(&folder.join(name), &text)?;
    }
    Ok(())
}

/// Writes a page over an older one of the same name, and over nothing else.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let trouble = |error: io::Error| Failure::Files(format!("{}: {error}", path.display()));
    match fs::read_to_string(path) {
        Ok(kept) if !kept.contains(".TH capcast") => {
            return Err(Failure::Files(format!(
                "{} is no page of capcast's: it is left as it is; name another folder",
                path.display()
            )));
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(trouble(error)),
        _ => {}
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(trouble)?;
    }
    fs::write(path, text).map_err(trouble)
}

/// One page with every command.
fn whole(program: &Command) -> io::Result<String> {
    let man = of(program);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for command in commands(program) {
        page.extend(section(command)?);
    }
    closing(&mut page)?;
    man.render_version_section(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// A command within the one page: its headings are a step lower.
fn section(command: &Command) -> io::Result<Vec<u8>> {
    let man = of(command);
    let mut parts = Vec::new();
    man.render_synopsis_section(&mut parts)?;
    man.render_options_section(&mut parts)?;
    if command.get_after_help().is_some() {
        man.render_extra_section(&mut parts)?;
    }
    let parts = String::from_utf8_lossy(&parts).replace("\n.SH ", "\n.SS ");
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let mut head = Roff::new();
    head.control("SH", [name.to_uppercase().as_str()]);
    if let Some(about) = command.get_long_about().or(command.get_about()) {
        head.text([roman(about.to_string())]);
    }
    let mut section = Vec::new();
    head.to_writer(&mut section)?;
    let parts = parts
        .strip_prefix(".SH ")
        .map_or(parts.clone(), |rest| format!(".SS {rest}"));
    section.extend(parts.into_bytes());
    Ok(section)
}

/// A page for the program and one for each command, by file name.
fn pages(program: &Command) -> io::Result<Vec<(String, String)>> {
    let mut pages = Vec::new();
    for command in [program].into_iter().chain(commands(program)) {
        let man = of(command);
        let mut page = Vec::new();
        man.render_title(&mut page)?;
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
        if command.has_subcommands() {
            man.render_subcommands_section(&mut page)?;
        } else if command.get_after_help().is_some() {
            man.render_extra_section(&mut page)?;
        }
        closing(&mut page)?;
        let name = man.get_filename();
        pages.push((name, String::from_utf8_lossy(&page).into_owned()));
    }
    Ok(pages)
}

fn of(command: &Command) -> Man {
    let name = command
        .get_display_name()
        .unwrap_or(command.get_name())
        .to_owned();
    Man::new(command.clone().display_name(name.clone()))
        .title(name)
        .manual("capcast")
        .date("")
}

fn commands(program: &Command) -> impl Iterator<Item = &Command> {
    let all = program.get_subcommands();
    all.filter(|command| !command.is_hide_set() && command.get_name() != "help")
}

/// What holds for every command.
fn closing(page: &mut Vec<u8>) -> io::Result<()> {
    let codes = CODES
        .trim_start_matches("Exit codes: ")
        .trim_end_matches('.');
    let codes: Vec<(&str, &str)> = codes
        .split(", ")
        .filter_map(|code| code.split_once(' '))
        .collect();
    let mut roff = Roff::new();
    for (heading, entries) in [
        ("EXIT STATUS", codes.as_slice()),
        ("ENVIRONMENT", &ENVIRONMENT),
        ("FILES", &FILES),
    ] {
        roff.control("SH", [heading]);
        for (name, meaning) in entries {
            roff.control("TP", []);
            roff.text([bold(*name)]);
            roff.text([roman(*meaning)]);
        }
    }
    roff.to_writer(page)
}
