//! The channel without a network: programs write to its chats through this server's own API, and read
//! the answers there. What is sent has arrived once it is stored.
#![warn(missing_docs)]

mod channel;
mod session;

pub use channel::ApiChannel;
