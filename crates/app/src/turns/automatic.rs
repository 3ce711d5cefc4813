//! Messages that the account's phone sends automatically, such as the greeting and the away message
//! of a WhatsApp Business account. Where the network does not mark them, they are recognised by
//! their time: they follow the first message of a conversation within seconds.

use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_domain::Timestamp;
use omni_domain::ids::ChatId;
use omni_domain::message::{Direction, Message, MessageSource};
use omni_storage::Tx;
use std::time::Duration;

/// After so much time without messages a chat's next message begins a conversation.
const CONVERSATION_GAP: Duration = Duration::from_hours(1);
/// Messages that are read to find the beginning. A conversation with more has not just begun.
const RECENT: u32 = 16;

/// Whether a message of the phone, stored at this time, is taken for an automatic one.
pub(super) async fn is_automatic(
    tx: &mut Tx,
    meta: &InstanceMeta,
    chat: ChatId,
    at: Timestamp,
) -> Result<bool, Error> {
    let grace = Duration::from_millis(meta.conversation.automatic_grace_ms);
    if grace.is_zero() {
        return Ok(false);
    }
    let mut recent = tx.recent_messages(chat, RECENT).await?;
    // The network's timestamps are whole seconds of another clock.
    recent.sort_by_key(|message| (received(message), message.id));
    Ok(begins_within(&recent, at, grace))
}

/// Whether a contact's message began the conversation, at most the grace time before. The messages
/// are the chat's last ones, oldest first.
fn begins_within(recent: &[Message], at: Timestamp, grace: Duration) -> bool {
    let mut first: Option<&Message> = None;
    for message in recent.iter().rev() {
        if first.is_some_and(|next| received(next).since(received(message)) > CONVERSATION_GAP) {
            return first.is_some_and(|first| is_within(first, at, grace));
        }
        first = Some(message);
    }
    recent.len() < RECENT as usize && first.is_some_and(|first| is_within(first, at, grace))
}

fn is_within(first: &Message, at: Timestamp, grace: Duration) -> bool {
    first.direction == Direction::Inbound && at.since(received(first)) <= grace
}

/// When a message was received here; for a message of a sync, the network's time.
const fn received(message: &Message) -> Timestamp {
    match message.source {
        MessageSource::Sync => message.platform_timestamp,
        _ => message.created_at,
    }
}
