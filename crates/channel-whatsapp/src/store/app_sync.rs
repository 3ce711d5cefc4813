//! The account's synchronised settings: keys, collection versions and mutation MACs.

use super::{Store, encode, keys, put};
use async_trait::async_trait;
use bytes::Bytes;
use omni_channel::StateWrite;
use std::collections::HashMap;
use wacore::appstate::hash::HashState;
use wacore::appstate::processor::AppStateMutationMAC;
use wacore::store::error::Result;
use wacore::store::traits::{AppStateSyncKey, AppSyncStore};

fn mac_key(name: &str, index_mac: &[u8]) -> String {
    keys::join(&[name, &hex::encode(index_mac)])
}

#[async_trait]
impl AppSyncStore for Store {
    async fn get_sync_key(&self, key_id: &[u8]) -> Result<Option<AppStateSyncKey>> {
        self.get_json(keys::SYNC_KEY, &hex::encode(key_id)).await
    }

    async fn set_sync_key(&self, key_id: &[u8], key: AppStateSyncKey) -> Result<()> {
        self.apply(vec![
            put(keys::SYNC_KEY, hex::encode(key_id), encode(&key)?, 0),
            put(keys::SYNC_KEY_LATEST, "", Bytes::copy_from_slice(key_id), 0),
        ])
        .await
    }

    async fn get_version(&self, name: &str) -> Result<HashState> {
        Ok(self.get_json(keys::SYNC_VERSION, name).await?.unwrap_or_default())
    }

    async fn set_version(&self, name: &str, state: HashState) -> Result<()> {
        self.put(keys::SYNC_VERSION, name, encode(&state)?).await
    }

    async fn put_mutation_macs(
        &self,
        name: &str,
        version: u64,
        mutations: &[AppStateMutationMAC],
    ) -> Result<()> {
        let num = i64::try_from(version).unwrap_or(i64::MAX);
        let writes = mutations
            .iter()
            .map(|mac| {
                let value = Bytes::copy_from_slice(&mac.value_mac);
                put(keys::SYNC_MAC, mac_key(name, &mac.index_mac), value, num)
            })
            .collect();
        self.apply(writes).await
    }

    async fn get_mutation_mac(&self, name: &str, index_mac: &[u8]) -> Result<Option<Vec<u8>>> {
        Ok(self.get_bytes(keys::SYNC_MAC, &mac_key(name, index_mac)).await?.map(Vec::from))
    }

    async fn get_mutation_macs(
        &self,
        name: &str,
        index_macs: &[[u8; 32]],
    ) -> Result<HashMap<[u8; 32], Vec<u8>>> {
        let by_key: HashMap<String, [u8; 32]> =
            index_macs.iter().map(|mac| (mac_key(name, mac), *mac)).collect();
        let wanted: Vec<String> = by_key.keys().cloned().collect();
        let found = self.get_many(keys::SYNC_MAC, &wanted).await?;
        Ok(found
            .into_iter()
            .filter_map(|entry| by_key.get(&entry.key).map(|mac| (*mac, Vec::from(entry.value))))
            .collect())
    }

    async fn delete_mutation_macs(&self, name: &str, index_macs: &[Vec<u8>]) -> Result<()> {
        let writes = index_macs
            .iter()
            .map(|mac| StateWrite::Delete { ns: keys::SYNC_MAC, key: mac_key(name, mac) })
            .collect();
        self.apply(writes).await
    }

    async fn clear_mutation_macs(&self, name: &str) -> Result<()> {
        let prefix = keys::join(&[name, ""]);
        self.apply(vec![StateWrite::DeletePrefix { ns: keys::SYNC_MAC, prefix }]).await
    }

    async fn get_latest_sync_key_id(&self) -> Result<Option<Vec<u8>>> {
        Ok(self.get_bytes(keys::SYNC_KEY_LATEST, "").await?.map(Vec::from))
    }
}
