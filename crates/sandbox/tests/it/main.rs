//! Drives the sandbox with the real clients of what it stands for.

mod chats;
mod control;
mod delivery;
mod faults;
mod files;
mod flood;
mod harness;
mod media;
mod model;
mod pairing;
mod presence;
