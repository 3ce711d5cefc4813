//! Every protocol against servers that behave and misbehave.
#![expect(clippy::unwrap_used, reason = "a failed step of a test should panic")]

mod agno;
mod answers;
mod builtin;
mod directory;
mod failures;
mod files;
mod gates;
mod protocols;
mod real_agno;
mod server;
mod splits;
mod streams;
mod trouble;
