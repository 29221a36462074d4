//! Parquet: columns with their types, nulls as nulls, for programs that read many rows.
//!
//! Days are DATE, numbers DOUBLE, whole numbers INT64, words UTF-8 with a dictionary. The bytes
//! depend on the values alone: a file names the program and its version, no time and no machine.

use super::define::{Cell, Kind, Table};
use crate::calendar::day_number;
use bytes::Bytes;
use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, Type, TypePtr};
use rayon::prelude::*;
use std::io::{self, Write};
use std::sync::Arc;

/// How every Parquet file begins.
pub const PARQUET_MAGIC: &[u8] = b"PAR1";

/// Rows of a row group of a table.
const GROUP_ROWS: usize = 1 << 20;

/// A column of a file to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name; it may hold any character.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether a value may be missing.
    pub optional: bool,
}

/// Consecutive values of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunk {
    values: Values,
    /// For each row 1 where there is a value, else 0; empty where none may be missing.
    present: Vec<i16>,
}

/// The values that are there.
#[derive(Clone, Debug, PartialEq)]
enum Values {
    Text(Vec<ByteArray>),
    Date(Vec<i32>),
    Number(Vec<f64>),
    Whole(Vec<i64>),
    Flag(Vec<bool>),
}

impl Chunk {
    /// No values yet of a kind.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Date => Values::Date(Vec::new()),
            Kind::Number | Kind::Share => Values::Number(Vec::new()),
            Kind::Whole => Values::Whole(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
        };
        Self {
            values,
            present: Vec::new(),
        }
    }

    /// Numbers none of which is missing.
    #[must_use]
    pub fn of_numbers(values: Vec<f64>) -> Self {
        Self {
            values: Values::Number(values),
            present: Vec::new(),
        }
    }

    /// Whole numbers none of which is missing.
    #[must_use]
    pub fn of_whole(values: Vec<i64>) -> Self {
        Self {
            values: Values::Whole(values),
            present: Vec::new(),
        }
    }

    /// Days since 1970-01-01, or nothing.
    #[must_use]
    pub fn of_days(days: &[Option<i32>]) -> Self {
        Self {
            values: Values::Date(days.iter().copied().flatten().collect()),
            present: days.iter().map(|day| i16::from(day.is_some())).collect(),
        }
    }

    /// Adds a cell. One of another kind than the column's counts as missing.
    fn push(&mut self, cell: &Cell<'_>) {
        let there = match (&mut self.values, cell) {
            (Values::Text(list), Cell::Text(words)) => {
                list.push(ByteArray::from(words.as_ref()));
                true
            }
            (Values::Date(list), Cell::Date(day)) => {
                let day = day.parse::<Date>().map(day_number).ok();
                list.extend(day);
                day.is_some()
            }
            (Values::Number(list), Cell::Number(value)) => {
                list.push(*value);
                true
            }
            (Values::Whole(list), Cell::Whole(value)) => {
                list.push(*value);
                true
            }
            (Values::Flag(list), Cell::Flag(yes)) => {
                list.push(*yes);
                true
            }
            _ => false,
        };
        self.present.push(i16::from(there));
    }
}

