//! Socket.IO at `/socket.io/`: the events of accounts and the state of their connections, in real time.
//!
//! A client sends its credential in the handshake and follows accounts that it may read, each a room.
//! Every client has a position in the event log and a bounded queue, so that a slow one costs little
//! memory, and none depends on the node that an account's session is on.

mod admission;
mod commands;
mod handshake;
mod options;
mod rendered;
mod serve;
mod session;

pub use options::SocketOptions;
pub(crate) use serve::{PATH, Sockets, routes};
