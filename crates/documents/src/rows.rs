//! Rows of a table as lines of text.

use crate::bounds::{MAX_COLUMNS, MAX_ROWS};
use crate::words::Words;

/// Rows written so far.
#[derive(Default)]
pub(crate) struct Rows {
    written: usize,
}

impl Rows {
    /// Whether another row has room; says so where it has not.
    pub(crate) fn wanted(&self, words: &mut Words<'_>) -> bool {
        if self.written >= MAX_ROWS {
            words.cut();
        }
        words.wanted()
    }

    /// Writes a row, `a | b | c`. Empty rows are left out, as are empty cells at the end.
    pub(crate) fn write<S: AsRef<str>>(&mut self, words: &mut Words<'_>, cells: &[S]) {
        let used = cells.iter().rposition(|cell| !cell.as_ref().trim().is_empty());
        let Some(last) = used else { return };
        for (at, cell) in cells.iter().take(MAX_COLUMNS).take(last + 1).enumerate() {
            if at > 0 {
                words.push(" | ");
            }
            for (nth, part) in cell.as_ref().split_whitespace().enumerate() {
                if nth > 0 {
                    words.push(" ");
                }
                words.push(part);
            }
        }
        if last >= MAX_COLUMNS {
            words.push(" | …");
        }
        words.push("\n");
        self.written += 1;
    }
}
