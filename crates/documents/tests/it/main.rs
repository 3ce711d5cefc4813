//! Well-formed and hostile documents.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod docx;
mod fixtures;
mod hostile;
mod pdf;
mod xlsx;
