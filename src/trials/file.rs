//! Trials on their way into a file: collected block by block, written group by group.

use super::layout::{Holds, Layout};
use crate::engine::Sink;
use crate::plan::{BLOCK, Plan};
use crate::results::{Block, Snapshots, day_counted};
use crate::table::{Chunk, ParquetFile};
use std::io::{self, Write};

/// Values of a row group, bytes before compression.
const GROUP_BYTES: u64 = 64 << 20;
/// Rows of a row group at most.
const GROUP_ROWS: usize = 1 << 17;

/// A file of trials under way: a [`Sink`] of one plan's blocks.
pub struct TrialsFile<'a, W: Write + Send> {
    layout: &'a Layout,
    file: ParquetFile<W>,
    levels: Snapshots,
    /// For each column of the layout its days; empty for other columns.
    days: Vec<Vec<Option<i32>>>,
    /// Rows collected, and rows of a group.
    held: usize,
    group: usize,
    /// Rows written.
    written: u64,
    trouble: Option<io::Error>,
}

impl<'a, W: Write + Send> TrialsFile<'a, W> {
    /// Begins a file of a plan's trials.
    ///
    /// # Errors
    ///
    /// What `to` says.
    pub fn new(layout: &'a Layout, plan: &Plan, to: W) -> io::Result<Self> {
        let blocks = GROUP_BYTES / (layout.row_bytes() * BLOCK as u64).max(1);
        let blocks = (blocks as usize).clamp(1, GROUP_ROWS / BLOCK);
        Ok(Self {
            layout,
            file: ParquetFile::new(to, &layout.fields(), layout.facts())?,
            levels: Snapshots::new(plan, &layout.periods),
            days: layout.columns.iter().map(|_| Vec::new()).collect(),
            held: 0,
            group: blocks * BLOCK,
            written: 0,
            trouble: None,
        })
    }

    /// Writes what is left and ends the file.
    ///
    /// # Errors
    ///
    /// What the file said, now or while the run went.
    pub fn finish(mut self) -> io::Result<W> {
        if self.held > 0 && self.trouble.is_none() {
            self.write()?;
        }
        match self.trouble {
            Some(trouble) => Err(trouble),
            None => self.file.finish(),
        }
    }

    fn collect(&mut self, plan: &Plan, block: &Block) {
        self.levels.record(plan, block);
        for (days, column) in self.days.iter_mut().zip(&self.layout.columns) {
            if let Holds::Date(column) = column.holds {
                days.extend(block.column(column).iter().copied().map(day_counted));
            }
        }
        self.held += block.len;
    }

    /// Writes the collected rows as a group.
    fn write(&mut self) -> io::Result<()> {
        let (first, held) = (self.written, self.held as u64);
        let (layout, levels, days) = (self.layout, &self.levels, &self.days);
        self.file
            .write(|index| match &layout.columns[index].holds {
                Holds::Trial => {
                    Chunk::of_whole((first..first + held).map(|trial| trial as i64).collect())
                }
                Holds::Date(_) => Chunk::of_days(&days[index]),
                Holds::Level {
                    scope,
                    recorded,
                    place,
                    reading,
                } => {
                    let levels = levels.levels(*scope, *recorded, *place).iter();
                    Chunk::of_numbers(levels.map(|&level| reading.at(level)).collect())
                }
            })?;
        self.levels.clear();
        self.days.iter_mut().for_each(Vec::clear);
        self.written += held;
        self.held = 0;
        Ok(())
    }
}

impl<W: Write + Send> Sink for TrialsFile<'_, W> {
    /// Stops the run where the file refuses; [`TrialsFile::finish`] then says why.
    fn take(&mut self, plan: &Plan, blocks: &[Block]) -> bool {
        for block in blocks {
            self.collect(plan, block);
            if self.held >= self.group
                && let Err(trouble) = self.write()
            {
                self.trouble = Some(trouble);
                return false;
            }
        }
        true
    }
}
