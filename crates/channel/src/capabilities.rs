//! What a channel can do. The conformance suite (`conformance`) checks it against the methods, in
//! both directions.

use crate::error::ChannelError;
use omni_domain::instance::ChannelType;
use serde::{Deserialize, Serialize};

macro_rules! capabilities {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        /// A feature that a channel supports or not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Capability { $($(#[$meta])* $name),+ }

        impl Capability {
            /// Every capability, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

capabilities! {
    /// Text messages.
    SendText,
    /// Images, audio, video and documents.
    SendMedia,
    /// Emoji on a message.
    SendReaction,
    /// Stickers.
    SendSticker,
    /// Contact cards.
    SendContact,
    /// Locations.
    SendLocation,
    /// Quote an earlier message.
    ReplyToMessage,
    /// "typing…".
    SendTyping,
    /// Report to the sender that their message was read.
    MarkRead,
    /// Change a sent text.
    EditMessage,
    /// Revoke a sent message.
    DeleteMessage,
    /// Delete a message on the account's own devices alone.
    DeleteForMe,
    /// Report when a message was delivered.
    ReceiveDeliveryReceipts,
    /// Report when a message was read.
    ReceiveReadReceipts,
    /// Messages in groups.
    HandleGroups,
    /// Make, change, join and leave groups.
    ManageGroups,
    /// Link by scanning a QR.
    PairWithQr,
    /// Link by typing a code on the phone.
    PairWithCode,
    /// Link an account that is protected with a passkey.
    PairWithPasskey,
    /// Look up who is on the network, and their public profile.
    LookUpPeople,
    /// Change the account's own name, description and picture.
    EditProfile,
    /// List the address book on request.
    SyncContacts,
    /// List the account's chats on request.
    SyncChats,
    /// Fetch older messages on request.
    SyncHistory,
    /// Messages of a form that the network approved beforehand.
    SendTemplate,
    /// Text with reply buttons.
    SendButtons,
    /// Text with a list to choose from.
    SendList,
    /// Text with a button that opens a page.
    SendLink,
    /// Text with a button that opens a form.
    SendFlow,
    /// Text with a button that sends the person's location.
    RequestLocation,
    /// Polls.
    SendPoll,
    /// Events, which are answered with whether one comes.
    SendEvent,
    /// Several pictures and videos that are shown together.
    SendAlbum,
    /// Pin a message in its chat for all, and unpin it.
    PinMessage,
    /// Keep a message of a chat whose messages disappear, for all.
    KeepMessage,
    /// Mention people in a text.
    MentionPeople,
    /// Mention all members of a group.
    MentionAll,
    /// Messages that are marked as forwarded.
    ForwardMessage,
    /// Messages that can be opened once.
    SendViewOnce,
    /// Messages that disappear.
    SendExpiring,
    /// A link preview chosen by the sender.
    SendLinkPreview,
    /// Posts in broadcast channels.
    PostToChannels,
    /// Report calls to the account, and reject them.
    RejectCalls,
    /// Follow, make and read broadcast channels ([`crate::Newsletters`]).
    FollowChannels,
    /// Read profiles of businesses, and their catalogues ([`crate::Businesses`]).
    ReadBusinesses,
    /// Decide who joins a group, and manage communities ([`crate::Communities`]).
    ManageCommunities,
    /// Post updates that contacts see for a day.
    PostStatus,
    /// Accept signed requests of the network ([`crate::Channel::ingest`]).
    ReceiveRequests,
    /// Archive, pin, mute, mark, clear and delete chats; star messages.
    ManageChats,
    /// Labels of chats.
    ManageLabels,
    /// Block people.
    BlockPeople,
    /// Change the account's privacy settings.
    EditPrivacy,
    /// Save people in the account's address book, under a name.
    SaveContacts,
    /// Show others whether the account is online.
    ShowPresence,
    /// Report whether a person is online, on request.
    FollowPresence,
}

/// A channel's abilities and limits.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// What it can do.
    pub can: Vec<Capability>,
    /// Characters in one text message.
    pub max_message_length: usize,
    /// Bytes in one file.
    pub max_file_size: u64,
}

impl Capability {
    /// The capability without which this one is none. A channel that lacks both names either.
    pub const fn rests_on(self) -> Option<Self> {
        match self {
            // Only files can be opened once.
            Self::SendViewOnce => Some(Self::SendMedia),
            _ => None,
        }
    }
}

impl Capabilities {
    /// Whether the channel can do this.
    pub fn has(&self, capability: Capability) -> bool {
        self.can.contains(&capability)
    }

    /// Returns an error if the channel lacks one of these.
    pub fn require(&self, needs: &[Capability]) -> Result<(), ChannelError> {
        match needs.iter().find(|capability| !self.has(**capability)) {
            Some(missing) => Err(ChannelError::Unsupported(*missing)),
            None => Ok(()),
        }
    }
}

/// The description of a channel, for people who choose one.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelInfo {
    /// Its type, as the API names it.
    pub id: ChannelType,
    /// Its name.
    pub name: &'static str,
    /// One line about it.
    pub description: &'static str,
    /// Needs a QR (or code) to be linked.
    pub requires_qr: bool,
    /// Can be linked through a web login.
    pub supports_oauth: bool,
    /// What it can do.
    pub capabilities: Capabilities,
}
