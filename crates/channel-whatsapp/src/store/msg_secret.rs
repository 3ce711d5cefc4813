//! Secrets of messages, which unlock edits, votes and the like that refer to them.

use super::{Store, keys, put};
use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use std::collections::HashMap;
use wacore::store::error::Result;
use wacore::store::traits::{
    MsgSecretEntry, MsgSecretStore, merge_msg_secret_expiry, merge_msg_secret_message_ts,
};

/// Seconds for which votes in a poll are read; half a year.
const POLLS_KEPT: i64 = 183 * 24 * 3600;
const TIME: usize = size_of::<i64>();

fn key(chat: &str, sender: &str, id: &str) -> String {
    keys::join(&[chat, sender, id])
}

/// The message's time (8 bytes, big endian), then the secret; the expiry is the row's number.
fn pack(message_ts: i64, secret: &[u8]) -> Bytes {
    let mut value = BytesMut::with_capacity(TIME + secret.len());
    value.extend_from_slice(&message_ts.to_be_bytes());
    value.extend_from_slice(secret);
    value.freeze()
}

fn unpack(value: &[u8]) -> Option<(i64, &[u8])> {
    let (time, secret) = value.split_first_chunk::<TIME>()?;
    Some((i64::from_be_bytes(*time), secret))
}

impl Store {
    async fn secret(&self, chat: &str, sender: &str, id: &str) -> Result<Option<(Vec<u8>, i64)>> {
        let value = self.get_bytes(keys::SECRET, &key(chat, sender, id)).await?;
        Ok(value.and_then(|value| unpack(&value).map(|(time, secret)| (secret.to_vec(), time))))
    }
}

#[async_trait]
impl MsgSecretStore for Store {
    async fn put_msg_secrets(&self, entries: Vec<MsgSecretEntry>) -> Result<usize> {
        let _one_at_a_time = self.merge.lock().await;
        let wanted: Vec<String> =
            entries.iter().map(|entry| key(&entry.chat, &entry.sender, &entry.msg_id)).collect();
        // (expiry, message time) of what is stored, and of what this very batch adds.
        let mut known: HashMap<String, (i64, i64)> = self
            .get_many(keys::SECRET, &wanted)
            .await?
            .into_iter()
            .map(|row| {
                let time = unpack(&row.value).map_or(0, |(time, _)| time);
                (row.key, (row.num, time))
            })
            .collect();
        let mut writes = Vec::with_capacity(entries.len());
        for (key, entry) in wanted.into_iter().zip(&entries) {
            let (expiry, time) =
                known.get(&key).map_or((entry.expires_at, entry.message_ts), |(expiry, time)| {
                    (
                        merge_msg_secret_expiry(*expiry, entry.expires_at),
                        merge_msg_secret_message_ts(*time, entry.message_ts),
                    )
                });
            known.insert(key.clone(), (expiry, time));
            writes.push(put(keys::SECRET, key, pack(time, &entry.secret), expiry));
        }
        self.apply(writes).await?;
        Ok(entries.len())
    }

    async fn get_msg_secret(
        &self,
        chat: &str,
        sender: &str,
        msg_id: &str,
    ) -> Result<Option<Vec<u8>>> {
        Ok(self.secret(chat, sender, msg_id).await?.map(|(secret, _)| secret))
    }

    /// For what refers to a message. There is none of a poll or an event: the library would return what
    /// it decrypts without its target (`inbound/sealed.rs`).
    async fn get_msg_secret_with_ts(
        &self,
        chat: &str,
        sender: &str,
        msg_id: &str,
    ) -> Result<Option<(Vec<u8>, i64)>> {
        if self.get(keys::POLL, msg_id).await?.is_some() {
            return Ok(None);
        }
        self.secret(chat, sender, msg_id).await
    }

    async fn delete_expired_msg_secrets(&self, cutoff_timestamp: i64) -> Result<u32> {
        self.delete_below(keys::POLL, cutoff_timestamp.saturating_sub(POLLS_KEPT)).await?;
        // "At or before" there, "below" here.
        self.delete_below(keys::SECRET, cutoff_timestamp.saturating_add(1)).await
    }
}
