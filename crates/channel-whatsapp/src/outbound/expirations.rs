//! How long the messages of a chat are kept. A message disappears only if it carries the time
//! itself, so a reply carries the time of its chat.

use crate::store::keys;
use bytes::Bytes;
use omni_channel::{StateStore, StateWrite};
use omni_domain::conversation::Address;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Chats with disappearing messages that are known at a time. In further ones replies stay.
const MAX_CHATS: usize = 10_000;
/// The longest time that is believed, in seconds; phones offer 90 days at most.
const MAX_SECONDS: u32 = 366 * 24 * 3600;

/// The chats whose messages disappear, by each of their addresses, with the time in seconds.
#[derive(Debug, Default)]
pub(crate) struct Expirations(OnceCell<Mutex<HashMap<String, u32>>>);

impl Expirations {
    /// Notes the time of a chat, 0 for a chat whose messages stay.
    pub(crate) async fn put(&self, state: &dyn StateStore, chat: &Address, seconds: u32) {
        if seconds > MAX_SECONDS {
            return;
        }
        let Some(known) = self.known(state).await else { return };
        let mut writes = Vec::new();
        {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            for address in chat.all() {
                writes.extend(note(&mut known, address, seconds));
            }
        }
        if !writes.is_empty() {
            state.enqueue(writes);
        }
    }

    /// The time of a chat by any of these addresses; `None` if its messages stay.
    pub(super) async fn of(&self, state: &dyn StateStore, chat: [&str; 2]) -> Option<u32> {
        let known = self.known(state).await?.lock().unwrap_or_else(PoisonError::into_inner);
        chat.into_iter().find_map(|address| known.get(address).copied())
    }

    /// Everything that is stored, read once. `None` if it cannot be read now: a later call tries
    /// again.
    async fn known(&self, state: &dyn StateStore) -> Option<&Mutex<HashMap<String, u32>>> {
        let load = || async {
            let rows = state.scan(keys::EXPIRATION, "").await?;
            let known = rows.into_iter().filter_map(|row| {
                let seconds = u32::from_be_bytes(row.value.as_ref().try_into().ok()?);
                Some((row.key, seconds))
            });
            Ok::<_, omni_channel::StateError>(Mutex::new(known.take(MAX_CHATS).collect()))
        };
        self.0.get_or_try_init(load).await.ok()
    }
}

/// The write that brings the stored time of an address up to date, if it differs.
fn note(known: &mut HashMap<String, u32>, address: &str, seconds: u32) -> Option<StateWrite> {
    let (ns, key) = (keys::EXPIRATION, address.to_owned());
    if seconds == 0 {
        return known.remove(address).map(|_| StateWrite::Delete { ns, key });
    }
    let before = known.get(address).copied();
    if before == Some(seconds) || (before.is_none() && known.len() >= MAX_CHATS) {
        return None;
    }
    known.insert(address.to_owned(), seconds);
    let value = Bytes::copy_from_slice(&seconds.to_be_bytes());
    Some(StateWrite::Put { ns, key, value, num: wacore::time::now_secs() })
}

#[cfg(test)]
mod tests {
    use super::{MAX_CHATS, StateWrite, note};
    use std::collections::HashMap;

    #[test]
    fn only_what_changes_is_written() {
        let mut known = HashMap::new();
        assert!(note(&mut known, "a", 0).is_none(), "its messages stayed before");
        assert!(matches!(note(&mut known, "a", 60), Some(StateWrite::Put { .. })));
        assert!(note(&mut known, "a", 60).is_none());
        assert!(matches!(note(&mut known, "a", 0), Some(StateWrite::Delete { .. })));
        assert!(known.is_empty());
    }

    #[test]
    fn the_chats_that_are_known_are_bounded() {
        let mut known: HashMap<String, u32> =
            (0..MAX_CHATS).map(|chat| (chat.to_string(), 60)).collect();
        assert!(note(&mut known, "one more", 60).is_none());
        assert!(note(&mut known, "7", 90).is_some(), "a known one may change");
        assert_eq!(known.len(), MAX_CHATS);
    }
}
