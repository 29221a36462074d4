//! Pictures: charts with the drawings that were made of them, so that none is drawn twice.
//!
//! What it does not know: files, pages, and why a chart is drawn again.

use super::{Chart, Form, PngError, png};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A chart, and each of its drawings from when it was first asked for.
#[derive(Debug)]
pub struct Picture {
    chart: Chart,
    file: OnceLock<String>,
    wide: OnceLock<String>,
    narrow: OnceLock<String>,
    dots: OnceLock<Vec<u8>>,
}

impl Picture {
    /// A chart of which nothing is drawn yet.
    #[must_use]
    pub const fn new(chart: Chart) -> Self {
        Self {
            chart,
            file: OnceLock::new(),
            wide: OnceLock::new(),
            narrow: OnceLock::new(),
            dots: OnceLock::new(),
        }
    }

    /// [`Chart::svg`].
    pub fn svg(&self) -> &str {
        self.file.get_or_init(|| self.chart.svg())
    }

    /// [`Chart::page_svg`].
    pub fn page_svg(&self, form: Form) -> &str {
        let drawn = match form {
            Form::Narrow => &self.narrow,
            Form::File | Form::Wide => &self.wide,
        };
        drawn.get_or_init(|| self.chart.page_svg(form))
    }

    /// The chart in dots.
    ///
    /// # Errors
    ///
    /// As [`png`](super::png).
    pub fn png(&self) -> Result<&[u8], PngError> {
        if let Some(dots) = self.dots.get() {
            return Ok(dots);
        }
        let dots = png(&self.chart.bare_svg())?;
        Ok(self.dots.get_or_init(|| dots))
    }
}

impl Deref for Picture {
    type Target = Chart;

    fn deref(&self) -> &Chart {
        &self.chart
    }
}

/// Pictures of charts: where `last` has one of an equal chart, that one with all that is drawn of
/// it.
#[must_use]
pub fn pictures(charts: Vec<Chart>, last: &[Arc<Picture>]) -> Vec<Arc<Picture>> {
    let last: BTreeMap<&str, &Arc<Picture>> = last
        .iter()
        .map(|picture| (picture.stem.as_str(), picture))
        .collect();
    let picture = |chart: Chart| match last.get(chart.stem.as_str()) {
        Some(picture) if picture.chart == chart => Arc::clone(picture),
        _ => Arc::new(Picture::new(chart)),
    };
    charts.into_iter().map(picture).collect()
}
