//! The cells of one sheet.

use super::styles::Meaning;
use super::{Book, dates};
use crate::bounds::MAX_COLUMNS;
use crate::error::Unreadable;
use crate::output::TextOutput;
use crate::package::Package;
use crate::rows::Rows;
use crate::xml::{Step, Tag, Xml};

pub(super) fn read(
    package: &Package<'_>,
    part: &str,
    book: &Book,
    output: &mut TextOutput<'_>,
    rows: &mut Rows,
) -> Result<(), Unreadable> {
    let bounds = output.bounds();
    let Some(part) = package.part(part, bounds)? else { return Ok(()) };
    let mut xml = Xml::new(part, bounds);
    let mut row: Vec<String> = Vec::new();
    let mut cell = Cell::default();
    while rows.can_continue(output) {
        let step = match xml.step() {
            Ok(Some(step)) => step,
            Ok(None) => break,
            // Half a sheet is better than none, unless it is a bomb.
            Err(Unreadable::Damaged) if output.letters() > 0 => {
                output.truncate();
                break;
            }
            Err(error) => return Err(error),
        };
        match step {
            Step::Begin(tag) | Step::Empty(tag) if tag.name() == b"c" => {
                cell = Cell::new(&tag, row.len());
            }
            Step::Begin(tag) => cell.holds = matches!(tag.name(), b"v" | b"t"),
            Step::Text(text) if cell.holds => cell.value.push_str(&text),
            Step::End(tag) => match tag.name() {
                b"v" | b"t" => cell.holds = false,
                b"c" => cell.put(&mut row, book),
                b"row" => {
                    rows.write(output, &row);
                    row.clear();
                }
                b"sheetData" => break,
                _ => {}
            },
            _ => {}
        }
    }
    Ok(())
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    column: usize,
    kind: String,
    style: usize,
    value: String,
    /// Whether text events are part of its value.
    holds: bool,
}

impl Cell {
    fn new(tag: &Tag<'_>, next: usize) -> Self {
        let reference = tag.attribute("r");
        Self {
            column: reference.as_deref().and_then(column).unwrap_or(next),
            kind: tag.attribute("t").unwrap_or_default(),
            style: tag.attribute("s").and_then(|style| style.parse().ok()).unwrap_or(usize::MAX),
            value: String::new(),
            holds: false,
        }
    }

    /// Stores it in its row. Columns beyond the limit count as one.
    fn put(&mut self, row: &mut Vec<String>, book: &Book) {
        let column = self.column.min(MAX_COLUMNS);
        if column >= row.len() {
            row.resize(column + 1, String::new());
        }
        row[column] = self.shown(book);
    }

    fn shown(&mut self, book: &Book) -> String {
        let value = std::mem::take(&mut self.value);
        match self.kind.as_str() {
            "s" => {
                let index = value.trim().parse().ok();
                index.and_then(|index| book.strings.get(index)).unwrap_or_default().to_owned()
            }
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "str" | "inlineStr" | "e" | "d" => value,
            _ => number(&value, book.styles.get(self.style), book.from_1904).unwrap_or(value),
        }
    }
}

fn number(text: &str, meaning: Meaning, from_1904: bool) -> Option<String> {
    let number: f64 = text.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
    match meaning {
        Meaning::Day => dates::moment(number, from_1904, false),
        Meaning::Moment => dates::moment(number, from_1904, true),
        Meaning::Time => dates::time(number),
        Meaning::Percent => plain(number * 100.0).map(|number| format!("{number}%")),
        Meaning::Number => plain(number),
    }
}

/// Fifteen digits, as spreadsheets show them: 0.1 + 0.2 is 0.3.
fn plain(number: f64) -> Option<String> {
    let rounded: f64 = format!("{number:.14e}").parse().ok()?;
    Some(if rounded.abs() < 1e21 { format!("{rounded}") } else { format!("{rounded:e}") })
}

/// The column of a reference: `C7` is in column 2.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.take(4).fold(0, |number, letter| {
        number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::{column, plain};

    #[test]
    fn columns_are_counted_in_letters() {
        assert_eq!(column("A1"), Some(0));
        assert_eq!(column("C7"), Some(2));
        assert_eq!(column("XFD1"), Some(16_383));
        assert_eq!(column("7"), None);
    }

    #[test]
    fn numbers_have_the_digits_that_are_shown() {
        let shown = |number| plain(number).unwrap();
        assert_eq!(shown(0.1 + 0.2), "0.3");
        assert_eq!(shown(12.5), "12.5");
        assert_eq!(shown(1_000_000.0), "1000000");
        assert_eq!(shown(1e300), "1e300");
    }
}
