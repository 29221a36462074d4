//! What an explanation's folder holds.

use super::{ArtifactError, RunFolder, Witness, json};
use crate::chart;
use crate::explanation::Explanation;
use crate::table;

impl RunFolder {
    /// Writes all files of an explanation but the manifest, and names them in order: texts, then
    /// the waterfall, if it is asked for and anything is added.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] if the system refuses, the chart cannot be drawn or the witness says stop.
    pub fn write_explanation(
        &self,
        explanation: &Explanation,
        charts: bool,
        witness: Witness<'_>,
    ) -> Result<Vec<String>, ArtifactError> {
        let table = &table::CONTRIBUTIONS;
        let csv = format!("{}.csv", table.name);
        let mut files = vec!["explain.json".to_owned(), csv.clone()];
        self.write(&files[0], json(explanation).as_bytes())?;
        self.write(&csv, &table::csv(table, explanation))?;
        let chart = chart::waterfall(explanation).filter(|_| charts);
        let drawn: Vec<chart::Chart> = chart.into_iter().collect();
        files.extend(self.write_charts(&drawn, witness)?);
        Ok(files)
    }
}
