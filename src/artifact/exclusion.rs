//! What an exclusion's folder holds.

use super::{ArtifactError, RunFolder, Witness, json};
use crate::chart;
use crate::projection::{Exclusion, Projection};
use crate::table;

impl RunFolder {
    /// Writes all files of an exclusion but the manifest, and names them in order: texts, then the
    /// charts, if they are asked for and there is anything to leave out.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] if the system refuses, a chart cannot be drawn or the witness says stop.
    pub fn write_exclusion(
        &self,
        exclusion: &Exclusion,
        projection: &Projection,
        charts: bool,
        witness: Witness<'_>,
    ) -> Result<Vec<String>, ArtifactError> {
        let table = &table::EXCLUSION;
        let csv = format!("{}.csv", table.name);
        let mut files = vec!["exclusion.json".to_owned(), csv.clone()];
        self.write(&files[0], json(exclusion).as_bytes())?;
        self.write(&csv, &table::csv(table, exclusion))?;
        let drawn = if charts {
            chart::exclusion_charts(projection, exclusion)
        } else {
            Vec::new()
        };
        files.extend(self.write_charts(&drawn, witness)?);
        Ok(files)
    }
}
