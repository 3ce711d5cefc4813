//! How much of a document is read. What exceeds a bound is left out, with a note.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// Characters kept of one document: some 60 pages, and as much as a model should receive at once.
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
/// Pictures that are extracted from a document without text.
pub const MAX_PICTURES: usize = 8;
/// Bytes of all these pictures together.
pub const MAX_PICTURE_BYTES: u64 = 10 * 1024 * 1024;

/// The limits of time and unpacked bytes for one document.
#[derive(Debug)]
pub struct Bounds {
    deadline: Instant,
    unpacked: Cell<u64>,
}

impl Bounds {
    /// Bounds for work that starts now and takes no longer than this.
    pub fn lasting(time: Duration) -> Self {
        Self::new(time, MAX_UNPACKED)
    }

    /// [`Self::lasting`] with another limit of unpacked bytes.
    pub fn new(time: Duration, unpacked: u64) -> Self {
        Self { deadline: Instant::now() + time, unpacked: Cell::new(unpacked) }
    }

    /// When the time limit is reached.
    pub(crate) const fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Whether the time limit is reached.
    pub(crate) fn expired(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// Bytes that may still be unpacked.
    pub(crate) fn remaining(&self) -> u64 {
        self.unpacked.get()
    }

    /// Counts so many unpacked bytes; `false` if they exceed the limit.
    pub(crate) fn consume(&self, bytes: u64) -> bool {
        let left = self.unpacked.get();
        self.unpacked.set(left.saturating_sub(bytes));
        bytes <= left
    }
}
