//! WhatsApp as a linked device: pairing, end-to-end encryption and the chat protocol come from
//! `whatsapp-rust`; this crate gives it storage and sockets, and converts its events to the types
//! of `omni-channel`.
//!
//! It depends on the traits of `omni-channel` and on nothing else of Omni. A session's keys are in
//! the [`StateStore`](omni_channel::StateStore) it is given, so a session moves between machines
//! with the database.
#![warn(missing_docs)]

mod account;
mod capabilities;
mod channel;
#[cfg(test)]
#[path = "../tests/it/doubles.rs"]
#[expect(dead_code, reason = "shared with tests/it, which uses all of it")]
mod doubles;
mod groups;
mod inbound;
mod jid;
mod media;
mod net;
mod newsletters;
mod options;
mod outbound;
mod people;
mod session;
mod settings;
mod store;

pub use channel::WhatsAppChannel;
pub use options::WhatsAppOptions;

/// Whether this build may talk to a simulated network, and to nothing else: it does not verify
/// WhatsApp's certificates, and therefore refuses every address that is not loopback.
pub const SANDBOX: bool = cfg!(feature = "sandbox");
