//! `usage` from a segment's columns into the columns that are counted from, without rows in between.

use arrow_array::{Array, Int64Array, StructArray};
use bytes::Bytes;
use domain::fact::{ModelKey, Numbers, Parts, Texts, UsageColumns, WorkColumns};
use domain::{ClientId, Email};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::columns::Source;
use super::usage::LineColumns;
use super::{BATCH, check_version, failed};
use crate::error::ArchiveError;

/// Columns that nothing is counted from: they are not even unpacked.
const UNREAD: [&str; 3] = ["day", "cost_usd_micros", "total_tokens"];

/// The rows of a segment of `usage`.
pub(super) fn read(payload: Bytes) -> Result<UsageColumns, ArchiveError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(payload).map_err(failed)?;
    check_version(builder.metadata().file_metadata().key_value_metadata())?;
    let schema = builder.parquet_schema();
    let is_read = |at: &usize| !UNREAD.contains(&schema.column(*at).name());
    let read = ProjectionMask::leaves(schema, (0..schema.num_columns()).filter(is_read));
    let mut out = UsageColumns::default();
    for batch in builder.with_projection(read).with_batch_size(BATCH).build().map_err(failed)? {
        append(&Source::new(&StructArray::from(batch.map_err(failed)?)), &mut out)?;
    }
    Ok(out)
}

fn append(source: &Source<'_>, out: &mut UsageColumns) -> Result<(), ArchiveError> {
    let first = u32::try_from(out.len()).map_err(failed)?;
    texts(source, "user_id", &mut out.users)?;
    emails(source, &mut out.emails)?;
    counts(source, "threads", &mut out.totals.threads)?;
    counts(source, "turns", &mut out.totals.turns)?;
    spend(source, &mut out.totals)?;
    let (clients, lengths) = source.lists("clients")?;
    rows(first, &lengths, &mut out.clients.rows);
    append_clients(&Source::new(clients), &mut out.clients)?;
    let (models, lengths) = source.lists("models")?;
    rows(first, &lengths, &mut out.models.rows);
    append_models(&Source::new(models), &mut out.models)?;
    let lines = LineColumns::of(source)?;
    for (at, row) in (first..).zip(0..source.len()) {
        out.attribution.extend(lines.get(row)?.map(|lines| (at, lines)));
    }
    Ok(())
}

/// Which row each entry belongs to.
fn rows(first: u32, lengths: &[usize], out: &mut Vec<u32>) {
    for (row, length) in (first..).zip(lengths) {
        out.extend(std::iter::repeat_n(row, *length));
    }
}

fn append_clients(source: &Source<'_>, out: &mut Parts<ClientId>) -> Result<(), ArchiveError> {
    let clients = source.texts("client")?;
    for row in 0..source.len() {
        let client = clients.need(row)?;
        let code = out.code(|known| known.as_str() == client, || ClientId::new(client));
        out.codes.push(code);
    }
    counts(source, "threads", &mut out.work.threads)?;
    counts(source, "turns", &mut out.work.turns)?;
    spend(source, &mut out.work)
}

fn append_models(source: &Source<'_>, out: &mut Parts<ModelKey>) -> Result<(), ArchiveError> {
    let (models, speeds) = (source.texts("model")?, source.texts("speed")?);
    for row in 0..source.len() {
        let (model, speed) = (models.need(row)?, speeds.get(row));
        let key = || ModelKey { model: model.to_owned(), speed: speed.map(str::to_owned) };
        let code = out.code(|known| known.model == model && known.speed.as_deref() == speed, key);
        out.codes.push(code);
    }
    for counts in [&mut out.work.threads, &mut out.work.turns] {
        counts.resize(out.codes.len(), 0);
    }
    spend(source, &mut out.work)
}

fn spend(source: &Source<'_>, out: &mut WorkColumns) -> Result<(), ArchiveError> {
    needed(source, "credits_micros", &mut out.credits)?;
    amounts(source, "estimated_cost_usd_micros", &mut out.cost)?;
    for (name, numbers) in [
        ("uncached_input_tokens", &mut out.uncached),
        ("cached_input_tokens", &mut out.cached),
        ("output_tokens", &mut out.output),
    ] {
        let before = numbers.values.len();
        amounts(source, name, numbers)?;
        not_negative(name, numbers.values.get(before..).unwrap_or_default())?;
    }
    Ok(())
}

fn texts(source: &Source<'_>, name: &'static str, out: &mut Texts) -> Result<(), ArchiveError> {
    let texts = source.texts(name)?;
    (0..source.len()).for_each(|row| out.push(texts.get(row)));
    Ok(())
}

/// Addresses stand in the file as an [`Email`] has them; one that does not is a sign of damage.
fn emails(source: &Source<'_>, out: &mut Texts) -> Result<(), ArchiveError> {
    let texts = source.texts("email")?;
    for row in 0..source.len() {
        let text = texts.get(row);
        if let Some(text) = text.filter(|text| !Email::is_written(text)) {
            return Err(failed(format!("“{}” is not an e-mail address", text.chars().take(80).collect::<String>())));
        }
        out.push(text);
    }
    Ok(())
}

/// Numbers that every row has, none of them negative.
fn counts(source: &Source<'_>, name: &'static str, out: &mut Vec<i64>) -> Result<(), ArchiveError> {
    let before = out.len();
    needed(source, name, out)?;
    not_negative(name, out.get(before..).unwrap_or_default())
}

/// Numbers that every row has.
fn needed(source: &Source<'_>, name: &'static str, out: &mut Vec<i64>) -> Result<(), ArchiveError> {
    let column: Option<&Int64Array> = source.numbers(name)?.column();
    let column = column.filter(|column| column.null_count() == 0);
    let column = column.ok_or_else(|| failed(format!("the column {name} is missing")))?;
    out.extend_from_slice(column.values());
    Ok(())
}

/// Numbers that a row may have or not.
fn amounts(source: &Source<'_>, name: &'static str, out: &mut Numbers) -> Result<(), ArchiveError> {
    match source.numbers(name)?.column() {
        Some(column) if column.null_count() == 0 => {
            out.values.extend_from_slice(column.values());
            out.present.resize(out.values.len(), true);
        }
        Some(column) if column.null_count() < column.len() => {
            out.values.extend(column.iter().map(Option::unwrap_or_default));
            out.present.extend((0..column.len()).map(|row| column.is_valid(row)));
        }
        _ => {
            out.values.resize(out.values.len() + source.len(), 0);
            out.present.resize(out.values.len(), false);
        }
    }
    Ok(())
}

fn not_negative(name: &str, values: &[i64]) -> Result<(), ArchiveError> {
    match values.iter().find(|value| **value < 0) {
        Some(value) => Err(failed(format!("{name} is {value}"))),
        None => Ok(()),
    }
}
