//! The trait that a network implements.

use crate::businesses::Businesses;
use crate::capabilities::{Capability, ChannelInfo};
use crate::change_windows::ChangeWindows;
use crate::connection::{Closed, PairingCode};
use crate::context::{ChannelContext, StateStore, StoredMedia};
use crate::error::ChannelError;
use crate::groups::{
    Communities, GroupChange, GroupInfo, GroupPreview, JoinedGroup, MemberChange, MemberOutcome,
    NewGroup,
};
use crate::inbound::{ChatInfo, ContactUpdate, MediaLocator};
use crate::ingest::{Accounts, IngestError, Ingested, SignedRequest};
use crate::liveness::Liveness;
use crate::markup::Markup;
use crate::message_ids::MessageIds;
use crate::newsletters::Newsletters;
use crate::outbound::{ChatAction, OutboundMessage, Sent};
use crate::people::{
    Found, HistoryPage, HistoryRequest, PersonPresence, PersonProfile, ProfileChange, StoredSession,
};
use crate::state_changes::StateChange;
use async_trait::async_trait;
use bytes::Bytes;
use omni_domain::PhoneNumber;
use omni_domain::content::MediaKind;
use omni_domain::conversation::{Address, ChatType};
use omni_domain::ids::MediaId;
use omni_domain::instance::ChannelType;
use std::fmt;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A network: creates sessions, and parses its own addresses.
#[async_trait]
pub trait Channel: Send + Sync + fmt::Debug {
    /// Its type.
    fn kind(&self) -> ChannelType;

    /// Its description and capabilities.
    fn info(&self) -> ChannelInfo;

    /// Whether its sessions use the proxy that they are given ([`ChannelContext::proxy`]).
    fn uses_proxy(&self) -> bool {
        false
    }

    /// Whether `channelConfig` can work, before it is stored. The error is shown to the user.
    fn check_settings(
        &self,
        settings: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<(), ChannelError>;

    /// Who assigns message ids, and whether a send may be repeated.
    fn message_ids(&self) -> MessageIds;

    /// A fresh id for a message to be sent, in the channel's form: the message's id where
    /// the channel chooses ids, else the key of [`OutboundMessage::client_id`].
    fn new_message_id(&self) -> String;

    /// The marks of formatted text, in which answers are rendered.
    fn markup(&self) -> Markup {
        Markup::PLAIN
    }

    /// How long after a message was sent it may be changed. A later change is not shown, and
    /// not refused either.
    fn change_windows(&self) -> ChangeWindows {
        ChangeWindows::default()
    }

    /// Parses what a user wrote as a recipient (a phone number in any usual form, or an address
    /// of the channel) into the address of the chat.
    fn parse_recipient(&self, text: &str) -> Result<Recipient, ChannelError>;

    /// The phone number that an address of the channel contains, if it contains one.
    fn phone_of(&self, address: &str) -> Option<PhoneNumber>;

    /// The address of a phone number, on a channel that addresses people by phone numbers.
    fn address_of_phone(&self, phone: &PhoneNumber) -> Option<Address>;

    /// The chat of status updates, on a network that has them: what the account posts is sent there,
    /// and what others post is received there.
    fn status_chat(&self) -> Option<Address> {
        None
    }

    /// The key by which the network names the account of these settings in its requests. `None` on
    /// a channel that accepts no requests, or while the settings do not contain it.
    fn account_key(&self, settings: &serde_json::Map<String, serde_json::Value>) -> Option<String> {
        let _ = settings;
        None
    }

    /// Reads a request of the network: checks its signature with the secrets of the accounts that
    /// it names, and returns the inbound items for them. Runs on any node, stores nothing, and
    /// needs no session; the caller answers the network after it has stored everything.
    async fn ingest(
        &self,
        request: &SignedRequest,
        accounts: &dyn Accounts,
    ) -> Result<Ingested, IngestError> {
        let _ = (request, accounts);
        Err(IngestError::Unsupported)
    }

    /// Creates a session from the stored state. Opens no connection yet.
    async fn open(&self, context: ChannelContext) -> Result<Arc<dyn Session>, ChannelError>;

    /// The account of a stored session, without opening it; `None` if it was never linked.
    async fn stored_session(
        &self,
        state: &dyn StateStore,
    ) -> Result<Option<StoredSession>, ChannelError> {
        let _ = state;
        Ok(None)
    }
}

/// A recipient, parsed from what a user wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The chat's address.
    pub address: Address,
    /// What kind of conversation that is.
    pub chat_type: ChatType,
    /// Other addresses under which the same recipient may be known: a number that is written in two
    /// ways. Only the network decides which of them is right.
    pub spellings: Vec<String>,
}

