//! What a comparison's folder holds.

use super::{ArtifactError, COMPARISON_PAGE, Contents, RunFolder, Witness, json};
use crate::chart;
use crate::comparison::{Comparison, stems};
use crate::report;
use crate::table;

impl RunFolder {
    /// Writes all files of a comparison but the manifest, and names them in order: texts, then
    /// charts. Each scenario's own answer is projections/LABEL.json, in the label's letters that
    /// any system allows.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] if the system refuses, a chart cannot be drawn or the witness says stop.
    pub fn write_comparison(
        &self,
        comparison: &Comparison,
        contents: Contents,
        witness: Witness<'_>,
    ) -> Result<Vec<String>, ArtifactError> {
        let charts = if contents.charts {
            chart::compare_charts(comparison)
        } else {
            Vec::new()
        };
        let (charts, texts) = rayon::join(
            || self.write_charts(&charts, witness),
            || self.write_comparison_texts(comparison, contents, &charts),
        );
        let mut files = texts?;
        files.extend(charts?);
        Ok(files)
    }

    fn write_comparison_texts(
        &self,
        comparison: &Comparison,
        contents: Contents,
        charts: &[chart::Chart],
    ) -> Result<Vec<String>, ArtifactError> {
        let mut files = Vec::new();
        let mut write = |name: &str, bytes: &[u8]| {
            files.push(name.to_owned());
            self.write(name, bytes)
        };
        write("comparison.json", json(comparison).as_bytes())?;
        if contents.series {
            write(
                "differences.csv",
                &table::csv(&table::DIFFERENCES, comparison),
            )?;
        }
        if contents.schedule {
            write("dates.csv", &table::csv(&table::DATES, comparison))?;
        }
        let labels: Vec<&str> = comparison
            .scenarios
            .iter()
            .map(|compared| compared.label.as_str())
            .collect();
        for (stem, projection) in stems(&labels).iter().zip(&comparison.projections) {
            let name = format!("projections/{stem}.json");
            write(&name, json(projection).as_bytes())?;
        }
        let page = report::comparison_page(comparison, charts);
        write(COMPARISON_PAGE, page.as_bytes())?;
        Ok(files)
    }
}
