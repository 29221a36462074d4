//! Scenarios made of tables that others keep.
//!
//! An import reads a folder of tables and writes a scenario: every figure in it is the table's, or stands among the
//! `assumptions`. What it does not know: how a scenario is read, run and shown.

pub mod epoch;