/// A Parquet file under way: row group by row group, into anything that takes bytes.
pub struct ParquetFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file. `facts` are what it says of itself, by name.
    ///
    /// # Errors
    ///
    /// What `to` says.
    pub fn new(to: W, fields: &[Field], facts: &[(String, String)]) -> io::Result<Self> {
        let facts = facts
            .iter()
            .map(|(name, fact)| KeyValue::new(name.clone(), fact.clone()));
        let properties = WriterProperties::builder()
            .set_created_by(concat!("capcast ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_key_value_metadata(Some(facts.collect()))
            .build();
        let writer = schema(fields)
            .and_then(|schema| SerializedFileWriter::new(to, schema, Arc::new(properties)))
            .map_err(of_system)?;
        Ok(Self { writer })
    }

    /// Writes rows as one group: `chunk` says what stands in each field, by its place; all are of
    /// one length. Columns are asked for and encoded in parallel.
    ///
    /// # Errors
    ///
    /// What the file says.
    pub fn write(&mut self, chunk: impl Fn(usize) -> Chunk + Sync) -> io::Result<()> {
        self.group(&chunk).map_err(of_system)
    }

    fn group(&mut self, chunk: &(dyn Fn(usize) -> Chunk + Sync)) -> Result<()> {
        let properties = Arc::clone(self.writer.properties());
        let columns = self.writer.schema_descr().columns().to_vec();
        let encoded: Vec<(Bytes, ColumnCloseResult)> = columns
            .into_par_iter()
            .enumerate()
            .map(|(place, column)| encoded(column, &properties, &chunk(place)))
            .collect::<Result<_>>()?;
        let mut group = self.writer.next_row_group()?;
        for (bytes, close) in encoded {
            group.append_column(&bytes, close)?;
        }
        group.close().map(|_| ())
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// What the file says.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(of_system)
    }
}

/// A table as a Parquet file.
///
/// # Panics
///
/// Never: memory takes all bytes.
#[must_use]
pub fn parquet<P: Sync>(table: &Table<P>, of: &P, facts: &[(String, String)]) -> Vec<u8> {
    let fields: Vec<Field> = table
        .columns
        .iter()
        .map(|column| Field {
            name: column.name.to_owned(),
            kind: column.kind,
            optional: true,
        })
        .collect();
    let mut file =
        ParquetFile::new(Vec::new(), &fields, facts).expect("memory takes what is written");
    let places: Vec<_> = table.places(of).collect();
    for places in places.chunks(GROUP_ROWS) {
        let chunk = |place: usize| {
            let column = &table.columns[place];
            let mut chunk = Chunk::new(column.kind);
            for at in places {
                chunk.push(&column.cell(of, *at));
            }
            chunk
        };
        file.write(chunk).expect("memory takes what is written");
    }
    file.finish().expect("memory takes what is written")
}

/// One column's bytes.
fn encoded(
    column: ColumnDescPtr,
    properties: &WriterPropertiesPtr,
    chunk: &Chunk,
) -> Result<(Bytes, ColumnCloseResult)> {
    let mut bytes = TrackedWrite::new(Vec::new());
    let optional = column.max_def_level() > 0;
    let pages = Box::new(SerializedPageWriter::new(&mut bytes));
    let mut writer = get_column_writer(column, Arc::clone(properties), pages);
    let present = optional.then_some(chunk.present.as_slice());
    match (&mut writer, &chunk.values) {
        (ColumnWriter::ByteArrayColumnWriter(to), Values::Text(list)) => {
            to.write_batch(list, present, None)?
        }
        (ColumnWriter::Int32ColumnWriter(to), Values::Date(list)) => {
            to.write_batch(list, present, None)?
        }
        (ColumnWriter::DoubleColumnWriter(to), Values::Number(list)) => {
            to.write_batch(list, present, None)?
        }
        (ColumnWriter::Int64ColumnWriter(to), Values::Whole(list)) => {
            to.write_batch(list, present, None)?
        }
        (ColumnWriter::BoolColumnWriter(to), Values::Flag(list)) => {
            to.write_batch(list, present, None)?
        }
        _ => {
            return Err(ParquetError::General(
                "values of another kind than the column's".to_owned(),
            ));
        }
    };
    let close = writer.close()?;
    Ok((bytes.into_inner()?.into(), close))
}

fn schema(fields: &[Field]) -> Result<TypePtr> {
    let fields = fields.iter().map(|field| {
        let (physical, logical) = match field.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
            Kind::Number | Kind::Share => (Physical::DOUBLE, None),
            Kind::Whole => (Physical::INT64, None),
            Kind::Flag => (Physical::BOOLEAN, None),
        };
        let repetition = if field.optional {
            Repetition::OPTIONAL
        } else {
            Repetition::REQUIRED
        };
        Type::primitive_type_builder(&field.name, physical)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()
            .map(Arc::new)
    });
    let fields: Vec<TypePtr> = fields.collect::<Result<_>>()?;
    let root = Type::group_type_builder("capcast").with_fields(fields);
    root.build().map(Arc::new)
}

/// What the system said, where it was the system that refused.
fn of_system(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
