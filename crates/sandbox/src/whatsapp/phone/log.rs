//! The bounded logs of a phone.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::Notify;
use wacore_binary::Jid;
use waproto::whatsapp as wa;

use crate::whatsapp::relay::Chat;
use crate::whatsapp::sync::Lock;

/// One message as it arrived at a phone.
#[derive(Debug, Clone, Serialize)]
pub struct Received {
    /// Position in the order of arrival.
    pub sequence: u64,
    /// Message id.
    pub id: String,
    /// Address of the chat: the other person's number, or the group.
    pub chat: String,
    /// Address of the author, by number.
    pub from: String,
    /// Device of the author; 0 is a phone.
    pub from_device: u16,
    /// Written by a device linked to this same account.
    pub from_me: bool,
    /// Name in the message.
    pub push_name: String,
    /// Seconds since the epoch, as stated by the server.
    pub timestamp: u64,
    /// How many times this id had arrived before.
    pub repeats: u32,
    /// Kind of change: `1` edited, `7` revoked.
    pub edit: Option<String>,
    /// The decrypted message.
    #[serde(skip)]
    pub message: Arc<wa::Message>,
}

impl Received {
    /// Text of the message: plain, extended, or the caption of media.
    pub fn text(&self) -> Option<&str> {
        text_of(&self.message)
    }

    /// Id of the message that this one quotes.
    pub fn quoted_id(&self) -> Option<&str> {
        let message = &*self.message;
        let context = message
            .extended_text_message
            .as_option()
            .and_then(|text| text.context_info.as_option())
            .or_else(|| {
                message.image_message.as_option().and_then(|one| one.context_info.as_option())
            })
            .or_else(|| {
                message.video_message.as_option().and_then(|one| one.context_info.as_option())
            })
            .or_else(|| {
                message.audio_message.as_option().and_then(|one| one.context_info.as_option())
            })
            .or_else(|| {
                message.document_message.as_option().and_then(|one| one.context_info.as_option())
            });
        context.and_then(|context| context.stanza_id.as_deref())
    }

    /// Emoji and target id of a reaction; an empty emoji removes one.
    pub fn reaction(&self) -> Option<(&str, &str)> {
        let reaction = self.message.reaction_message.as_option()?;
        let target = reaction.key.as_option().and_then(|key| key.id.as_deref())?;
        Some((reaction.text.as_deref().unwrap_or_default(), target))
    }

    /// Id of the message that this one revokes.
    pub fn revoked_id(&self) -> Option<&str> {
        let protocol = self.message.protocol_message.as_option()?;
        if protocol.r#type != Some(wa::message::protocol_message::Type::REVOKE) {
            return None;
        }
        protocol.key.as_option().and_then(|key| key.id.as_deref())
    }

    /// Target id of a pin, and the seconds for which it holds; `None` unpins.
    pub fn pinned(&self) -> Option<(&str, Option<u32>)> {
        use wa::message::pin_in_chat_message::Type;
        let pin = self.message.pin_in_chat_message.as_option()?;
        let target = pin.key.as_option().and_then(|key| key.id.as_deref())?;
        let seconds = self.message.message_context_info.message_add_on_duration_in_secs;
        Some((target, seconds.filter(|_| pin.r#type == Some(Type::PIN_FOR_ALL))))
    }

    /// Id of the message that begins the album to which this one belongs.
    pub fn album_id(&self) -> Option<&str> {
        let association = self.message.message_context_info.message_association.as_option()?;
        association.parent_message_key.as_option()?.id.as_deref()
    }

    /// Loudness of a voice note over its length, from 0 to 100, empty if it has none; `None` for anything
    /// else.
    pub fn voice_levels(&self) -> Option<&[u8]> {
        let audio = self.message.audio_message.as_option().filter(|one| one.ptt == Some(true))?;
        Some(audio.waveform.as_deref().unwrap_or_default())
    }

    /// Target id and new text of an edit.
    pub fn edited(&self) -> Option<(&str, &str)> {
        let inner = self.message.edited_message.as_option().and_then(|one| one.message.as_option());
        let protocol = inner.unwrap_or(&*self.message).protocol_message.as_option()?;
        let text = protocol.edited_message.as_option().and_then(text_of)?;
        let target = protocol.key.as_option().and_then(|key| key.id.as_deref())?;
        Some((target, text))
    }
}

/// Text or caption of a message.
pub(crate) fn text_of(message: &wa::Message) -> Option<&str> {
    if let Some(text) = &message.conversation {
        return Some(text);
    }
    let extended = message.extended_text_message.as_option().and_then(|one| one.text.as_deref());
    extended
        .or_else(|| message.image_message.as_option().and_then(|one| one.caption.as_deref()))
        .or_else(|| message.video_message.as_option().and_then(|one| one.caption.as_deref()))
        .or_else(|| message.document_message.as_option().and_then(|one| one.caption.as_deref()))
}

/// A receipt for messages of this account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptSeen {
    /// Number of the sender.
    pub from: String,
    /// Address of the chat.
    pub chat: String,
    /// Ids of the messages.
    pub ids: Vec<String>,
    /// `delivered`, `inactive`, `read`, `played`, …
    pub kind: String,
}

/// A change of a person's presence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PresenceSeen {
    /// Number of the person.
    pub from: String,
    /// Online now.
    pub available: bool,
}

