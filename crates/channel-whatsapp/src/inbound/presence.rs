//! Typing and presence updates.

use crate::inbound::Book;
use crate::session::Core;
use omni_channel::{Inbound, PresenceStatus, PresenceUpdate, Typing};
use omni_domain::Timestamp;
use wacore::types::events::{ChatPresenceUpdate, PresenceUpdate as Seen};
use wacore::types::presence::{ChatPresence, ChatPresenceMedia};

pub(super) async fn typing(core: &Core, update: &ChatPresenceUpdate, book: Book<'_>) -> Inbound {
    let active = update.state == ChatPresence::Composing;
    let recording = active && update.media == ChatPresenceMedia::Audio;
    let sender = book.address(&update.source.sender, update.source.sender_alt.as_ref()).await;
    let activity = if recording { PresenceStatus::Recording } else { PresenceStatus::Typing };
    core.presences.active(&sender, active.then_some(activity), core.context.env.now());
    Inbound::Typing(Typing {
        chat: book.address(&update.source.chat, None).await,
        sender,
        active,
        recording,
    })
}

pub(super) async fn presence(core: &Core, update: &Seen, book: Book<'_>) -> Inbound {
    let user = book.address(&update.from, None).await;
    let online = !update.unavailable;
    let last_seen = update.last_seen.map(|at| Timestamp(at.timestamp_millis()));
    core.presences.online(&user, online, last_seen);
    Inbound::Presence(PresenceUpdate { user, online, last_seen })
}
