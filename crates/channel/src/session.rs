//! The trait that a network implements.

use crate::capabilities::{Capability, ChannelInfo};
use crate::context::{ChannelContext, StateStore, StoredMedia};
use crate::error::ChannelError;
use crate::inbound::{ChatInfo, ContactUpdate, MediaLocator};
use crate::ingest::{Accounts, IngestError, Ingested, SignedRequest};
use crate::liveness::Liveness;
use crate::message_ids::MessageIds;
use crate::outbound::{ChatAction, OutboundMessage, Sent};
use crate::people::{
    Found, HistoryPage, HistoryRequest, PersonProfile, ProfileChange, StoredSession,
};
use async_trait::async_trait;
use omni_domain::content::MediaKind;
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::MediaId;
use omni_domain::instance::{ChannelType, ConnectionState};
use omni_domain::{PhoneNumber, Timestamp};
use std::fmt;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A network: makes sessions, and knows its own addresses.
#[async_trait]
pub trait Channel: Send + Sync + fmt::Debug {
    /// Its type.
    fn kind(&self) -> ChannelType;

    /// What it is and can do.
    fn info(&self) -> ChannelInfo;

    /// Whether `channelConfig` can work, before it is stored. The error is shown to the user.
    fn check_settings(
        &self,
        settings: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<(), ChannelError>;

    /// Who gives messages their ids, and whether a send may be repeated.
    fn message_ids(&self) -> MessageIds;

    /// A fresh id for a message to be sent, in the form the channel takes: the message's id where
    /// the channel chooses ids, else the key of [`OutboundMessage::client_id`].
    fn new_message_id(&self) -> String;

    /// Reads what a user wrote as a recipient (a phone number in any usual form, or an address
    /// of the channel) into the address of the chat.
    fn parse_recipient(&self, text: &str) -> Result<Recipient, ChannelError>;

    /// The phone number that an address of the channel stands for, if it stands for one.
    fn phone_of(&self, address: &str) -> Option<PhoneNumber>;

    /// The address of whoever has this phone number, on a channel that addresses people by numbers.
    fn address_of_phone(&self, phone: &PhoneNumber) -> Option<Address>;

    /// By what the network names the account of these settings in its requests. `None` on a channel
    /// that takes none, or while the settings do not say.
    fn account_key(&self, settings: &serde_json::Map<String, serde_json::Value>) -> Option<String> {
        let _ = settings;
        None
    }

    /// Reads a request of the network: checks its signature with the secrets of the accounts that it
    /// names, and returns what it means for them. Runs on any node, stores nothing, and needs no
    /// session; the caller answers the network after it has stored everything.
    async fn ingest(
        &self,
        request: &SignedRequest,
        accounts: &dyn Accounts,
    ) -> Result<Ingested, IngestError> {
        let _ = (request, accounts);
        Err(IngestError::Unsupported)
    }

    /// Makes a session of the stored state. Connects nothing yet.
    async fn open(&self, context: ChannelContext) -> Result<Arc<dyn Session>, ChannelError>;

    /// Whose session a stored state is, without opening it; `None` if it was never linked.
    async fn stored_session(
        &self,
        state: &dyn StateStore,
    ) -> Result<Option<StoredSession>, ChannelError> {
        let _ = state;
        Ok(None)
    }
}

/// A recipient, read from what a user wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The chat's address.
    pub address: Address,
    /// What kind of conversation that is.
    pub chat_type: ChatType,
}

/// A live (or connecting) session of one instance.
#[async_trait]
pub trait Session: Send + Sync {
    /// Connects and pumps until the connection ends or `stop` is cancelled; then flushes its
    /// state. Reports every change through the sink. One connection attempt: the supervisor
    /// decides whether and when to call again, with jittered back-off.
    async fn run(&self, stop: CancellationToken) -> Closed;

    /// Whether the connection works, by the session's own judgement, and the evidence.
    fn liveness(&self) -> Liveness;

    /// Sends, and waits (bounded) for the network to take it. [`Sent::external_id`] is the message's
    /// id on the channel, by which receipts name it.
    async fn send(&self, message: OutboundMessage) -> Result<Sent, ChannelError>;

    /// Does something in a chat.
    async fn act(&self, action: ChatAction) -> Result<(), ChannelError>;

