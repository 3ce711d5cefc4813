//! What a session sends.

use crate::capabilities::Capability;
use omni_domain::Timestamp;
use omni_domain::content::{
    CalendarEvent, ContactCard, Interactive, InteractiveAction, Location, MediaContent, MediaKind,
    MessageContext, Template,
};
use omni_domain::conversation::{Address, ChatType};
use serde::{Deserialize, Serialize};

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct OutboundMessage {
    /// The client's id, from [`crate::Channel::new_message_id`]. Where the channel chooses ids it
    /// is the message's id ([`crate::MessageIds`]); elsewhere it is a key by which the network may
    /// drop repeats or name the message in its reports.
    pub client_id: String,
    /// The conversation's address on the channel.
    pub to: String,
    /// What kind of conversation that is.
    pub chat_type: ChatType,
    /// What to send.
    pub content: OutboundContent,
    /// Its context: mentions, view-once, expiry and the like.
    pub context: MessageContext,
    /// The message to quote.
    pub reply_to: Option<Quoted>,
    /// The addresses of those who see it, of a status update ([`ChatType::Broadcast`]); empty
    /// otherwise.
    pub audience: Vec<String>,
}

/// What to send.
#[derive(Debug, Clone)]
pub enum OutboundContent {
    /// Plain text.
    Text(String),
    /// A file, its bytes in the blob store.
    Media(OutboundMedia),
    /// A location.
    Location(Location),
    /// Contact cards.
    Contacts(Vec<ContactCard>),
    /// A poll.
    Poll(Poll),
    /// An event.
    Event(Box<CalendarEvent>),
    /// The beginning of an album; its files follow, each with [`MessageContext::album`].
    Album {
        /// Pictures in it.
        images: u32,
        /// Videos in it.
        videos: u32,
    },
    /// A message of a form that the network approved beforehand.
    Template(Template),
    /// Text with buttons, a list or a link.
    Interactive(Box<Interactive>),
}

/// A poll to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// The question.
    pub question: String,
    /// The choices, at least two.
    pub options: Vec<String>,
    /// How many of them one person may choose.
    pub max_choices: u32,
}

impl OutboundMessage {
    /// The capabilities that this message needs. The first missing one is named by
    /// [`crate::ChannelError::Unsupported`].
    pub fn needs(&self) -> Vec<Capability> {
        self.content.needs_with(&self.context, self.chat_type, self.reply_to.is_some())
    }
}

impl OutboundContent {
    /// The capabilities that a message of this content needs, with this context, in such a chat.
    pub fn needs_with(
        &self,
        context: &MessageContext,
        chat_type: ChatType,
        quotes: bool,
    ) -> Vec<Capability> {
        let mut needs = vec![self.needs()];
        for (wanted, capability) in [
            (quotes, Capability::ReplyToMessage),
            (chat_type == ChatType::Channel, Capability::PostToChannels),
            (chat_type == ChatType::Group, Capability::HandleGroups),
            (chat_type == ChatType::Broadcast, Capability::PostStatus),
            (!context.mentions.is_empty(), Capability::MentionPeople),
            (context.mentions_all, Capability::MentionAll),
            (context.album.is_some(), Capability::SendAlbum),
            (context.forwarded, Capability::ForwardMessage),
            (context.view_once, Capability::SendViewOnce),
            (context.expires_after_seconds.is_some(), Capability::SendExpiring),
            (context.link_preview.is_some(), Capability::SendLinkPreview),
        ] {
            if wanted {
                needs.push(capability);
            }
        }
        needs
    }

    fn needs(&self) -> Capability {
        match self {
            Self::Text(_) => Capability::SendText,
            Self::Media(media) => match media.content.kind {
                MediaKind::Sticker => Capability::SendSticker,
                _ => Capability::SendMedia,
            },
            Self::Location(_) => Capability::SendLocation,
            Self::Contacts(_) => Capability::SendContact,
            Self::Poll(_) => Capability::SendPoll,
            Self::Event(_) => Capability::SendEvent,
            Self::Album { .. } => Capability::SendAlbum,
            Self::Template(_) => Capability::SendTemplate,
            Self::Interactive(interactive) => match &interactive.action {
                InteractiveAction::Buttons { .. } | InteractiveAction::Other { .. } => {
                    Capability::SendButtons
                }
                InteractiveAction::List { .. } => Capability::SendList,
                InteractiveAction::Link { .. } => Capability::SendLink,
                InteractiveAction::Flow(_) => Capability::SendFlow,
                InteractiveAction::RequestLocation => Capability::RequestLocation,
            },
        }
    }
}

