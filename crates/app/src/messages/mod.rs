//! Messages: sent, changed, reacted to, read, listed, and their files.

mod accept;
mod album;
mod answers;
mod change;
mod chat;
mod compose;
mod delete_for_me;
mod delete_old_idempotency_keys;
mod edit;
mod event;
mod failed;
mod find_in;
mod follow;
mod forward;
pub(crate) mod fresh;
mod get;
mod holds;
mod idempotency;
mod index_old;
mod keep;
mod later;
mod link;
mod link_preview;
mod list;
mod list_all;
mod mark_read;
mod media;
mod outbound;
pub(crate) mod outbox;
pub(crate) mod partner;
mod pin;
mod pins;
mod poll;
mod queue;
mod quoted;
mod react;
mod recipient;
mod replied;
mod requests;
mod resolve;
mod revoke;
mod search;
mod send;
mod senders;
mod sent;
mod store_media;
mod store_sent;
mod typing;
mod uploads;
mod wait;
pub mod waiters;

pub(crate) use accept::{Accepted, OutboundDraft, accept_in};
pub use answers::{Answers, GivenAnswer, OptionAnswers, answers};
pub(crate) use change::is_on_network;
pub use delete_for_me::delete_for_me;
pub use delete_old_idempotency_keys::delete_old_idempotency_keys;
pub use edit::edit;
pub(crate) use failed::append_failed;
use find_in::find_in;
pub use follow::follow;
pub use get::get;
pub(crate) use idempotency::{Idempotency, Seen, claim_key};
pub use index_old::index_old_messages;
pub(crate) use keep::{Keeping, store_kept};
pub use keep::{keep, kept};
pub(crate) use later::{
    Later, check_caption_later, check_text_later, compose_later, draft_later, look_up_later,
};
pub(crate) use link_preview::link_preview;
pub use list::{MessageRange, list};
pub use list_all::{MessagePeriod, list_all};
pub(crate) use mark_read::{mark_chat_read, mark_messages_of_chat_read};
pub use mark_read::{mark_message_read, mark_messages_read};
pub use media::{MediaFile, MissingMedia, media, media_or_status};
pub(crate) use outbound::outbound_content;
pub(crate) use partner::{Partners, name_partner};
pub use pin::{pin, unpin};
pub use pins::pins;
pub(crate) use queue::{Outgoing, message_of_job, queue_message};
pub use react::react;
pub(crate) use replied::append_replied;
pub use requests::{
    ForwardMessage, MediaInput, MediaStyle, SendBody, SendLink, SendMedia, SendMessage, SendPoll,
    SendReaction,
};
pub use resolve::resolve;
pub use revoke::revoke;
pub use search::{FoundMessage, MessageSearch, search};
pub(crate) use send::send_by_agent;
pub use send::{send, send_by_person, send_in_chat, status_chat};
pub use senders::name_senders;
pub(crate) use senders::name_senders_in;
pub(crate) use sent::append_sent;
pub(crate) use store_media::{bytes_of, discard as discard_file, store as store_file};
pub(crate) use store_sent::{StoredSent, store_sent};
pub use typing::{ShowTyping, TypingState, show_typing};
pub use uploads::{NewUpload, delete_upload, file, open_upload, upload, uploads};

use crate::app::App;
use crate::sessions::InstanceMeta;
use omni_domain::event::{Event, EventBody};
use omni_domain::message::Message;

/// The order key of everything that is sent in a chat.
pub(crate) fn send_order_key(chat: omni_domain::ChatId) -> String {
    format!("send:{chat}")
}

/// An event about a message.
pub(crate) fn event(
    app: &App,
    meta: &InstanceMeta,
    body: impl Into<EventBody>,
    message: &Message,
    chat: &str,
) -> Event {
    let mut event = Event::new(app.env.id(), meta.tenant_id, body, app.env.now());
    event.instance_id = Some(meta.id);
    event.channel = Some(meta.channel);
    event.chat_id = Some(message.chat_id);
    event.chat_external_id = Some(chat.to_owned());
    event.message_id = Some(message.id);
    event.external_id = Some(message.external_id.clone());
    event.person_id = message.sender_person_id;
    event.identity_id = message.sender_identity_id;
    event.direction = Some(message.direction);
    event.content_type = Some(message.content.content_type());
    event
}
