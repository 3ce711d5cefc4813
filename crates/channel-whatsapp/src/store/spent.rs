//! Messages whose key is spent and whose content nobody has.
//!
//! A session's keys move on with each message. Should they ever be stored ahead of a message (a
//! process killed in an unlucky moment, a database restored from a copy), the network's repeat of
//! that message cannot be decrypted a second time, and the library would confirm it as one that
//! was taken before. So before a repeat is confirmed, the sink is asked whether it has the
//! message. If not, the sender is asked to encrypt it anew, and until that arrives the repeat
//! stays unconfirmed.

use super::{Store, keys};
use crate::session::chores::Chore;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use wacore::store::error::{Result, StoreError};

/// How often one message is asked for before its repeats are confirmed as they are: not
/// everything that is encrypted is a message that the sink keeps.
const MOST_REQUESTS: u8 = 2;
const MOST_REMEMBERED: usize = 1024;

/// How often each message was asked for since the process started.
#[derive(Debug, Default)]
pub(super) struct Requests(Mutex<HashMap<String, u8>>);

impl Requests {
    /// Whether one more request is due; counts it.
    fn is_due(&self, message: String) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_REMEMBERED {
            counts.clear();
        }
        let count = counts.entry(message).or_insert(0);
        *count += 1;
        *count <= MOST_REQUESTS
    }
}

impl Store {
    /// Called for a repeat that is not in the buffer. An error leaves it unconfirmed.
    pub(super) async fn ask_for_spent(&self, chat: &str, sender: &str, id: &str) -> Result<()> {
        let stored = self
            .sink
            .has_message(id)
            .await
            .map_err(|error| StoreError::Database(Box::new(error)))?;
        if stored || !self.requests.is_due(keys::join(&[chat, sender, id])) {
            return Ok(());
        }
        self.chores.add(Chore::AskAgain {
            chat: chat.to_owned(),
            sender: sender.to_owned(),
            id: id.to_owned(),
        });
        Err(StoreError::Validation(
            "a repeated message is not stored; asked for it again".to_owned(),
        ))
    }
}
