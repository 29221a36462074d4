//! What a run folder holds, and whether what stands at a target may be replaced by one.

use super::manifest::listed_files;
use super::{ArtifactError, REPORT, RunFolder, json};
use crate::chart::{self, Chart, Form, Picture};
use crate::projection::Projection;
use crate::report;
use crate::table::{self, Table};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The workbook's name.
const WORKBOOK: &str = "results.xlsx";

/// Which files a run leaves, beside projection.json, the report and the manifest; of a comparison,
/// beside comparison.json, the projections, its page and the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The table of series, or of differences.
    pub series: bool,
    /// The tables of the schedule: dates, activities, S-curves.
    pub schedule: bool,
    /// Charts of what the projection has the numbers for, as SVG and PNG and in the report.
    pub charts: bool,
    /// How tables are written.
    pub formats: Formats,
}

/// How tables are written; any of them, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formats {
    /// A CSV file a table.
    pub csv: bool,
    /// A Parquet file a table.
    pub parquet: bool,
    /// One Excel workbook, `results.xlsx`.
    pub xlsx: bool,
}

impl Default for Formats {
    /// CSV alone.
    fn default() -> Self {
        Self {
            csv: true,
            parquet: false,
            xlsx: false,
        }
    }
}

impl Contents {
    /// The tables that are written, in order: none of risk, chips, flows and money that has no row.
    #[must_use]
    pub fn tables(&self, projection: &Projection) -> Vec<&'static Table<Projection>> {
        let may_miss = |name: &str| table::OPTIONAL.iter().any(|table| table.name == name);
        let wanted = |table: &&&Table<Projection>| match table.name {
            "series" => self.series,
            "schedule" | "activities" | "curves" => self.schedule,
            "binding" => !table.is_empty(projection),
            name if may_miss(name) => !table.is_empty(projection),
            _ => true,
        };
        table::ALL.iter().filter(wanted).copied().collect()
    }
}

/// The kinds of files of a chart.
const KINDS: [&str; 2] = ["svg", "png"];

/// Is told how many charts of how many are drawn; says whether to stop.
pub type Witness<'a> = &'a (dyn Fn(usize, usize) -> bool + Sync);

impl RunFolder {
    /// Writes all files but the manifest, and names them in order: texts, then charts. SVGs and
    /// texts are written side by side, so that neither waits for the other; then the PNGs.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] if the system refuses, a chart cannot be drawn or the witness says stop.
    pub fn write_contents(
        &self,
        projection: &Projection,
        contents: Contents,
        witness: Witness<'_>,
    ) -> Result<Vec<String>, ArtifactError> {
        let charts = if contents.charts {
            chart::charts(projection)
        } else {
            Vec::new()
        };
        let pictures = chart::pictures(charts, &[]);
        self.write_pictures(projection, contents, &pictures, &KINDS, witness)
    }

    /// The same with pictures that may be drawn already, and these kinds of files of each: "svg",
    /// "png" or both.
    ///
    /// # Errors
    ///
    /// As [`write_contents`](Self::write_contents).
    pub fn write_pictures(
        &self,
        projection: &Projection,
        contents: Contents,
        pictures: &[Arc<Picture>],
        kinds: &[&str],
        witness: Witness<'_>,
    ) -> Result<Vec<String>, ArtifactError> {
        let charts = Charts {
            pictures,
            kinds,
            in_page: true,
            witness,
            done: AtomicUsize::new(0),
        };
        let (drawn, tables) = rayon::join(
            || self.write_kind(&charts, "svg"),
            || self.write_tables(projection, contents),
        );
        let mut files = tables?;
        drawn?;
        let page = report::page_of(projection, pictures);
        self.write(REPORT, page.as_bytes())?;
        files.push(REPORT.to_owned());
        self.write_kind(&charts, "png")?;
        files.extend(charts.names());
        Ok(files)
    }

    fn write_tables(
        &self,
        projection: &Projection,
        contents: Contents,
    ) -> Result<Vec<String>, ArtifactError> {
        let mut files = Vec::new();
        let mut write = |name: &str, bytes: &[u8]| {
            files.push(name.to_owned());
            self.write(name, bytes)
        };
        write("projection.json", json(projection).as_bytes())?;
        let tables = contents.tables(projection);
        let facts = table::facts(projection);
        for table in &tables {
            if contents.formats.csv {
                let name = format!("{}.csv", table.name);
                write(&name, &table::csv(table, projection))?;
            }
            if contents.formats.parquet {
                let name = format!("{}.parquet", table.name);
                write(&name, &table::parquet(table, projection, &facts))?;
            }
        }
        if contents.formats.xlsx {
            let book = table::workbook(projection, &tables)?;
            write(WORKBOOK, &book)?;
        }
        Ok(files)
    }

