//! What the folder of a sweep holds.

use super::contents::Witness;
use super::{ArtifactError, RunFolder, json};
use crate::chart::Chart;
use crate::sweep::Sweep;
use crate::table;

impl RunFolder {
    /// Writes all files of a sweep but the manifest, and names them in order: table, answer,
    /// charts.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] if the system refuses, a chart cannot be drawn or the witness says stop.
    pub fn write_sweep(
        &self,
        sweep: &Sweep,
        charts: &[Chart],
        witness: Witness<'_>,
    ) -> Result<Vec<String>, ArtifactError> {
        self.write("sweep.csv", &table::sweep_csv(sweep))?;
        self.write("sweep.json", json(sweep).as_bytes())?;
        let mut files = vec!["sweep.csv".to_owned(), "sweep.json".to_owned()];
        files.extend(self.write_charts(charts, witness)?);
        Ok(files)
    }
}