/// A person typed or stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TypingSeen {
    /// Number of the person.
    pub from: String,
    /// Address of the chat.
    pub chat: String,
    /// Typing now, or recording.
    pub typing: bool,
    /// Recording a voice note rather than typing.
    pub recording: bool,
}

/// A message that the phone has sent and may have to send again.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) id: String,
    pub(crate) chat: Chat,
    pub(crate) message: Arc<wa::Message>,
    pub(crate) timestamp: u64,
    pub(crate) edit: Option<String>,
}

/// A message from before any device was linked, delivered only as history.
#[derive(Clone)]
pub(crate) struct HistoryMessage {
    pub(crate) id: String,
    pub(crate) chat: Jid,
    pub(crate) author: Option<Jid>,
    pub(crate) message: Arc<wa::Message>,
    pub(crate) timestamp: u64,
}

/// A queue that drops its oldest entries.
pub(crate) struct Bounded<T> {
    limit: usize,
    entries: VecDeque<T>,
}

impl<T> Bounded<T> {
    fn new(limit: usize) -> Self {
        Self { limit, entries: VecDeque::new() }
    }

    /// Adds an entry; returns the one that was dropped.
    pub(crate) fn push(&mut self, entry: T) -> Option<T> {
        if self.limit == 0 {
            return Some(entry);
        }
        let gone = if self.entries.len() >= self.limit { self.entries.pop_front() } else { None };
        self.entries.push_back(entry);
        gone
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.entries.iter()
    }
}

/// Arrivals with the count of each id.
pub(crate) struct Arrivals {
    list: Bounded<Received>,
    seen: HashMap<String, u32>,
    total: u64,
}

impl Arrivals {
    /// Numbers and stores an arrival.
    pub(crate) fn add(&mut self, mut received: Received) -> Received {
        received.sequence = self.total;
        self.total += 1;
        let seen = self.seen.entry(received.id.clone()).or_insert(0);
        received.repeats = *seen;
        *seen += 1;
        if let Some(gone) = self.list.push(received.clone()) {
            self.seen.remove(&gone.id);
        }
        received
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Received> {
        self.list.iter()
    }

    pub(crate) fn total(&self) -> u64 {
        self.total
    }
}

/// Messages to linked devices that may have to be sent again.
const PEER_LIMIT: usize = 64;

/// All logs of a phone.
pub(crate) struct Logs {
    pub(crate) arrivals: Lock<Arrivals>,
    pub(crate) sent: Lock<Bounded<Sent>>,
    /// Messages to linked devices of the own account only.
    pub(crate) peer: Lock<Bounded<Sent>>,
    pub(crate) history: Lock<Bounded<HistoryMessage>>,
    pub(crate) receipts: Lock<Bounded<ReceiptSeen>>,
    pub(crate) presences: Lock<Bounded<PresenceSeen>>,
    pub(crate) typing: Lock<Bounded<TypingSeen>>,
    /// How often this phone requested each message again.
    pub(crate) retries: Lock<HashMap<(String, String), u32>>,
    pub(crate) changed: Notify,
}

impl Logs {
    pub(crate) fn new(limit: usize, sent_limit: usize) -> Self {
        let arrivals = Arrivals { list: Bounded::new(limit), seen: HashMap::new(), total: 0 };
        Self {
            arrivals: Lock::new(arrivals),
            sent: Lock::new(Bounded::new(sent_limit)),
            peer: Lock::new(Bounded::new(PEER_LIMIT)),
            history: Lock::new(Bounded::new(limit)),
            receipts: Lock::new(Bounded::new(limit)),
            presences: Lock::new(Bounded::new(limit)),
            typing: Lock::new(Bounded::new(limit)),
            retries: Lock::default(),
            changed: Notify::new(),
        }
    }
}