    /// Writes charts as SVGs, then as PNGs, and names them in order.
    pub(super) fn write_charts(
        &self,
        charts: &[Chart],
        witness: Witness<'_>,
    ) -> Result<Vec<String>, ArtifactError> {
        let charts = Charts {
            pictures: &chart::pictures(charts.to_vec(), &[]),
            kinds: &KINDS,
            in_page: false,
            witness,
            done: AtomicUsize::new(0),
        };
        for kind in KINDS {
            self.write_kind(&charts, kind)?;
        }
        Ok(charts.names().collect())
    }

    /// Files of one kind, if it is asked for. With the SVGs what the page shows is drawn too: by
    /// all threads, as the page itself is put together by one.
    fn write_kind(&self, charts: &Charts<'_>, kind: &str) -> Result<(), ArtifactError> {
        if !charts.kinds.contains(&kind) {
            return Ok(());
        }
        charts.pictures.par_iter().try_for_each(|picture| {
            charts.step()?;
            let name = chart_name(picture, kind);
            if kind == "svg" {
                for form in [Form::Wide, Form::Narrow] {
                    if charts.in_page {
                        picture.page_svg(form);
                    }
                }
                return self.write(&name, picture.svg().as_bytes());
            }
            let dots = picture.png().map_err(|error| ArtifactError::Picture {
                path: self.target().join(&name),
                reason: error.to_string(),
            })?;
            self.write(&name, dots)
        })
    }
}

/// Charts to be written, and how many are.
struct Charts<'a> {
    pictures: &'a [Arc<Picture>],
    kinds: &'a [&'a str],
    /// Whether a page shows them.
    in_page: bool,
    witness: Witness<'a>,
    done: AtomicUsize,
}

impl Charts<'_> {
    /// The names of all files, chart by chart.
    fn names(&self) -> impl Iterator<Item = String> {
        let pictures = self.pictures.iter();
        pictures.flat_map(|picture| self.kinds.iter().map(|kind| chart_name(picture, kind)))
    }

    /// Tells the witness of one more file; an error if it says stop.
    fn step(&self) -> Result<(), ArtifactError> {
        let done = 1 + self.done.fetch_add(1, Ordering::Relaxed);
        if (self.witness)(done, self.kinds.len() * self.pictures.len()) {
            Err(ArtifactError::Interrupted)
        } else {
            Ok(())
        }
    }
}

fn chart_name(picture: &Chart, kind: &str) -> String {
    format!("charts/{}.{kind}", picture.stem)
}

/// Fails unless nothing, an empty folder or a run of ours stands at `target`.
///
/// A run that was made read-only is not replaced: somebody wants it kept.
///
/// A run of ours to which somebody has added files is not replaced either: they would be lost.
/// Hidden files, which systems and editors leave about, do not count.
pub(super) fn check_replaceable(target: &Path) -> Result<(), ArtifactError> {
    match std::fs::metadata(target) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(ArtifactError::io("open", target)(error)),
        Ok(found) if !found.is_dir() => {
            return Err(ArtifactError::NotAFolder {
                path: target.to_owned(),
            });
        }
        Ok(_) => {}
    }
    let listed = listed_files(target);
    let ours = listed.is_some();
    let known: BTreeSet<String> = listed.unwrap_or_default().into_iter().collect();
    match first_stranger(target, "", &known, ours)? {
        None => Ok(()),
        Some(found) => Err(ArtifactError::Foreign {
            path: target.to_owned(),
            found,
        }),
    }
}

/// The first file under `folder`, by name, that is not among the `known`; `prefix` is where
/// `folder` stands in the run, "" or "charts/".
fn first_stranger(
    folder: &Path,
    prefix: &str,
    known: &BTreeSet<String>,
    ours: bool,
) -> Result<Option<String>, ArtifactError> {
    let failed = |error| ArtifactError::io("read the folder", folder)(error);
    let metadata = std::fs::metadata(folder).map_err(failed)?;
    if metadata.permissions().readonly() {
        // A folder would be swapped all the same, but nothing in it could be removed afterwards.
        return Err(ArtifactError::ReadOnly {
            path: folder.to_owned(),
        });
    }
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        entries.push(entry.map_err(failed)?);
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(failed)?;
        let inside = format!("{name}/");
        if kind.is_dir() && known.iter().any(|file| file.starts_with(&inside)) {
            let stranger = first_stranger(&entry.path(), &inside, known, ours)?;
            if stranger.is_some() {
                return Ok(stranger);
            }
        } else if !known.contains(&name) {
            let is_hidden = kind.is_file() && entry.file_name().as_encoded_bytes()[0] == b'.';
            if !(ours && is_hidden) {
                return Ok(Some(name));
            }
        }
    }
    Ok(None)
}
