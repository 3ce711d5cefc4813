//! Drives the sandbox network with the real client.

mod chats;
mod delivery;
mod faults;
mod harness;
mod media;
mod pairing;
mod presence;
