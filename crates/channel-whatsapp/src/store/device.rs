//! The one record of this device: its keys, its account, its counters.

use super::{Store, decode, encode, failed, keys};
use async_trait::async_trait;
use omni_channel::StateStore;
use wacore::stats::StorageResourceReport;
use wacore::store::Device;
use wacore::store::error::Result;
use wacore::store::traits::DeviceStore;

#[async_trait]
impl DeviceStore for Store {
    async fn save(&self, device: &Device) -> Result<()> {
        self.put(keys::DEVICE, "", encode(device)?).await
    }

    async fn load(&self) -> Result<Option<Device>> {
        self.get_json(keys::DEVICE, "").await
    }

    async fn exists(&self) -> Result<bool> {
        Ok(self.get(keys::DEVICE, "").await?.is_some())
    }

    async fn create(&self) -> Result<i32> {
        if !self.exists().await? {
            self.save(&Device::new()).await?;
        }
        // Every session has a store of its own, so there is one device in each.
        Ok(1)
    }

    async fn resource_report(&self) -> StorageResourceReport {
        StorageResourceReport::default()
    }
}

/// The record of a state that no session has open.
pub(crate) async fn stored(state: &dyn StateStore) -> Result<Option<Device>> {
    let entry = state.get(keys::DEVICE, "").await.map_err(failed)?;
    entry.map(|entry| decode(&entry.value)).transpose()
}
