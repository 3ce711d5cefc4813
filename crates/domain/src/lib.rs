//! What Omni talks about: ids, entities, message content, events and jobs.
//!
//! Pure types. This crate knows no database, no HTTP and no channel; it owns the meaning of
//! the words and the state transitions that are the same everywhere.
#![warn(missing_docs)]

pub mod access;
pub mod clock;
pub mod content;
pub mod conversation;
pub mod event;
pub mod ids;
pub mod instance;
pub mod job;
pub mod key;
pub mod message;
pub mod page;
mod text_enum;

pub use clock::{Clock, Env, IdSource, SystemClock, Timestamp, UuidV7Source};
pub use ids::*;
