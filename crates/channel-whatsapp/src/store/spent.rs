//! Messages whose key is used and whose content is not stored.
//!
//! A session's keys advance with each message. If they are ever stored ahead of a message (a
//! process killed between the two, a database restored from a copy), the network's repeat of that
//! message cannot be decrypted a second time, and the library would acknowledge it as a duplicate.
//! So before a repeat is acknowledged, the sink is queried for the message. If it is missing, the
//! sender is requested to encrypt it anew, and until that arrives the repeat stays unacknowledged.

use super::{Store, keys};
use crate::session::background::Task;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use wacore::store::error::{Result, StoreError};

/// How often one message is requested before its repeats are acknowledged without it: not
/// everything that is encrypted is a message that the sink stores.
const MAX_REQUESTS: u8 = 2;
const MAX_ENTRIES: usize = 1024;

/// How often each message was requested since the process started.
#[derive(Debug, Default)]
pub(super) struct Requests(Mutex<HashMap<String, u8>>);

impl Requests {
    /// Whether one more request is due; counts it.
    fn is_due(&self, message: String) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MAX_ENTRIES {
            counts.clear();
        }
        let count = counts.entry(message).or_insert(0);
        *count += 1;
        *count <= MAX_REQUESTS
    }
}

impl Store {
    /// Called for a repeat that is not in the buffer. An error leaves it unacknowledged.
    pub(super) async fn request_spent(&self, chat: &str, sender: &str, id: &str) -> Result<()> {
        let stored = self
            .sink
            .has_message(id)
            .await
            .map_err(|error| StoreError::Database(Box::new(error)))?;
        if stored || !self.requests.is_due(keys::join(&[chat, sender, id])) {
            return Ok(());
        }
        self.background.add(Task::RequestRetry {
            chat: chat.to_owned(),
            sender: sender.to_owned(),
            id: id.to_owned(),
        });
        Err(StoreError::Validation(
            "a repeated message is not stored; requested it again".to_owned(),
        ))
    }
}
