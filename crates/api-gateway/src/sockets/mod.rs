//! Socket.IO at `/socket.io/`: the events of accounts and the state of their connections, in real time.
//!
//! A client sends its credential in the handshake and follows accounts that it may read, each a room.
//! Every client has a position in the event log and a bounded queue, so that a slow one costs little
//! memory, and none depends on the node that an account's session is on.
//!
//! One task receives events ([`rooms`]), encodes each once ([`frame`]), and puts it into the queues of
//! those who follow its account. A client whose queue is full, or who resumes, is sent to by its own
//! session ([`session`]), with what waits for it ([`backlog`]) and from the log, until it has everything.

mod admission;
mod backlog;
mod commands;
mod frame;
mod handshake;
mod member;
mod options;
mod rooms;
mod serve;
mod session;

pub use options::SocketOptions;
pub(crate) use serve::{PATH, Sockets, routes};
