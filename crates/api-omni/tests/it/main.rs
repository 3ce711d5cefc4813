//! The whole API over the real application, on a throw-away database and a channel without a
//! network.

mod bad_input;
mod conversations;
mod document;
mod events;
mod instances;
mod keys;
mod routes;
mod sends;
mod sockets;
mod support;
