#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::Read as _;

use archive::table::Kind;
use domain::{DateRange, Day};
use proptest::option;
use proptest::prelude::*;

use super::*;

const COLUMNS: [Column; 5] = [
    Column { name: "text", kind: Kind::Text },
    Column { name: "day", kind: Kind::Day },
    Column { name: "count", kind: Kind::Count },
    Column { name: "amount", kind: Kind::Amount },
    Column { name: "ratio", kind: Kind::Ratio },
];

type Row = (Option<String>, Option<i32>, Option<i64>, Option<i64>, Option<f64>);

fn label() -> Label {
    let range = DateRange::single("2026-11-20".parse().unwrap());
    Label { file_name: "test".to_owned(), title: "A test".to_owned(), range }
}

fn fill<W: Write + Send>(mut writer: Writer<W>, rows: &[Row]) -> W {
    for (text, day, count, amount, ratio) in rows {
        let cells = [
            text.as_deref().map_or(Cell::Empty, Cell::Text),
            day.map_or(Cell::Empty, |day| Cell::Day(Day::from_number(day))),
            count.map_or(Cell::Empty, Cell::Count),
            amount.map_or(Cell::Empty, Cell::Amount),
            ratio.map_or(Cell::Empty, Cell::Ratio),
        ];
        writer.row(&cells).unwrap();
    }
    writer.finish().unwrap()
}

fn write(format: Format, rows: &[Row]) -> Vec<u8> {
    fill(Writer::new(format, &COLUMNS, &label(), Vec::new()).unwrap(), rows)
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        // An empty text and an empty cell are one and the same in CSV.
        option::of("[=+@a-z\\-\t\r\n ,;\"']{1,12}|\\PC{1,12}"),
        option::of(0i32..40_000),
        option::of(any::<i64>()),
        option::of(any::<i64>()),
        option::of(-1e12f64..1e12),
    );
    proptest::collection::vec(row, 0..20)
}

proptest! {
    #[test]
    fn csv_read_back_is_what_was_written(rows in rows()) {
        let file = write(Format::Csv, &rows);
        let mut reader = csv::Reader::from_reader(file.as_slice());
        prop_assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS.map(|column| column.name));
        let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(read.len(), rows.len());
        for (record, (text, day, count, amount, ratio)) in read.iter().zip(&rows) {
            let written = text.as_deref().map(escape::text).unwrap_or_default();
            prop_assert_eq!(&record[0], written.as_ref());
            prop_assert_eq!(&record[1], day.map(|day| Day::from_number(day).to_string()).unwrap_or_default());
            prop_assert_eq!(record[2].parse().ok(), *count);
            prop_assert_eq!(domain::Credits::from_decimal(&record[3]).ok().map(domain::Credits::micros), *amount);
            prop_assert_eq!(record[4].parse().ok(), *ratio);
        }
    }

    #[test]
    fn json_read_back_is_what_was_written(rows in rows()) {
        let file = write(Format::Json, &rows);
        let read: Vec<serde_json::Value> = serde_json::from_slice(&file).unwrap();
        prop_assert_eq!(read.len(), rows.len());
        for (object, (text, day, count, _, ratio)) in read.iter().zip(&rows) {
            prop_assert_eq!(object["text"].as_str(), text.as_deref());
            let day = day.map(|day| Day::from_number(day).to_string());
            prop_assert_eq!(object["day"].as_str(), day.as_deref());
            prop_assert_eq!(object["count"].as_i64(), *count);
            // The reader, and not the text, is off by the last bit.
            let off = object["ratio"].as_f64().unwrap_or_default() - ratio.unwrap_or_default();
            prop_assert!(object["ratio"].is_null() == ratio.is_none());
            prop_assert!(off.abs() <= 1e-15 * ratio.unwrap_or_default().abs());
        }
    }
}

#[test]
fn json_keeps_every_digit_of_an_amount() {
    let file = write(Format::Json, &[(None, None, None, Some(9_007_199_254_740_993), None)]);
    assert!(String::from_utf8(file).unwrap().contains("\"amount\":9007199254.740993"));
}

#[test]
fn nothing_is_a_whole_file_too() {
    assert_eq!(write(Format::Csv, &[]), b"text,day,count,amount,ratio\r\n");
    assert_eq!(serde_json::from_slice::<Vec<u8>>(&write(Format::Json, &[])).unwrap(), Vec::<u8>::new());
    assert!(write(Format::Parquet, &[]).starts_with(b"PAR1"));
    assert!(write(Format::Xlsx, &[]).starts_with(b"PK"));
}

/// The parts of a workbook by name.
fn parts(file: &[u8]) -> std::collections::BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut parts = std::collections::BTreeMap::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        parts.insert(name, text);
    }
    parts
}

#[test]
fn a_workbook_holds_typed_cells_and_no_formula() {
    let row = (Some("=1+1".to_owned()), Some(20_000), Some(-7), Some(1_250_000), Some(0.5));
    let rows = [row, (Some("<&>".to_owned()), None, None, None, None)];
    let file = write(Format::Xlsx, &rows);
    let parts = parts(&file);
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert!(!sheet.contains("<f>"), "{sheet}");
    assert!(sheet.contains("'=1+1") && sheet.contains("&lt;&amp;&gt;"), "{sheet}");
    for number in ["<v>-7</v>", "<v>1.25</v>", "<v>0.5</v>", "<v>45569</v>"] {
        assert!(sheet.contains(number), "{number}: {sheet}");
    }
    assert_eq!(sheet.matches("<row ").count(), 3);
    assert_eq!(file, write(Format::Xlsx, &rows), "equal rows give equal bytes");
}

#[test]
fn a_full_sheet_goes_on_in_the_next() {
    let table = XlsxTable::with_sheets_of(3, &COLUMNS, &label(), Vec::new()).unwrap();
    let rows: Vec<Row> = (0..5).map(|n| (None, None, Some(n), None, None)).collect();
    let parts = parts(&fill(Writer::Xlsx(table), &rows));
    let sheets: Vec<&String> = (1..=3).map(|n| &parts[&format!("xl/worksheets/sheet{n}.xml")]).collect();
    let counts: Vec<usize> = sheets.iter().map(|sheet| sheet.matches("<row ").count()).collect();
    assert_eq!(counts, [3, 3, 2]);
    assert!(parts["xl/workbook.xml"].contains("Rows 3"));
}
