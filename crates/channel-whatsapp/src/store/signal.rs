//! Identities, sessions, one-time keys, signed keys and sender keys.

use super::{Store, keys, put};
use async_trait::async_trait;
use bytes::Bytes;
use omni_channel::StateWrite;
use std::sync::Arc;
use wacore::store::error::{Result, StoreError};
use wacore::store::traits::SignalStore;

impl Store {
    async fn put_all<'a, T: 'a>(
        &self,
        ns: &'static str,
        records: impl Iterator<Item = (&'a Arc<str>, T)>,
        value: impl Fn(T) -> Bytes,
    ) -> Result<()> {
        let writes =
            records.map(|(address, record)| put(ns, &**address, value(record), 0)).collect();
        self.apply(writes).await
    }
}

fn parse_number(key: &str) -> Result<u32> {
    key.parse().map_err(|_| StoreError::Validation("a stored key id is not a number".to_owned()))
}

#[async_trait]
impl SignalStore for Store {
    async fn put_identity(&self, address: &str, key: [u8; 32]) -> Result<()> {
        self.put(keys::IDENTITY, address, Bytes::copy_from_slice(&key)).await
    }

    async fn put_identities_batch(&self, identities: &[(Arc<str>, [u8; 32])]) -> Result<()> {
        let records = identities.iter().map(|(address, key)| (address, key));
        self.put_all(keys::IDENTITY, records, |key| Bytes::copy_from_slice(key)).await
    }

    async fn load_identity(&self, address: &str) -> Result<Option<[u8; 32]>> {
        self.get_bytes(keys::IDENTITY, address)
            .await?
            .map(|value| {
                <[u8; 32]>::try_from(&*value).map_err(|_| {
                    StoreError::Validation("an identity key is not 32 bytes".to_owned())
                })
            })
            .transpose()
    }

    async fn delete_identity(&self, address: &str) -> Result<()> {
        self.delete(keys::IDENTITY, address).await
    }

    async fn get_session(&self, address: &str) -> Result<Option<Bytes>> {
        self.get_bytes(keys::SESSION, address).await
    }

    async fn put_session(&self, address: &str, session: &[u8]) -> Result<()> {
        self.quiescence.wait().await;
        self.put(keys::SESSION, address, Bytes::copy_from_slice(session)).await
    }

    async fn put_sessions_batch(&self, sessions: &[(Arc<str>, Bytes)]) -> Result<()> {
        self.quiescence.wait().await;
        let records = sessions.iter().map(|(address, session)| (address, session));
        self.put_all(keys::SESSION, records, Bytes::clone).await
    }

    async fn delete_session(&self, address: &str) -> Result<()> {
        self.delete(keys::SESSION, address).await
    }

    async fn has_session(&self, address: &str) -> Result<bool> {
        Ok(self.get(keys::SESSION, address).await?.is_some())
    }

    async fn has_signal_state_for_user(&self, user: &str) -> Result<bool> {
        for ns in [keys::SESSION, keys::IDENTITY] {
            let found = self
                .scan(ns, user)
                .await?
                .iter()
                .any(|entry| entry.key[user.len()..].starts_with(['@', ':']));
            if found {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn store_prekey(&self, id: u32, record: &[u8], uploaded: bool) -> Result<()> {
        self.store_prekeys_batch(&[(id, Bytes::copy_from_slice(record))], uploaded).await
    }

    async fn store_prekeys_batch(&self, prekeys: &[(u32, Bytes)], uploaded: bool) -> Result<()> {
        let writes = prekeys
            .iter()
            .map(|(id, record)| {
                put(keys::PREKEY, keys::number(*id), record.clone(), uploaded.into())
            })
            .collect();
        self.apply(writes).await
    }

    async fn load_prekey(&self, id: u32) -> Result<Option<Bytes>> {
        self.get_bytes(keys::PREKEY, &keys::number(id)).await
    }

    async fn load_prekeys_batch(&self, ids: &[u32]) -> Result<Vec<(u32, Bytes)>> {
        let wanted: Vec<String> = ids.iter().copied().map(keys::number).collect();
        let found = self.get_many(keys::PREKEY, &wanted).await?;
        found.into_iter().map(|entry| Ok((parse_number(&entry.key)?, entry.value))).collect()
    }

    async fn mark_prekeys_uploaded(&self, ids: &[u32]) -> Result<()> {
        // `SetNum` never inserts: a key used in the meantime must not be restored.
        let writes = ids
            .iter()
            .map(|id| StateWrite::SetNum { ns: keys::PREKEY, key: keys::number(*id), num: 1 })
            .collect();
        self.apply(writes).await
    }

    async fn remove_prekey(&self, id: u32) -> Result<()> {
        self.delete(keys::PREKEY, keys::number(id)).await
    }

    async fn get_max_prekey_id(&self) -> Result<u32> {
        // Keys are zero-padded, so the last one by key is the greatest.
        let all = self.scan(keys::PREKEY, "").await?;
        all.last().map_or(Ok(0), |entry| parse_number(&entry.key))
    }

    async fn store_signed_prekey(&self, id: u32, record: &[u8]) -> Result<()> {
        self.put(keys::SIGNED_PREKEY, keys::number(id), Bytes::copy_from_slice(record)).await
    }

    async fn load_signed_prekey(&self, id: u32) -> Result<Option<Vec<u8>>> {
        Ok(self.get_bytes(keys::SIGNED_PREKEY, &keys::number(id)).await?.map(Vec::from))
    }

    async fn load_all_signed_prekeys(&self) -> Result<Vec<(u32, Vec<u8>)>> {
        let all = self.scan(keys::SIGNED_PREKEY, "").await?;
        all.into_iter()
            .map(|entry| Ok((parse_number(&entry.key)?, Vec::from(entry.value))))
            .collect()
    }

    async fn remove_signed_prekey(&self, id: u32) -> Result<()> {
        self.delete(keys::SIGNED_PREKEY, keys::number(id)).await
    }

    async fn put_sender_key(&self, address: &str, record: &[u8]) -> Result<()> {
        self.quiescence.wait().await;
        self.put(keys::SENDER_KEY, address, Bytes::copy_from_slice(record)).await
    }

    async fn put_sender_keys_batch(&self, sender_keys: &[(Arc<str>, Bytes)]) -> Result<()> {
        self.quiescence.wait().await;
        let records = sender_keys.iter().map(|(address, record)| (address, record));
        self.put_all(keys::SENDER_KEY, records, Bytes::clone).await
    }

    async fn get_sender_key(&self, address: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.get_bytes(keys::SENDER_KEY, address).await?.map(Vec::from))
    }

    async fn delete_sender_key(&self, address: &str) -> Result<()> {
        self.delete(keys::SENDER_KEY, address).await
    }
}
