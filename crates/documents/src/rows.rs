//! Rows of a table as lines of text.

use crate::bounds::{MAX_COLUMNS, MAX_ROWS};
use crate::output::TextOutput;

/// Rows written so far.
#[derive(Default)]
pub(crate) struct Rows {
    written: usize,
}

impl Rows {
    /// Whether another row is allowed; marks the text as truncated if not.
    pub(crate) fn can_continue(&self, output: &mut TextOutput<'_>) -> bool {
        if self.written >= MAX_ROWS {
            output.truncate();
        }
        output.can_continue()
    }

    /// Writes a row, `a | b | c`. Empty rows are left out, as are empty cells at the end.
    pub(crate) fn write<S: AsRef<str>>(&mut self, output: &mut TextOutput<'_>, cells: &[S]) {
        let used = cells.iter().rposition(|cell| !cell.as_ref().trim().is_empty());
        let Some(last) = used else { return };
        for (at, cell) in cells.iter().take(MAX_COLUMNS).take(last + 1).enumerate() {
            if at > 0 {
                output.push(" | ");
            }
            for (nth, part) in cell.as_ref().split_whitespace().enumerate() {
                if nth > 0 {
                    output.push(" ");
                }
                output.push(part);
            }
        }
        if last >= MAX_COLUMNS {
            output.push(" | …");
        }
        output.push("\n");
        self.written += 1;
    }
}
