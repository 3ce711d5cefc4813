//! The channel over the simulated network, with the real wire protocol.

mod account;
mod actions;
mod calls;
mod chats;
mod conformance;
mod delivery;
mod doubles;
mod faults;
mod groups;
mod harness;
mod kills;
mod media;
mod newsletters;
mod pairing;
