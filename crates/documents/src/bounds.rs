//! How much of a document is read. What lies beyond a bound is left out, and said to be.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// Characters kept of one document: some 60 pages, and all that a model should be given at once.
pub const MAX_CHARS: usize = 200_000;
/// Bytes that a document may unpack to, all its parts together. Real ones stay far below; a bomb
/// of a few kilobytes does not.
pub const MAX_UNPACKED: u64 = 100 * 1024 * 1024;
/// Pages of a PDF that are read.
pub const MAX_PAGES: usize = 500;
/// Bytes of one PDF page's drawing instructions. A page of text has some kilobytes, a map has
/// megabytes; a page beyond this is left out.
pub const MAX_PAGE_BYTES: usize = 4 * 1024 * 1024;
/// Sheets of a workbook that are read.
pub const MAX_SHEETS: usize = 50;
/// Rows of a workbook or a CSV file that are read, all sheets together.
pub const MAX_ROWS: usize = 20_000;
/// Columns of a row that are read.
pub const MAX_COLUMNS: usize = 256;
/// Pictures of a document without words that are handed on.
pub const MAX_PICTURES: usize = 8;
/// Bytes of all these pictures together.
pub const MAX_PICTURE_BYTES: u64 = 10 * 1024 * 1024;

/// The time and the room that one document gets.
#[derive(Debug)]
pub struct Bounds {
    until: Instant,
    unpacked: Cell<u64>,
}

impl Bounds {
    /// Bounds for work that begins now and takes no longer than this.
    pub fn lasting(time: Duration) -> Self {
        Self::new(time, MAX_UNPACKED)
    }

    /// The same, with another bound for what the document unpacks to.
    pub fn new(time: Duration, unpacked: u64) -> Self {
        Self { until: Instant::now() + time, unpacked: Cell::new(unpacked) }
    }

    /// When the time is over.
    pub(crate) const fn until(&self) -> Instant {
        self.until
    }

    /// Whether the time is over.
    pub(crate) fn over(&self) -> bool {
        Instant::now() >= self.until
    }

    /// Bytes that may still be unpacked.
    pub(crate) fn room(&self) -> u64 {
        self.unpacked.get()
    }

    /// Takes room for so many bytes; `false` if there is not so much.
    pub(crate) fn take(&self, bytes: u64) -> bool {
        let left = self.unpacked.get();
        self.unpacked.set(left.saturating_sub(bytes));
        bytes <= left
    }
}
