//! Converts one message of the network into an inbound item.

use crate::inbound::control::{self, Read};
use crate::inbound::{content, context, unsupported, unwrap};
use crate::media::Locator;
use omni_channel::{Inbound, InboundMessage};
use omni_domain::Timestamp;
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::{Address, ChatType};
use waproto::whatsapp as wa;

/// The instance's own addresses, without device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Me {
    pub(super) pn: Option<String>,
    pub(super) lid: Option<String>,
}

impl Me {
    /// Whether this (bare) address is the instance's own.
    pub(super) fn is(&self, address: &str) -> bool {
        self.pn.as_deref() == Some(address) || self.lid.as_deref() == Some(address)
    }
}

/// Everything about a message except its content.
#[derive(Debug, Clone)]
pub(super) struct Envelope {
    pub(super) id: String,
    pub(super) chat: Address,
    pub(super) chat_type: ChatType,
    pub(super) chat_name: Option<String>,
    pub(super) sender: Address,
    pub(super) sender_name: Option<String>,
    pub(super) from_me: bool,
    pub(super) from_history: bool,
    pub(super) timestamp: Timestamp,
    /// The message that a comment is on, if the comment was encrypted: the library decrypts it and
    /// returns its content alone.
    pub(super) comment_on: Option<wa::MessageKey>,
}

impl Envelope {
    fn carry(self, content: Content) -> InboundMessage {
        InboundMessage {
            external_id: self.id,
            chat: self.chat,
            chat_type: self.chat_type,
            chat_name: self.chat_name,
            sender: self.sender,
            sender_name: self.sender_name,
            sender_facts: None,
            from_me: self.from_me,
            from_history: self.from_history,
            content,
            media: None,
            reply_to: None,
            context: MessageContext::default(),
            client_id: None,
            timestamp: self.timestamp,
        }
    }

    /// A message that arrived and cannot be read yet.
    pub(super) fn undecryptable(self) -> Inbound {
        let content = unsupported::named("undecryptable", None);
        Inbound::Undecryptable(Box::new(self.carry(content)))
    }
}

/// Reads a message. `None` if it has no content for people (keys, settings): such a message is
/// acknowledged and dropped. Everything else is at least named.
pub(super) fn read(message: &wa::Message, envelope: Envelope, me: &Me) -> Option<Inbound> {
    let view_once = unwrap::is_view_once(message);
    let commented = unwrap::commented(message);
    let album = unwrap::album(message);
    let outer = message;
    let message = unwrap::unwrap(message);
    let parsed = match control::read(outer, message, &envelope, me) {
        Read::Ordinary => content::read(message)?,
        Read::Update(inbound) => return Some(inbound),
        Read::Named(kind) => unsupported::named(kind, None).into(),
        Read::Nothing => return None,
    };
    let context = context::context(message);
    let quoted = context.and_then(|context| context::reply_to(context, me));
    let commented = commented.or(envelope.comment_on.as_ref());
    let target =
        || control::target(commented.or_else(|| unsupported::target(message))?, &envelope, me);
    let reply_to = quoted.or_else(target);
    let locator = parsed.media.map(|locator| Locator {
        chat: envelope.chat.id.clone(),
        sender: envelope.sender.id.clone(),
        message_id: envelope.id.clone(),
        from_me: envelope.from_me,
        ..locator
    });
    Some(Inbound::Message(Box::new(InboundMessage {
        media: locator.as_ref().map(Locator::pack),
        reply_to,
        context: MessageContext {
            automatic: envelope.from_me && context.is_some_and(context::is_automatic_reply),
            album,
            ..context::of(message, context, view_once)
        },
        ..envelope.carry(parsed.content)
    })))
}
