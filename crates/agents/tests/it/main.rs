//! The `openai` protocol against a server that behaves and misbehaves.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod answers;
mod failures;
mod server;
mod streams;