    /// Brings a file's bytes from the network into the blob store, as a stream.
    async fn fetch_media(
        &self,
        id: MediaId,
        kind: MediaKind,
        mime_type: &str,
        locator: &MediaLocator,
    ) -> Result<StoredMedia, ChannelError>;

    /// Asks for a code that the person types on their phone.
    async fn pair_with_code(&self, phone: &str) -> Result<PairingCode, ChannelError> {
        let _ = phone;
        Err(ChannelError::Unsupported(Capability::PairWithCode))
    }

    /// Who of an address (or of any other spelling of a number) is on the network.
    async fn find(&self, address: &str) -> Result<Option<Found>, ChannelError> {
        let _ = address;
        Err(ChannelError::Unsupported(Capability::LookUpPeople))
    }

    /// How a person shows themselves; `RecipientUnknown` if there is nobody.
    async fn profile(&self, address: &str) -> Result<PersonProfile, ChannelError> {
        let _ = address;
        Err(ChannelError::Unsupported(Capability::LookUpPeople))
    }

    /// Where the picture of a person or group is; `None` if they show none.
    async fn profile_picture(&self, address: &str) -> Result<Option<String>, ChannelError> {
        let _ = address;
        Err(ChannelError::Unsupported(Capability::LookUpPeople))
    }

    /// Changes the account's own profile, all parts or up to the first refusal.
    async fn set_profile(&self, change: ProfileChange) -> Result<(), ChannelError> {
        let _ = change;
        Err(ChannelError::Unsupported(Capability::EditProfile))
    }

    /// Asks about people of the address book; those who are no longer there are left out.
    async fn sync_contacts(
        &self,
        addresses: &[String],
    ) -> Result<Vec<ContactUpdate>, ChannelError> {
        let _ = addresses;
        Err(ChannelError::Unsupported(Capability::SyncContacts))
    }

    /// The account's chats, as far as the network lists them.
    async fn sync_chats(&self) -> Result<Vec<ChatInfo>, ChannelError> {
        Err(ChannelError::Unsupported(Capability::SyncChats))
    }

    /// Fetches older messages of a chat. They go to the sink like all others; returns after they
    /// are committed, or with [`ChannelError::Timeout`] when no answer arrived.
    async fn sync_history(&self, request: HistoryRequest) -> Result<HistoryPage, ChannelError> {
        let _ = request;
        Err(ChannelError::Unsupported(Capability::SyncHistory))
    }

    /// Ends the session on the network's side, so that the phone no longer lists it. The caller
    /// clears the stored state afterwards.
    async fn logout(&self) -> Result<(), ChannelError>;
}

/// A code to type on the phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingCode {
    /// `XXXX-XXXX`.
    pub code: String,
    /// Not after.
    pub expires_at: Timestamp,
}

/// What a connection is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusUpdate {
    /// The state.
    pub state: ConnectionState,
    /// Why, for people.
    pub message: Option<String>,
    /// The QR to scan, with its expiry.
    pub qr: Option<(String, Timestamp)>,
    /// A pairing code, with its expiry.
    pub pairing_code: Option<(String, Timestamp)>,
    /// The account, once known.
    pub owner: Option<Address>,
    /// The account's own name, once known.
    pub profile_name: Option<String>,
}

impl StatusUpdate {
    /// Only a state.
    pub const fn state(state: ConnectionState) -> Self {
        Self { state, message: None, qr: None, pairing_code: None, owner: None, profile_name: None }
    }

    /// The same with a message for people.
    #[must_use]
    pub fn because(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }
}

/// Why a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// It was asked to stop.
    Stopped,
    /// Try again at once: the network said so (515 after pairing).
    Restart,
    /// Try again after the usual back-off.
    Lost {
        /// Why, for people and logs; no secrets, no numbers.
        reason: String,
    },
    /// Try again after at least this many seconds: the network asks for patience (429, 503).
    Throttled {
        /// Seconds.
        seconds: u64,
    },
    /// Every QR went unscanned; wait for the next `connect`.
    PairingTimedOut,
    /// The phone removed this device. The stored session is void: clear it and offer a new QR.
    LoggedOut,
    /// Another client took the session over.
    Replaced,
    /// Going on makes no sense without a person (banned, client too old).
    Fatal {
        /// What to do.
        reason: String,
    },
}
