//! Drives the sandbox with real clients of the simulated services.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod agno;
mod chats;
mod control;
mod delivery;
mod faults;
mod files;
mod harness;
mod media;
mod model;
mod pairing;
mod presence;
mod scripts;
