//! Text extraction from documents: PDF, DOCX, XLSX, CSV, HTML, text, Markdown and JSON.
//!
//! Reads untrusted input: every loop is bounded (see [`Bounds`] and its constants), no size stated
//! by a file is allocated unchecked, and a panic of a parser is an error. The crate does not depend
//! on messages, models or the source of the bytes, and does not sleep or wait: it is CPU work for a
//! blocking thread.
#![warn(missing_docs)]

pub mod protocol;

mod bounds;
mod csv;
mod docx;
mod error;
mod extract;
mod format;
mod html;
mod output;
mod package;
mod panics;
mod pdf;
mod rows;
mod text;
mod xlsx;
mod xml;

pub use bounds::{
    Bounds, MAX_CHARS, MAX_COLUMNS, MAX_PAGE_BYTES, MAX_PAGES, MAX_PICTURE_BYTES, MAX_PICTURES,
    MAX_ROWS, MAX_SHEETS, MAX_UNPACKED,
};
pub use error::Unreadable;
pub use extract::{Extract, Picture, Show, extract};
pub use format::{Format, picture_type};
pub use output::{clip, is_partial};
