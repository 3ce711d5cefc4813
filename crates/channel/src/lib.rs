//! The channel contract: the traits that a network implements, their context, and the types they
//! report.
//!
//! A channel depends on its [`ChannelContext`] and nothing else: no database, no HTTP, no other
//! channel. It does the I/O; `app` decides.
#![warn(missing_docs)]

mod businesses;
mod calls;
mod capabilities;
mod change_windows;
#[cfg(feature = "conformance")]
pub mod conformance;
mod connection;
mod context;
mod error;
mod groups;
mod inbound;
mod ingest;
mod liveness;
mod markup;
mod message_ids;
mod newsletters;
mod outbound;
mod passkey;
mod people;
mod picture;
mod proxy;
mod session;
mod state_changes;

pub use businesses::{
    BusinessProfile, Businesses, CataloguePage, CatalogueRequest, OpeningHours, Product,
};
pub use calls::{CallChange, CallUpdate, UNKNOWN_CALL};
pub use capabilities::{Capabilities, Capability, ChannelInfo};
pub use change_windows::ChangeWindows;
pub use connection::{Closed, PairingCode, StatusUpdate};
pub use context::{
    ChannelContext, InboundSink, MediaStore, MediaStream, MediaUpload, SinkError, StateError,
    StateStore, StoredMedia,
};
pub use error::{ChannelError, ProfileField, Remedy};
pub use groups::{
    Communities, GroupChange, GroupInfo, GroupInvite, GroupNews, GroupNotice, GroupPreview,
    JoinRequest, JoinedGroup, LinkChange, LinkOutcome, MemberChange, MemberOutcome, NewCommunity,
    NewGroup, SubGroup,
};
pub use inbound::{
    AnswerUpdate, ChatInfo, ContactUpdate, Inbound, InboundMessage, KeepUpdate, MediaLocator,
    MessageEdit, MessageRef, MessageRevoke, OwnDeletion, PinUpdate, PresenceUpdate, ReactionUpdate,
    ReceiptKind, ReceiptUpdate, SendFailure, SenderFacts, SentRef, Typing,
};
pub use ingest::{
    AccountBatch, Accounts, Answer, IngestError, Ingested, RequestMethod, SignedRequest,
};
pub use liveness::{Evidence, Liveness, Pulse};
pub use markup::Markup;
pub use message_ids::{MessageIds, Repeats};
pub use newsletters::{
    NewNewsletter, NewsletterChange, NewsletterInfo, NewsletterPost, Newsletters, PostsRequest,
};
pub use omni_domain::session_state::{StateEntry, StateWrite};
pub use outbound::{
    ChatAction, OutboundContent, OutboundMedia, OutboundMessage, Poll, Quoted, Sent,
};
pub use passkey::PasskeyStep;
pub use people::{
    Found, HistoryAnchor, HistoryPage, HistoryRequest, PersonPresence, PersonProfile,
    PresenceStatus, ProfileChange, StoredSession,
};
pub use picture::Picture;
pub use proxy::{HostRefused, HostResolver, Proxy, ProxyCredentials};
pub use session::{Channel, Recipient, Session};
pub use state_changes::{ChatChange, KeptMessage, PrivacySetting, StateChange, StateUpdate};
