//! The buffer of messages that were decrypted but not yet accepted by the sink.

use super::{Store, keys, put};
use bytes::Bytes;
use omni_channel::StateWrite;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use wacore::store::error::Result;
use wacore::store::traits::{PendingInboundKey, PendingInboundRow};

/// Rows that were enqueued and may not be readable from the store yet.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    rows: Mutex<HashMap<String, Bytes>>,
    /// Something was enqueued since the store was last waited for.
    unsettled: AtomicBool,
}

impl Buffer {
    fn with<R>(&self, f: impl FnOnce(&mut HashMap<String, Bytes>) -> R) -> R {
        f(&mut self.rows.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn key(chat: &str, sender: &str, id: &str) -> String {
    keys::join(&[chat, sender, id])
}

impl Store {
    /// Enqueued, not applied: this is the hot path, and order is all that is needed (see the
    /// module above).
    pub(super) fn buffer_inbound(&self, rows: &[PendingInboundRow<'_>]) {
        let now = wacore::time::now_secs();
        let rows: Vec<(String, Bytes)> = rows
            .iter()
            .map(|row| (key(row.chat, row.sender, row.id), Bytes::copy_from_slice(row.message)))
            .collect();
        let writes =
            rows.iter().map(|(key, value)| put(keys::PENDING, key, value.clone(), now)).collect();
        self.pending.with(|map| map.extend(rows));
        self.pending.unsettled.store(true, Ordering::Release);
        self.state.enqueue(writes);
    }

    pub(super) fn unbuffer_inbound(&self, rows: &[PendingInboundKey<'_>]) {
        let gone: Vec<String> = rows.iter().map(|row| key(row.chat, row.sender, row.id)).collect();
        self.pending.with(|map| {
            for key in &gone {
                map.remove(key);
            }
            // A burst should not leave its table behind in an idle session.
            if map.is_empty() && map.capacity() > 64 {
                *map = HashMap::new();
            }
        });
        self.pending.unsettled.store(true, Ordering::Release);
        self.state.enqueue(
            gone.into_iter().map(|key| StateWrite::Delete { ns: keys::PENDING, key }).collect(),
        );
    }

    /// Called only when the network repeats a message, so it may wait: an applied write after the
    /// enqueued ones makes them readable.
    pub(super) async fn find_buffered(
        &self,
        chat: &str,
        sender: &str,
        id: &str,
    ) -> Result<Option<Vec<u8>>> {
        let key = key(chat, sender, id);
        if let Some(row) = self.pending.with(|map| map.get(&key).cloned()) {
            return Ok(Some(Vec::from(row)));
        }
        if self.pending.unsettled.swap(false, Ordering::AcqRel)
            && let Err(error) = self.settle().await
        {
            self.pending.unsettled.store(true, Ordering::Release);
            return Err(error);
        }
        Ok(self.get_bytes(keys::PENDING, &key).await?.map(Vec::from))
    }

    /// Drops rows older than the cutoff, and all that are only in memory.
    pub(super) async fn prune_buffered(&self, cutoff: i64) -> Result<u32> {
        let removed = self.delete_below(keys::PENDING, cutoff).await?;
        // That was an applied write, so everything enqueued before it can be read from the store.
        self.pending.with(|map| *map = HashMap::new());
        self.pending.unsettled.store(true, Ordering::Release);
        Ok(removed)
    }
}