impl Recipient {
    /// A recipient that is written in one way only.
    pub const fn new(address: Address, chat_type: ChatType) -> Self {
        Self { address, chat_type, spellings: Vec::new() }
    }

    /// Every address under which the recipient may be known, the one that was meant first.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.address.all().chain(self.spellings.iter().map(String::as_str))
    }
}

/// A live (or connecting) session of one instance.
#[async_trait]
pub trait Session: Send + Sync {
    /// Connects and processes events until the connection ends or `stop` is cancelled; then flushes
    /// its state. Reports every change through the sink. One connection attempt: the supervisor
    /// decides whether and when to call again, with jittered back-off.
    async fn run(&self, stop: CancellationToken) -> Closed;

    /// Whether the connection works, by the session's own judgement, and the evidence.
    fn liveness(&self) -> Liveness;

    /// Sends, and waits (bounded) for the network's acknowledgement. [`Sent::external_id`] is the
    /// message's id on the channel, which receipts contain.
    async fn send(&self, message: OutboundMessage) -> Result<Sent, ChannelError>;

    /// Whether a text in a direct chat has arrived once it is stored: there is no network, and
    /// [`Self::send`] only returns the message's own id. Then no job passes it on; it is stored as sent.
    /// Asked for each message: `false` while the session does not run.
    fn sends_when_stored(&self) -> bool {
        false
    }

    /// Performs an action in a chat.
    async fn act(&self, action: ChatAction) -> Result<(), ChannelError>;

    /// Downloads a file from the network into the blob store, as a stream.
    async fn fetch_media(
        &self,
        id: MediaId,
        kind: MediaKind,
        mime_type: &str,
        locator: &MediaLocator,
    ) -> Result<StoredMedia, ChannelError>;

    /// Requests a code that the person types on their phone.
    async fn pair_with_code(&self, phone: &str) -> Result<PairingCode, ChannelError> {
        let _ = phone;
        Err(ChannelError::Unsupported(Capability::PairWithCode))
    }

    /// Hands in the challenge of [`StatusUpdate::passkey`](crate::StatusUpdate::passkey), signed by a
    /// passkey of the account: a `PublicKeyCredential` of `WebAuthn` as JSON.
    /// [`ChannelError::Configuration`] if it cannot be read, [`ChannelError::Rejected`] if the network
    /// does not accept it.
    async fn answer_passkey(&self, assertion: &str) -> Result<(), ChannelError> {
        let _ = assertion;
        Err(ChannelError::Unsupported(Capability::PairWithPasskey))
    }

    /// Confirms that the phone shows the code of [`StatusUpdate::passkey`](crate::StatusUpdate::passkey).
    async fn confirm_passkey(&self) -> Result<(), ChannelError> {
        Err(ChannelError::Unsupported(Capability::PairWithPasskey))
    }

    /// Looks up an address (or any other spelling of a number) on the network; `None` if it is not
    /// registered.
    async fn find(&self, address: &str) -> Result<Option<Found>, ChannelError> {
        let _ = address;
        Err(ChannelError::Unsupported(Capability::LookUpPeople))
    }

    /// A person's public profile; `RecipientUnknown` if the address is not registered.
    async fn profile(&self, address: &str) -> Result<PersonProfile, ChannelError> {
        let _ = address;
        Err(ChannelError::Unsupported(Capability::LookUpPeople))
    }

    /// The URL of a person's or group's picture; `None` if none is shown.
    async fn profile_picture(&self, address: &str) -> Result<Option<String>, ChannelError> {
        let _ = address;
        Err(ChannelError::Unsupported(Capability::LookUpPeople))
    }

    /// The bytes of a picture, by a URL that [`Self::profile_picture`] or [`Self::profile`] returned.
    async fn fetch_picture(&self, url: &str) -> Result<Bytes, ChannelError> {
        let _ = url;
        Err(ChannelError::Unsupported(Capability::LookUpPeople))
    }

