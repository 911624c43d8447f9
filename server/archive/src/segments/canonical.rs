//! The canonical order and form of a day's rows: what makes two fetches of a day equal.
//!
//! Order means nothing in a day, so rows are sorted by person and then by all they say; every field is written in
//! one way only. The form is part of the archive: to change it makes every stored day look changed once.

use sha2::{Digest, Sha256};

use super::SegmentRow;

/// Rows by person, then by content, with the hash of the whole.
pub(super) fn sort<R: SegmentRow>(rows: &[R]) -> (Vec<&R>, [u8; 32]) {
    let mut bytes = Vec::new();
    let mut spans = Vec::with_capacity(rows.len());
    for row in rows {
        let start = bytes.len();
        row.canonical(&mut bytes);
        spans.push((row, start..bytes.len()));
    }
    let content = |span: &std::ops::Range<usize>| bytes.get(span.clone()).unwrap_or_default();
    spans.sort_by(|(a, in_a), (b, in_b)| a.person().cmp(&b.person()).then_with(|| content(in_a).cmp(content(in_b))));
    let mut hash = Sha256::new();
    hash.update(b"uptake day 1 ");
    hash.update(R::KIND);
    hash.update(u64::try_from(rows.len()).unwrap_or(u64::MAX).to_le_bytes());
    for (_, span) in &spans {
        hash.update(content(span));
    }
    (spans.into_iter().map(|(row, _)| row).collect(), hash.finalize().into())
}

/// A text or its absence, with its length before it.
pub(super) fn text(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => {
            out.push(1);
            out.extend_from_slice(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        None => out.push(0),
    }
}

/// A signed number or its absence.
pub(super) fn signed(out: &mut Vec<u8>, number: Option<i64>) {
    match number {
        Some(number) => {
            out.push(1);
            out.extend_from_slice(&number.to_le_bytes());
        }
        None => out.push(0),
    }
}

/// A count or its absence.
pub(super) fn unsigned(out: &mut Vec<u8>, number: Option<u64>) {
    match number {
        Some(number) => {
            out.push(1);
            out.extend_from_slice(&number.to_le_bytes());
        }
        None => out.push(0),
    }
}

/// How many entries follow.
pub(super) fn length(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice(&u64::try_from(length).unwrap_or(u64::MAX).to_le_bytes());
}
