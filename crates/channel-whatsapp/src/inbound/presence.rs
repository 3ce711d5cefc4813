//! Typing and presence updates.

use crate::inbound::Book;
use omni_channel::{Inbound, PresenceUpdate, Typing};
use omni_domain::Timestamp;
use wacore::types::events::{ChatPresenceUpdate, PresenceUpdate as Seen};
use wacore::types::presence::{ChatPresence, ChatPresenceMedia};

pub(super) async fn typing(update: &ChatPresenceUpdate, book: Book<'_>) -> Inbound {
    let active = update.state == ChatPresence::Composing;
    Inbound::Typing(Typing {
        chat: book.address(&update.source.chat, None).await,
        sender: book.address(&update.source.sender, update.source.sender_alt.as_ref()).await,
        active,
        recording: active && update.media == ChatPresenceMedia::Audio,
    })
}

pub(super) async fn presence(update: &Seen, book: Book<'_>) -> Inbound {
    Inbound::Presence(PresenceUpdate {
        user: book.address(&update.from, None).await,
        online: !update.unavailable,
        last_seen: update.last_seen.map(|at| Timestamp(at.timestamp_millis())),
    })
}
