//! Reading the table: separators, quotes, lines and columns, as spreadsheets write them.

use crate::error::{Error, Field};

/// Most columns that an error names.
const NAMED: usize = 5;
/// Of a name that is not known, at most so much is repeated, characters.
const NAMED_CHARS: usize = 40;

/// A row, by its columns.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The line in which it begins, from 1.
    pub(super) line: u64,
    /// Its values, or why it cannot be read.
    pub(super) cells: Result<Cells, String>,
}

/// The values of a row that are read. An empty one is `None`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
}

/// The columns of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    Id,
    Name,
    Phone,
    Email,
    /// Not read: the server sets it.
    Created,
    /// Not read: the server sets it.
    Updated,
}

impl Heading {
    const ALL: [(&'static str, Self); 6] = [
        ("id", Self::Id),
        ("name", Self::Name),
        ("phone", Self::Phone),
        ("email", Self::Email),
        ("created", Self::Created),
        ("updated", Self::Updated),
    ];

    fn of(text: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
        found.map(|(_, heading)| heading)
    }
}

/// The rows of a table, at most `max`.
pub(super) fn read(file: &[u8], max: usize) -> Result<Vec<Row>, Error> {
    let text =
        std::str::from_utf8(file).ok().filter(|text| !text.contains('\0')).ok_or_else(|| {
            refused("is not text in UTF-8; save it in the spreadsheet as “CSV UTF-8”")
        })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    if !next(&mut reader, &mut record)? {
        return Err(refused(format!("is empty; its first line names the columns: {}", columns())));
    }
    let headings = headings_of(&record)?;
    let mut lines = Lines::new(text);
    let mut rows = Vec::new();
    while next(&mut reader, &mut record)? {
        if rows.len() == max {
            return Err(refused(format!("has more than {max} rows; import it in parts")));
        }
        rows.push(Row { line: lines.of(&record), cells: cells(&headings, &record) });
    }
    Ok(rows)
}

/// Reads the next record with a value. Returns whether there was one.
fn next(reader: &mut csv::Reader<&[u8]>, record: &mut csv::StringRecord) -> Result<bool, Error> {
    while reader.read_record(record).map_err(|error| refused(error.to_string()))? {
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn refused(message: impl Into<String>) -> Error {
    let message: String = message.into();
    Error::invalid(Field::PersonsFile, message)
}

fn columns() -> String {
    Heading::ALL.map(|(name, _)| name).join(", ")
}

fn headings_of(record: &csv::StringRecord) -> Result<Vec<Heading>, Error> {
    let names: Vec<&str> = record.iter().map(str::trim).collect();
    let unknown: Vec<String> = names
        .iter()
        .filter(|name| Heading::of(name).is_none())
        .map(|name| format!("`{}`", name.chars().take(NAMED_CHARS).collect::<String>()))
        .collect();
    if !unknown.is_empty() {
        let more = if unknown.len() > NAMED { " and others" } else { "" };
        let named = unknown.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
        let message = format!(
            "has columns that are not known: {named}{more}; its first line may name {}",
            columns()
        );
        return Err(refused(message));
    }
    let headings: Vec<Heading> = names.iter().filter_map(|name| Heading::of(name)).collect();
    for (name, heading) in Heading::ALL {
        if headings.iter().filter(|one| **one == heading).count() > 1 {
            return Err(refused(format!("has the column `{name}` twice; delete one of them")));
        }
    }
    let finds = [Heading::Id, Heading::Phone, Heading::Email];
    if !headings.iter().any(|heading| finds.contains(heading)) {
        let message = "has no column `id`, `phone` or `email`, by which people are found again";
        return Err(refused(message));
    }
    Ok(headings)
}

fn cells(headings: &[Heading], record: &csv::StringRecord) -> Result<Cells, String> {
    let (given, named) = (record.len(), headings.len());
    let beyond = record.iter().skip(named).any(|cell| !cell.trim().is_empty());
    if given < named || beyond {
        return Err(format!(
            "it has {given} values for {named} columns; check its separators and quotes"
        ));
    }
    let mut cells = Cells::default();
    for (heading, cell) in headings.iter().zip(record) {
        match heading {
            Heading::Id => cells.id = value(cell),
            Heading::Name => cells.name = value(cell),
            Heading::Phone => cells.phone = value(cell),
            Heading::Email => cells.email = value(cell),
            Heading::Created | Heading::Updated => {}
        }
    }
    Ok(cells)
}

/// A value without the mark that the export puts before what a spreadsheet would run as a formula.
fn value(cell: &str) -> Option<String> {
    let begins_formula = |text: &str| {
        let plain = text.trim_start_matches('\'');
        plain.starts_with(['=', '+', '-', '@', '\t', '\r'])
    };
    let text = cell.strip_prefix('\'').filter(|rest| begins_formula(rest)).unwrap_or(cell);
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The most frequent separator of the first line, outside of quotes. Where a comma is the decimal
/// sign, spreadsheets write semicolons.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |one: u8| {
        let mut quoted = false;
        let outside = first.bytes().filter(move |byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == one
        });
        outside.count()
    };
    // The last of equals is taken: a line without any is separated by commas.
    [b'\t', b';', b','].into_iter().max_by_key(|one| count(*one)).unwrap_or(b',')
}

/// The lines of records. The parser's own are those at which it continues: the end of the record
/// before, or an empty line.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, byte: 0, line: 1 }
    }

    /// The line in which a record begins; records are asked for in order.
    fn of(&mut self, record: &csv::StringRecord) -> u64 {
        let at = record.position().map_or(0, csv::Position::byte);
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let rest = self.text.get(at..).unwrap_or_default();
        let begin = at.saturating_add(rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let passed = self.text.get(self.byte..begin).unwrap_or_default();
        self.line += passed.matches('\n').count() as u64;
        self.byte = begin;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::{Cells, Row, read};

    fn rows(file: &str) -> Vec<Row> {
        read(file.as_bytes(), 100).expect("a table")
    }

    /// Line and name of each row.
    fn names(file: &str) -> Vec<(u64, Option<String>)> {
        let name = |row: Row| (row.line, row.cells.expect("readable").name);
        rows(file).into_iter().map(name).collect()
    }

    #[test]
    fn spreadsheets_write_the_same_table_in_many_ways() {
        for file in [
            "id,name,phone\n,Ann,1555000\n",
            "\u{feff}id,name,phone\r\n,Ann,1555000\r\n",
            "id;name;phone\r\n;Ann;1555000\r\n",
            "ID\tName\tPhone\r\n\tAnn\t1555000",
            "\"id\";\"name\";\"phone\";created;updated\n;\" Ann \";1555000;x;y\n",
        ] {
            let rows = rows(file);
            assert_eq!((rows.len(), rows[0].line), (1, 2), "{file:?}");
            let ann = Cells {
                name: Some("Ann".to_owned()),
                phone: Some("1555000".to_owned()),
                ..Cells::default()
            };
            assert_eq!(rows[0].cells, Ok(ann), "{file:?}");
        }
    }

    #[test]
    fn a_row_has_the_line_in_which_it_begins() {
        let file = "phone,name\r\n1,\"two\r\nlines\"\r\n\r\n,\r\n2,Bo\r\n3,Cy";
        let expected = [(2, "two\r\nlines"), (6, "Bo"), (7, "Cy")];
        assert_eq!(names(file), expected.map(|(line, name)| (line, Some(name.to_owned()))));
    }

    #[test]
    fn what_the_export_marks_as_no_formula_is_as_before() {
        for (cell, name) in [
            ("'=1+1", "=1+1"),
            ("'@ann", "@ann"),
            ("''-x", "'-x"),
            ("'quoted'", "'quoted'"),
            ("=1+1", "=1+1"),
        ] {
            let file = format!("phone,name\n1,{cell}\n");
            assert_eq!(names(&file), [(2, Some(name.to_owned()))], "{cell}");
        }
    }

    #[test]
    fn a_row_of_another_width_is_an_error_of_its_own() {
        let found = rows("phone,name\n1\n2,Bo,,\n3,Cy,x\n");
        let readable: Vec<bool> = found.iter().map(|row| row.cells.is_ok()).collect();
        assert_eq!(readable, [false, true, false]);
        let bo = Cells { phone: Some("2".into()), name: Some("Bo".into()), ..Cells::default() };
        assert_eq!(found[1].cells, Ok(bo));
    }

    #[test]
    fn a_file_that_cannot_be_used_says_why() {
        let cases: [(&[u8], &str); 9] = [
            (b"", "is empty"),
            (b"\xef\xbb\xbf \r\n", "is empty"),
            (b"id,Company,name,x\n", "`Company`, `x`"),
            (b"id,name,\n", "``"),
            (b"id,name,Name\n", "the column `name` twice"),
            (b"name,created\n", "no column `id`, `phone` or `email`"),
            (b"phone,name\n1,Andr\xe9\n", "CSV UTF-8"),
            (b"\xff\xfei\0d\0", "CSV UTF-8"),
            (b"phone\n1\n2\n3\n", "more than 2 rows"),
        ];
        for (file, reason) in cases {
            let refusal = read(file, 2).expect_err("refused").to_string();
            assert!(refusal.contains(reason), "{refusal}");
        }
    }
}