    /// The presence of a person, as reported since the connection began; `None` if nothing was. With
    /// `follow` the network is asked to report it until the connection ends.
    async fn presence(
        &self,
        address: &str,
        follow: bool,
    ) -> Result<Option<PersonPresence>, ChannelError> {
        let _ = (address, follow);
        Err(ChannelError::Unsupported(Capability::FollowPresence))
    }

    /// Changes the account's own profile, all parts or up to the first refusal.
    async fn set_profile(&self, change: ProfileChange) -> Result<(), ChannelError> {
        let _ = change;
        Err(ChannelError::Unsupported(Capability::EditProfile))
    }

    /// Looks up contacts of the address book; those no longer registered are left out.
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

    /// Fetches older messages of a chat. They are passed to the sink like all others; returns after
    /// they are committed, or with [`ChannelError::Timeout`] when no answer arrived.
    async fn sync_history(&self, request: HistoryRequest) -> Result<HistoryPage, ChannelError> {
        let _ = request;
        Err(ChannelError::Unsupported(Capability::SyncHistory))
    }

    /// Changes what the account keeps about its chats and people on all of its devices. Returns once
    /// the network has accepted it. Changes on other devices arrive as [`crate::Inbound::State`].
    async fn change_state(&self, change: StateChange) -> Result<(), ChannelError> {
        Err(ChannelError::Unsupported(change.needs()))
    }

    /// Makes a group. Returns its address; members that the network refuses are left out. Its chat is
    /// reported ([`crate::Inbound::Chat`]) before the answer, so that what follows it finds the chat; if
    /// it cannot be stored, the group is returned all the same.
    async fn create_group(&self, group: NewGroup) -> Result<Address, ChannelError> {
        let _ = group;
        Err(ChannelError::Unsupported(Capability::ManageGroups))
    }

    /// Changes a group.
    async fn change_group(&self, group: &str, change: GroupChange) -> Result<(), ChannelError> {
        let _ = (group, change);
        Err(ChannelError::Unsupported(Capability::ManageGroups))
    }

    /// Changes members of a group; the outcome of each.
    async fn change_members(
        &self,
        group: &str,
        change: MemberChange,
        members: &[String],
    ) -> Result<Vec<MemberOutcome>, ChannelError> {
        let _ = (group, change, members);
        Err(ChannelError::Unsupported(Capability::ManageGroups))
    }

    /// The link by which others join a group; with `renew` a new one, and the old one ends.
    async fn invite_link(&self, group: &str, renew: bool) -> Result<String, ChannelError> {
        let _ = (group, renew);
        Err(ChannelError::Unsupported(Capability::ManageGroups))
    }

    /// Joins a group by its link, or by the code in it. Its chat is reported before the answer, unless an
    /// admin has to approve it first.
    async fn join_group(&self, invite: &str) -> Result<JoinedGroup, ChannelError> {
        let _ = invite;
        Err(ChannelError::Unsupported(Capability::ManageGroups))
    }

    /// What a group's link, or the code in it, leads to, without joining.
    async fn preview_group(&self, invite: &str) -> Result<GroupPreview, ChannelError> {
        let _ = invite;
        Err(ChannelError::Unsupported(Capability::ManageGroups))
    }

    /// What a group is, and what its members may do.
    async fn group_info(&self, group: &str) -> Result<GroupInfo, ChannelError> {
        let _ = group;
        Err(ChannelError::Unsupported(Capability::ManageGroups))
    }

    /// Leaves a group.
    async fn leave_group(&self, group: &str) -> Result<(), ChannelError> {
        let _ = group;
        Err(ChannelError::Unsupported(Capability::ManageGroups))
    }

    /// Who may join a group, and communities; `None` without [`Capability::ManageCommunities`].
    fn communities(&self) -> Option<&dyn Communities> {
        None
    }

    /// Newsletters; `None` without [`Capability::FollowChannels`].
    fn newsletters(&self) -> Option<&dyn Newsletters> {
        None
    }

    /// Businesses; `None` without [`Capability::ReadBusinesses`].
    fn businesses(&self) -> Option<&dyn Businesses> {
        None
    }

    /// Ends the session on the network's side, so that the phone no longer lists it. The caller
    /// clears the stored state afterwards.
    async fn logout(&self) -> Result<(), ChannelError>;
}