/// A file to be sent.
#[derive(Debug, Clone)]
pub struct OutboundMedia {
    /// Its metadata.
    pub content: MediaContent,
    /// Key of its bytes in the blob store.
    pub blob_key: String,
}

/// The quoted message, with enough of it for the channel to show it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Quoted {
    /// Its id on the channel.
    pub external_id: String,
    /// Who wrote it.
    pub sender: String,
    /// Whether the instance's own account wrote it.
    pub from_me: bool,
    /// Its text, if it has one.
    pub text: Option<String>,
}

/// An action in a chat that is not a message of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ChatAction {
    /// Add a reaction to a message; an empty emoji removes it.
    React {
        /// The reaction's own id on the channel; a repeat shows once.
        external_id: String,
        /// The conversation's address.
        chat: String,
        /// The message.
        target: Quoted,
        /// The emoji.
        emoji: String,
    },
    /// Report to the senders that their messages were read.
    MarkRead {
        /// The conversation's address.
        chat: String,
        /// Message ids and, in groups, who wrote each.
        messages: Vec<(String, Option<String>)>,
    },
    /// Change the text of a message that was sent from here.
    Edit {
        /// The conversation's address.
        chat: String,
        /// The message.
        external_id: String,
        /// The new text.
        text: String,
    },
    /// Revoke a message that was sent from here.
    Revoke {
        /// The conversation's address.
        chat: String,
        /// The message.
        external_id: String,
    },
    /// Delete a message on the account's own devices alone.
    DeleteForMe {
        /// The conversation's address.
        chat: String,
        /// The message.
        target: Quoted,
        /// When it was written, by the channel's clock.
        at: Timestamp,
    },
    /// Pin a message in its chat for all participants, or unpin it.
    Pin {
        /// The pin's own id on the channel; a repeat shows once.
        external_id: String,
        /// The conversation's address.
        chat: String,
        /// The message.
        target: Quoted,
        /// Seconds for which it is pinned; `None` unpins it.
        seconds: Option<u32>,
    },
    /// Keep a message of a chat whose messages disappear for all participants, or let it disappear
    /// again.
    Keep {
        /// The request's own id on the channel; a repeat shows once.
        external_id: String,
        /// The conversation's address.
        chat: String,
        /// The message.
        target: Quoted,
        /// Keep it.
        keep: bool,
    },
    /// Show or hide "typing…".
    Typing {
        /// The conversation's address.
        chat: String,
        /// Show it.
        active: bool,
    },
    /// Show "recording audio…"; [`ChatAction::Typing`] hides it.
    Recording {
        /// The conversation's address.
        chat: String,
    },
    /// Reject a call that rings; [`ChannelError::Rejected`](crate::ChannelError::Rejected) with
    /// [`UNKNOWN_CALL`](crate::UNKNOWN_CALL) if it does not ring and its caller is not given.
    RejectCall {
        /// The call's id.
        call_id: String,
        /// The caller's address, for a call that the session may not have any more.
        caller: Option<String>,
    },
}

/// The network's acknowledgement of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id on the channel.
    pub external_id: String,
    /// The network's own time for it.
    pub at: Timestamp,
    /// The recipient's address on the network, where it differs from the one that was sent to.
    pub recipient: Option<Address>,
}

impl ChatAction {
    /// The capability that it needs.
    pub const fn needs(&self) -> Capability {
        match self {
            Self::React { .. } => Capability::SendReaction,
            Self::MarkRead { .. } => Capability::MarkRead,
            Self::Edit { .. } => Capability::EditMessage,
            Self::Revoke { .. } => Capability::DeleteMessage,
            Self::DeleteForMe { .. } => Capability::DeleteForMe,
            Self::Pin { .. } => Capability::PinMessage,
            Self::Keep { .. } => Capability::KeepMessage,
            Self::Typing { .. } | Self::Recording { .. } => Capability::SendTyping,
            Self::RejectCall { .. } => Capability::RejectCalls,
        }
    }
}
