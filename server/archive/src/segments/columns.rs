//! Columns being built and columns being read: the little that we need of Arrow, in our words.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, NullBuilder};
use arrow_array::{Array, ArrayRef, Date32Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray};
use arrow_schema::{Field, Schema};

use super::failed;
use crate::error::ArchiveError;

/// Columns of equal length, in the order in which they were added.
#[derive(Default)]
pub(super) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    fn add(&mut self, name: &str, nullable: bool, array: ArrayRef) {
        self.fields.push(Field::new(name, array.data_type().clone(), nullable));
        self.arrays.push(array);
    }

    /// Days, as dates.
    pub fn days(&mut self, name: &str, numbers: impl Iterator<Item = i32>) {
        self.add(name, false, Arc::new(Date32Array::from_iter_values(numbers)));
    }

    /// Texts.
    pub fn texts<'a>(&mut self, name: &str, texts: impl Iterator<Item = &'a str>) {
        self.add(name, false, Arc::new(StringArray::from_iter_values(texts)));
    }

    /// Texts that may be absent.
    pub fn texts_opt<'a>(&mut self, name: &str, texts: impl Iterator<Item = Option<&'a str>>) {
        self.add(name, true, Arc::new(texts.collect::<StringArray>()));
    }

    /// Amounts.
    pub fn amounts(&mut self, name: &str, amounts: impl Iterator<Item = i64>) {
        self.add(name, false, Arc::new(Int64Array::from_iter_values(amounts)));
    }

    /// Amounts that may be absent.
    pub fn amounts_opt(&mut self, name: &str, amounts: impl Iterator<Item = Option<i64>>) {
        self.add(name, true, Arc::new(amounts.collect::<Int64Array>()));
    }

    /// Counts. Kept signed, because that is the integer that every engine has.
    pub fn counts(&mut self, name: &'static str, counts: impl Iterator<Item = u64>) -> Result<(), ArchiveError> {
        let array: Int64Array = counts.map(|count| signed(name, count).map(Some)).collect::<Result<_, _>>()?;
        self.add(name, false, Arc::new(array));
        Ok(())
    }

    /// Counts that may be absent.
    pub fn counts_opt(
        &mut self,
        name: &'static str,
        counts: impl Iterator<Item = Option<u64>>,
    ) -> Result<(), ArchiveError> {
        let array: Int64Array =
            counts.map(|count| count.map(|count| signed(name, count)).transpose()).collect::<Result<_, _>>()?;
        self.add(name, true, Arc::new(array));
        Ok(())
    }

    /// A list of structs a row: `lengths` says how many of the entries belong to each row, in order.
    pub fn lists(
        &mut self,
        name: &str,
        lengths: impl Iterator<Item = usize>,
        entries: Self,
    ) -> Result<(), ArchiveError> {
        // The builder of a list of nothings is the shortest way to the offsets.
        let mut offsets = ListBuilder::new(NullBuilder::new());
        for length in lengths {
            offsets.values().append_nulls(length);
            offsets.append(true);
        }
        let (_, offsets, _, _) = offsets.finish().into_parts();
        let entries = StructArray::from(entries.into_batch()?);
        let item = Arc::new(Field::new("element", entries.data_type().clone(), false));
        let lists = ListArray::try_new(item, offsets, Arc::new(entries), None).map_err(failed)?;
        self.add(name, false, Arc::new(lists));
        Ok(())
    }

    /// Everything, as Arrow takes it.
    pub fn into_batch(self) -> Result<RecordBatch, ArchiveError> {
        RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.arrays).map_err(failed)
    }
}

fn signed(field: &'static str, value: u64) -> Result<i64, ArchiveError> {
    i64::try_from(value).map_err(|_| ArchiveError::TooLarge { field, value })
}

/// Columns to read from, by name.
pub(super) struct Source<'a> {
    columns: &'a StructArray,
}

impl<'a> Source<'a> {
    /// Reads from these columns.
    pub fn new(columns: &'a StructArray) -> Self {
        Self { columns }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    fn column<A: Array + 'static>(&self, name: &'static str) -> Result<Option<&'a A>, ArchiveError> {
        let Some(column) = self.columns.column_by_name(name) else { return Ok(None) };
        let typed = column.as_any().downcast_ref::<A>();
        typed.map(Some).ok_or_else(|| failed(format!("the column {name} is of type {}", column.data_type())))
    }

    /// Whole numbers.
    pub fn numbers(&self, name: &'static str) -> Result<Numbers<'a>, ArchiveError> {
        Ok(Numbers { name, column: self.column::<Int64Array>(name)? })
    }

    /// Texts.
    pub fn texts(&self, name: &'static str) -> Result<Texts<'a>, ArchiveError> {
        Ok(Texts { name, column: self.column::<StringArray>(name)? })
    }

    /// Days, as numbers of days since 1970.
    pub fn days(&self, name: &'static str) -> Result<&'a Date32Array, ArchiveError> {
        self.column(name)?.ok_or_else(|| missing(name))
    }

    /// The entries of every row's list, one after another, and how many belong to each row.
    pub fn lists(&self, name: &'static str) -> Result<(&'a StructArray, Vec<usize>), ArchiveError> {
        let lists: &ListArray = self.column(name)?.ok_or_else(|| missing(name))?;
        let lengths: Vec<usize> =
            (0..lists.len()).map(|row| usize::try_from(lists.value_length(row)).unwrap_or(0)).collect();
        let entries = lists.values().as_any().downcast_ref::<StructArray>();
        let entries = entries.ok_or_else(|| failed(format!("the column {name} is no list of structs")))?;
        if lengths.iter().sum::<usize>() == entries.len() {
            Ok((entries, lengths))
        } else {
            Err(failed(format!("the column {name} has entries of no row")))
        }
    }
}

fn missing(name: &str) -> ArchiveError {
    failed(format!("the column {name} is missing"))
}

/// A column of whole numbers; one that the file does not have is absent in every row.
pub(super) struct Numbers<'a> {
    name: &'static str,
    column: Option<&'a Int64Array>,
}

impl<'a> Numbers<'a> {
    /// All of them; `None` where the file does not have the column.
    pub fn column(&self) -> Option<&'a Int64Array> {
        self.column
    }

    /// The number in a row, if it has one.
    pub fn get(&self, row: usize) -> Option<i64> {
        self.column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
    }

    /// The number in a row that must have one.
    pub fn need(&self, row: usize) -> Result<i64, ArchiveError> {
        self.get(row).ok_or_else(|| missing(self.name))
    }

    /// The count in a row, if it has one.
    pub fn count(&self, row: usize) -> Result<Option<u64>, ArchiveError> {
        let unsigned = |number| u64::try_from(number).map_err(|_| failed(format!("{} is {number}", self.name)));
        self.get(row).map(unsigned).transpose()
    }

    /// The count in a row that must have one.
    pub fn need_count(&self, row: usize) -> Result<u64, ArchiveError> {
        self.count(row)?.ok_or_else(|| missing(self.name))
    }
}

/// A column of texts; one that the file does not have is absent in every row.
pub(super) struct Texts<'a> {
    name: &'static str,
    column: Option<&'a StringArray>,
}

impl Texts<'_> {
    /// The text in a row, if it has one.
    pub fn get(&self, row: usize) -> Option<&str> {
        self.column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
    }

    /// The text in a row that must have one.
    pub fn need(&self, row: usize) -> Result<&str, ArchiveError> {
        self.get(row).ok_or_else(|| missing(self.name))
    }
}
