//! Trusted-contact tokens: the one received from a contact, and when the account's own was sent to
//! it. Each writer changes only its own half, under one lock, so that neither drops the other's.

use super::{Store, decode, encode, keys, put};
use omni_channel::StateWrite;
use wacore::store::error::Result;
use wacore::store::traits::TcTokenEntry;

impl Store {
    pub(super) async fn merge_tc_token(
        &self,
        jid: &str,
        merge: impl FnOnce(Option<TcTokenEntry>) -> Option<TcTokenEntry> + Send,
    ) -> Result<()> {
        let _one_at_a_time = self.merge.lock().await;
        let existing = self.get_json(keys::TC_TOKEN, jid).await?;
        match merge(existing) {
            Some(entry) => self.put(keys::TC_TOKEN, jid, encode(&entry)?).await,
            None => Ok(()),
        }
    }

    pub(super) async fn prune_tc_tokens(
        &self,
        token_cutoff: i64,
        sender_cutoff: i64,
    ) -> Result<u32> {
        let _one_at_a_time = self.merge.lock().await;
        let mut writes = Vec::new();
        for row in self.scan(keys::TC_TOKEN, "").await? {
            let entry: TcTokenEntry = decode(&row.value)?;
            let received = !entry.token.is_empty() && entry.token_timestamp >= token_cutoff;
            let sent = entry.sender_timestamp.is_some_and(|at| at >= sender_cutoff);
            if !received && !sent {
                writes.push(StateWrite::Delete { ns: keys::TC_TOKEN, key: row.key });
            }
        }
        let removed = u32::try_from(writes.len()).unwrap_or(u32::MAX);
        self.apply(writes).await?;
        Ok(removed)
    }

    pub(super) async fn put_tc(&self, jid: &str, entry: &TcTokenEntry) -> Result<()> {
        let _one_at_a_time = self.merge.lock().await;
        self.apply(vec![put(keys::TC_TOKEN, jid, encode(entry)?, 0)]).await
    }
}

/// Moves the sent half forward, never back.
pub(super) fn touched(existing: Option<TcTokenEntry>, at: i64) -> TcTokenEntry {
    match existing {
        Some(entry) => TcTokenEntry {
            sender_timestamp: Some(entry.sender_timestamp.map_or(at, |old| old.max(at))),
            ..entry
        },
        None => TcTokenEntry { token: Vec::new(), token_timestamp: at, sender_timestamp: Some(at) },
    }
}

/// Stores a received token unless a newer one is stored.
pub(super) fn received(
    existing: Option<TcTokenEntry>,
    token: &[u8],
    at: i64,
) -> Option<TcTokenEntry> {
    let stale = existing
        .as_ref()
        .is_some_and(|entry| !entry.token.is_empty() && at < entry.token_timestamp);
    (!stale).then(|| TcTokenEntry {
        token: token.to_vec(),
        token_timestamp: at,
        sender_timestamp: existing.and_then(|entry| entry.sender_timestamp),
    })
}
