//! XLSX: the visible sheets of a workbook, row by row.

mod dates;
mod sheet;
mod strings;
mod styles;
mod workbook;

use crate::bounds::{Bounds, MAX_SHEETS};
use crate::error::Unreadable;
use crate::output::TextOutput;
use crate::package::Package;
use crate::rows::Rows;
use strings::Strings;
use styles::Styles;

/// Data that the cells of a workbook refer to.
struct Book {
    strings: Strings,
    styles: Styles,
    /// Days are counted from 1904 instead of 1900.
    from_1904: bool,
}

pub(crate) fn read<'a>(bytes: &[u8], bounds: &'a Bounds) -> Result<TextOutput<'a>, Unreadable> {
    let package = Package::open(bytes)?;
    let contents = workbook::read(&package, bounds)?;
    let book = Book {
        strings: strings::read(&package, bounds)?,
        styles: styles::read(&package, bounds)?,
        from_1904: contents.from_1904,
    };
    let (mut output, mut rows) = (TextOutput::new(bounds), Rows::default());
    if contents.sheets.len() > MAX_SHEETS {
        output.truncate();
    }
    for (name, part) in contents.sheets.iter().take(MAX_SHEETS) {
        output.blank_line();
        output.push("# ");
        output.push(name);
        output.push("\n");
        sheet::read(&package, part, &book, &mut output, &mut rows)?;
    }
    Ok(output)
}
