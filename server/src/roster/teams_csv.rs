//! Reading a teams file (INTERFACES.md, Teams CSV). Strict: a file with a bad line is not used at all, and all
//! bad lines are told at once, by their number.

use std::fmt;

use csv::{ByteRecord, ReaderBuilder, Trim};
use domain::{Day, Email};

/// Largest file; a hundred thousand people are about ten megabytes.
pub const LARGEST: usize = 32 * 1024 * 1024;
/// Longest title or name, in characters.
const LONGEST: usize = 200;
/// So many bad lines are told; more would only scroll the first away.
const MOST_TOLD: usize = 50;

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line's number in the file, from 1.
    pub line: u64,
    /// The person's address.
    pub email: Email,
    /// The team's title; `None` puts the person on the roster without a team.
    pub team: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// First day.
    pub from: Option<Day>,
    /// Last day, included.
    pub to: Option<Day>,
    /// The title of the team that the team is part of.
    pub parent: Option<String>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamsCsv {
    /// Its lines in order.
    pub rows: Vec<Row>,
    /// Whether it says anything about parents; if not, those known stay.
    pub has_parents: bool,
}

/// A line that cannot be used, or the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The line's number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// Every bad line of a file. Nothing was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFile(pub Vec<BadLine>);

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (told, more) = (self.0.iter().take(MOST_TOLD), self.0.len().saturating_sub(MOST_TOLD));
        for (at, bad) in told.enumerate() {
            write!(f, "{}{bad}", if at == 0 { "" } else { "\n" })?;
        }
        if more > 0 { write!(f, "\nand {more} more bad lines") } else { Ok(()) }
    }
}

impl std::error::Error for BadFile {}

/// Where each column stands.
#[derive(Clone, Copy)]
struct Columns {
    email: usize,
    team: usize,
    name: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
    parent: Option<usize>,
}

/// Reads a file.
pub fn parse(bytes: &[u8]) -> Result<TeamsCsv, BadFile> {
    let whole = |reason: String| BadFile(vec![BadLine { line: 1, reason }]);
    if bytes.len() > LARGEST {
        return Err(whole(format!("the file is larger than {} MB", LARGEST / (1024 * 1024))));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(whole("the file is UTF-16: save it as “CSV UTF-8”".to_owned()));
    }
    let header_line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let delimiter = if header_line.contains(&b';') { b';' } else { b',' };
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).trim(Trim::All).from_reader(bytes);
    let mut record = ByteRecord::new();
    let header = match reader.read_byte_record(&mut record) {
        Ok(true) => read_header(&record).map_err(whole)?,
        Ok(false) => return Err(whole("the file is empty: its first line must be email,team".to_owned())),
        Err(error) => return Err(whole(error.to_string())),
    };
    let width = record.len();
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(0, csv::Position::line);
                // A line of nothing but delimiters, as spreadsheets leave them at the end.
                if record.iter().all(<[u8]>::is_empty) {
                    continue;
                }
                match read_row(&record, header, width, line) {
                    Ok(row) => rows.push(row),
                    Err(reason) => bad.push(BadLine { line, reason }),
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                bad.push(BadLine { line, reason: "cannot be read as CSV: check its quotes".to_owned() });
                break;
            }
        }
    }
    if bad.is_empty() { Ok(TeamsCsv { rows, has_parents: header.parent.is_some() }) } else { Err(BadFile(bad)) }
}

fn read_header(record: &ByteRecord) -> Result<Columns, String> {
    const KNOWN: &str = "the first line must name the columns: email,team and, if wanted, name,from,to,parent";
    let names: Vec<String> = record.iter().map(|name| String::from_utf8_lossy(name).trim().to_lowercase()).collect();
    let unknown = names.iter().find(|name| !["email", "team", "name", "from", "to", "parent"].contains(&name.as_str()));
    if let Some(unknown) = unknown {
        return Err(format!("there is no column “{}”: {KNOWN}", shortened(unknown)));
    }
    let find = |wanted: &str| {
        let mut found = names.iter().enumerate().filter(|(_, name)| *name == wanted).map(|(at, _)| at);
        let first = found.next();
        if found.next().is_some() { Err(format!("the column “{wanted}” stands there twice")) } else { Ok(first) }
    };
    let needed = |wanted: &str| find(wanted)?.ok_or_else(|| format!("the column “{wanted}” is missing: {KNOWN}"));
    Ok(Columns {
        email: needed("email")?,
        team: needed("team")?,
        name: find("name")?,
        from: find("from")?,
        to: find("to")?,
        parent: find("parent")?,
    })
}

