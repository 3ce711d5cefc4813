//! What is shown: lines, colours, tables and QR codes. Results go to standard output, everything
//! about how it is going to standard error.

mod qr;
mod style;
mod table;

pub(crate) use qr::draw_qr;
pub(crate) use style::Style;
pub(crate) use table::{Table, text_of};

use serde_json::Value;
use std::io::Write as _;

/// A line of result. A reader that went away (`| head`) is no failure.
pub(crate) fn print_line(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// A line about how it is going.
pub(crate) fn eprint_line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A result as indented JSON.
pub(crate) fn print_json(value: &Value) {
    print_line(&format!("{value:#}"));
}
