//! Terminal output: lines, colours, tables and QR codes. Results go to standard output, progress to
//! standard error.

mod qr;
mod style;
mod table;

pub(crate) use qr::draw_qr;
pub(crate) use style::Style;
pub(crate) use table::{Table, text_of};

use serde_json::Value;
use std::io::Write as _;

/// Prints a line of a result. A closed reader (`| head`) is not a failure.
pub(crate) fn print_line(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints a line about progress.
pub(crate) fn eprint_line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints a result as indented JSON.
pub(crate) fn print_json(value: &Value) {
    print_line(&format!("{value:#}"));
}
