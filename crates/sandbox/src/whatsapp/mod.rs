//! A WhatsApp network on loopback.
//!
//! Companion devices (the client under test) connect over a real WebSocket with
//! the real Noise handshake, pair, and exchange end-to-end encrypted messages
//! with virtual phones that live inside this process.
//!
//! The network keeps everything in memory. [`Network`] is the entry point,
//! [`Phone`] simulates a person's handset, [`Faults`] injects faults.

mod account;
mod adv;
mod app_state;
mod calls;
mod connection;
mod control;
mod device_list;
mod dispatch;
mod faults;
mod frames;
mod groups;
mod handshake;
mod hub;
mod iq;
mod limits;
mod link;
mod login;
mod mailbox;
mod media;
mod network;
mod newsletters;
mod node;
mod noise;
mod options;
mod pair_code;
mod pairing;
mod passkey;
mod phone;
mod prekeys;
mod presence;
mod receipts;
mod relay;
mod signal_store;
mod stats;
mod sync;
mod writer;

pub use account::{BusinessDetails, DeviceLabel, ProductDetails};
pub use calls::{CallEnd, CallSeen};
pub use control::serve;
pub use faults::{Faults, StreamFault};
pub use groups::{GroupSeen, Settings as GroupSettings};
pub use network::Network;
pub use newsletters::NewsletterSeen;
pub use options::{Addressing, NetworkOptions};
pub use passkey::Passkey;
pub use phone::{
    MediaKind, Phone, PhoneMedia, PresenceSeen, ReceiptSeen, Received, SendOptions, TypingSeen,
};
pub use stats::{ConnectionInfo, NetworkStats};