fn read_row(record: &ByteRecord, columns: Columns, width: usize, line: u64) -> Result<Row, String> {
    // Missing fields at the end are empty ones; more than the header names are a sign of a wrong delimiter.
    if record.len() > width {
        return Err(format!(
            "has {} fields, the header has {width}: put text with a delimiter in quotes",
            record.len()
        ));
    }
    let text = |at: Option<usize>| -> Result<Option<&str>, String> {
        let Some(bytes) = at.and_then(|at| record.get(at)) else { return Ok(None) };
        let text =
            std::str::from_utf8(bytes).map_err(|_| "is not UTF-8: save the file as “CSV UTF-8”".to_owned())?.trim();
        if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(format!("“{}” is too long or has signs that cannot be shown", shortened(text)));
        }
        if text.len() > 1 && text.starts_with('"') && text.ends_with('"') {
            return Err(format!("{} has spaces around its quotes: take them away", shortened(text)));
        }
        Ok((!text.is_empty()).then_some(text))
    };
    let day = |at, column: &str| -> Result<Option<Day>, String> {
        text(at)?.map(|text| text.parse::<Day>().map_err(|error| format!("{column}: {error}"))).transpose()
    };
    let email = text(Some(columns.email))?.ok_or("has no e-mail address")?;
    let email: Email = email.parse().map_err(|error| format!("{error}"))?;
    let (from, to) = (day(columns.from, "from")?, day(columns.to, "to")?);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        return Err(format!("ends on {to}, before it begins on {from}"));
    }
    let owned = |at| text(at).map(|text| text.map(ToOwned::to_owned));
    let (team, name, parent) = (owned(Some(columns.team))?, owned(columns.name)?, owned(columns.parent)?);
    if team.is_none() && parent.is_some() {
        return Err("names a parent and no team".to_owned());
    }
    Ok(Row { line, email, team, name, from, to, parent })
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if text.chars().count() > 60 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    fn problems(bytes: &[u8]) -> String {
        parse(bytes).unwrap_err().to_string()
    }

    #[test]
    fn spreadsheets_of_every_kind_are_read() {
        for file in [
            &b"email,team,name\nalex@example.com,\"Data, ML\",Alex\n"[..],
            b"\xef\xbb\xbfemail;team;name\r\nALEX@example.com ;\"Data, ML\"; Alex\r\n;;\r\n",
            b"Team,Name,E-Mail",
            b"name,team,EMAIL\n\"Alex\",\"Data, ML\",alex@example.com",
            b"email,team,name\n\nalex@example.com,\"Data, ML\",Alex\n,,\n",
        ] {
            match parse(file) {
                Ok(csv) => {
                    assert_eq!(csv.rows.len(), 1);
                    let row = &csv.rows[0];
                    assert_eq!(row.email.as_str(), "alex@example.com");
                    assert_eq!((row.team.as_deref(), row.name.as_deref()), (Some("Data, ML"), Some("Alex")));
                }
                Err(bad) => assert!(bad.to_string().contains("“e-mail”"), "{bad}"),
            }
        }
    }

    #[test]
    fn quotes_hold_line_ends_and_quotes() {
        let csv = parse("email,team\na@example.com,\"The \"\"A\"\" team\"\nb@example.com,B\n".as_bytes()).unwrap();
        assert_eq!(csv.rows[0].team.as_deref(), Some("The \"A\" team"));
        let bad = problems(b"email,team\na@example.com,\"two\nlines\"\nnobody,B\n");
        assert_eq!(
            bad,
            "line 2: “twolines” is too long or has signs that cannot be shown\nline 4: “nobody” is not an e-mail address"
        );
    }

    #[test]
    fn every_bad_line_is_told_by_number_and_reason() {
        let file = "email,team,from,to\n\
            a@example.com,Web,2026-13-01,\n\
            ,Web,,\n\
            b@example.com,Web,,\n\
            c@example.com,Web,2026-02-01,2026-01-31\n\
            d@example.com,Web,,,extra\n";
        let told = problems(file.as_bytes());
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 4, "{told}");
        for (line, begin, holds) in [
            (lines[0], "line 2: ", "from: “2026-13-01” is not a day"),
            (lines[1], "line 3: ", "no e-mail"),
            (lines[2], "line 5: ", "ends on 2026-01-31, before it begins on 2026-02-01"),
            (lines[3], "line 6: ", "5 fields, the header has 4"),
        ] {
            assert!(line.starts_with(begin) && line.contains(holds), "{line}");
        }
    }

    #[test]
    fn headers_and_encodings_that_cannot_be_read_are_named() {
        for (file, holds) in [
            (&b""[..], "is empty"),
            (b"\n\n", "is empty"),
            (b"team,name\n", "“email” is missing"),
            (b"email,email,team\n", "twice"),
            (b"email|team\n", "there is no column “email|team”"),
            (b"\xff\xfee\0m\0", "UTF-16"),
            (b"email,team\na@example.com,Gr\xf6\xdfe\n", "line 2: is not UTF-8"),
            (b"email,team,parent\na@example.com,,Product\n", "names a parent and no team"),
            (b"email,team\na@example.com, \"Web\"\n", "spaces around its quotes"),
        ] {
            let told = problems(file);
            assert!(told.contains(holds), "{told}");
        }
        assert!(problems(&vec![b'x'; LARGEST + 1]).contains("larger than 32 MB"));
    }

    #[test]
    fn a_hundred_bad_lines_are_cut_and_counted() {
        let file = format!("email,team\n{}", "x,Web\n".repeat(100));
        let told = problems(file.as_bytes());
        assert!(told.ends_with("and 50 more bad lines") && told.lines().count() == 51, "{told}");
    }
}
