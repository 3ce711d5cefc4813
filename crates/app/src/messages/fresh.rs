//! Messages that this process has just accepted, cached for the job that sends them next: it need
//! not read what was written here.

use omni_domain::Timestamp;
use omni_domain::conversation::Chat;
use omni_domain::ids::MessageId;
use omni_domain::message::Message;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Messages kept; then all are dropped, and read from the store.
const MOST: usize = 1024;
/// Anything older may have changed in the store.
const MAX_AGE: Duration = Duration::from_secs(5);

/// Messages and their chats, each to be taken once.
#[derive(Debug, Default)]
pub(crate) struct Fresh(Mutex<HashMap<MessageId, (Message, Chat, Timestamp)>>);

impl Fresh {
    /// Keeps a message. If its write is undone, no job requests it.
    pub(crate) fn put(&self, message: &Message, chat: Chat, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            *kept = HashMap::new();
        }
        kept.insert(message.id, (message.clone(), chat, now));
    }

    /// The message, if it was accepted just before.
    pub(crate) fn take(&self, id: MessageId, now: Timestamp) -> Option<(Message, Chat)> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (message, chat, at) = kept.remove(&id)?;
        (now.since(at) < MAX_AGE).then_some((message, chat))
    }
}
