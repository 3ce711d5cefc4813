//! Documents as they are sent, and as nobody should send them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod docx;
mod fixtures;
mod hostile;
mod pdf;
mod xlsx;
