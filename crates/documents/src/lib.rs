//! Words out of documents: PDF, DOCX, XLSX, CSV, text, Markdown and JSON.
//!
//! Owns reading what strangers send: every loop is bounded (see [`Bounds`] and the constants
//! beside it), nothing is allocated because a file says so, and a panic of a parser is an error.
//! Knows nothing of messages, models or where bytes come from, and does not sleep or wait: it is
//! work for a thread that may be busy.
#![warn(missing_docs)]

pub mod apart;

mod bounds;
mod csv;
mod docx;
mod error;
mod extract;
mod format;
mod package;
mod pdf;
mod quiet;
mod rows;
mod text;
mod words;
mod xlsx;
mod xml;

pub use bounds::{
    Bounds, MAX_CHARS, MAX_COLUMNS, MAX_PAGE_BYTES, MAX_PAGES, MAX_PICTURE_BYTES, MAX_PICTURES,
    MAX_ROWS, MAX_SHEETS, MAX_UNPACKED,
};
pub use error::Unreadable;
pub use extract::{Extract, Picture, Show, extract};
pub use format::{Format, picture_type};
pub use words::clip;
