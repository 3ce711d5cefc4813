//! What a network looks like to the rest of Omni: one trait, what it is given, what it reports.
//!
//! A channel sees its [`ChannelContext`] and nothing else: no database, no HTTP, no other
//! channel. It talks; `app` decides.
#![warn(missing_docs)]

mod capabilities;
mod context;
mod error;
mod evidence;
mod inbound;
mod outbound;
mod people;
mod session;

pub use capabilities::{Capabilities, Capability, ChannelInfo};
pub use context::{
    ChannelContext, InboundSink, MediaStore, MediaStream, MediaUpload, SinkError, StateEntry,
    StateError, StateStore, StateWrite, StoredMedia,
};
pub use error::{ChannelError, ProfileField};
pub use evidence::Evidence;
pub use inbound::{
    ChatInfo, ContactUpdate, Inbound, InboundMessage, MediaLocator, MessageEdit, MessageRef,
    MessageRevoke, PresenceUpdate, ReactionUpdate, ReceiptKind, ReceiptUpdate, SenderFacts, Typing,
};
pub use outbound::{ChatAction, OutboundContent, OutboundMedia, OutboundMessage, Quoted, Sent};
pub use people::{
    Found, HistoryAnchor, HistoryPage, HistoryRequest, PersonProfile, ProfileChange, StoredSession,
};
pub use session::{Channel, Closed, PairingCode, Recipient, Session, StatusUpdate};
