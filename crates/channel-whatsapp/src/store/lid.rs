//! The mapping between LIDs and phone numbers.

use super::{LearntPair, Store, encode, keys, put};
use omni_channel::StateWrite;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use wacore::store::error::Result;
use wacore::store::traits::LidPnMappingEntry;

/// Users without a mapping (a negative cache). The library looks each up with every message, and
/// only this store adds mappings.
#[derive(Debug, Default)]
pub(super) struct Misses(Mutex<HashSet<String>>);

const MAX_MISSES: usize = 2048;

impl Misses {
    fn with<R>(&self, f: impl FnOnce(&mut HashSet<String>) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn insert(&self, user: String) {
        self.with(|set| {
            if set.len() >= MAX_MISSES {
                set.clear();
            }
            set.insert(user);
        });
    }
}

impl Store {
    pub(super) async fn find_mapping(
        &self,
        ns: &'static str,
        user: &str,
    ) -> Result<Option<LidPnMappingEntry>> {
        let name = keys::join(&[ns, user]);
        if self.lids.with(|set| set.contains(&name)) {
            return Ok(None);
        }
        let lid = if ns == keys::PN {
            if let Some(lid) = self.get_bytes(keys::PN, user).await? {
                String::from_utf8_lossy(&lid).into_owned()
            } else {
                self.lids.insert(name);
                return Ok(None);
            }
        } else {
            user.to_owned()
        };
        let entry = self.get_json(keys::LID, &lid).await?;
        if entry.is_none() {
            self.lids.insert(name);
        }
        Ok(entry)
    }

    pub(super) async fn put_mappings(&self, entries: &[LidPnMappingEntry]) -> Result<()> {
        let _one_at_a_time = self.merge.lock().await;
        let mut writes = Vec::with_capacity(entries.len() * 2);
        for entry in entries {
            let old: Option<LidPnMappingEntry> = self.get_json(keys::LID, &entry.lid).await?;
            // A LID that moved to another number must not be found under the old one.
            if let Some(old) = old.filter(|old| old.phone_number != entry.phone_number) {
                writes.push(StateWrite::Delete { ns: keys::PN, key: old.phone_number });
            }
            writes.push(put(
                keys::PN,
                &*entry.phone_number,
                entry.lid.clone().into_bytes().into(),
                0,
            ));
            writes.push(put(keys::LID, &*entry.lid, encode(entry)?, 0));
        }
        self.apply(writes).await?;
        self.lids.with(|set| {
            for entry in entries {
                set.remove(&keys::join(&[keys::LID, &entry.lid]));
                set.remove(&keys::join(&[keys::PN, &entry.phone_number]));
            }
        });
        for entry in entries {
            // Reported if the queue has capacity; otherwise the pair is reported with the next
            // message.
            let pair = LearntPair { lid: entry.lid.clone(), phone: entry.phone_number.clone() };
            if self.learnt.try_send(pair).is_err() {
                break;
            }
        }
        Ok(())
    }
}
