//! The interfaces that a channel session is given: to the database, blob store and pipeline.

use super::Source;
use super::live::Live;
use crate::app::App;
use crate::blob_keys;
use crate::sessions::supervise;
use async_trait::async_trait;
use omni_channel::{
    ChannelContext, Inbound, InboundSink, MediaStore, MediaStream, MediaUpload, Proxy, SinkError,
    StateEntry, StateError, StateStore, StateWrite, StatusUpdate, StoredMedia,
};
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;
use omni_domain::message::DeliveryStatus;
use omni_storage::{Fence, StorageError, Store};
use std::sync::Arc;

/// Look-ups of numbers are counted by the hour.
const HOUR_MS: i64 = 3600 * 1000;

/// Everything the instance's session may use.
pub(super) fn context(
    app: &App,
    live: &Arc<Live>,
    fence: &Arc<Fence>,
    settings: serde_json::Map<String, serde_json::Value>,
    proxy: Option<Proxy>,
) -> ChannelContext {
    let sink = Sink { app: app.clone(), live: Arc::clone(live), fence: Arc::clone(fence) };
    ChannelContext {
        instance: live.id,
        settings: Arc::new(settings),
        proxy,
        sink: Arc::new(sink),
        state: Arc::new(InstanceState::new(app, live.id, Arc::clone(fence))),
        media: Arc::new(InstanceMedia { app: app.clone(), instance: live.id }),
        env: app.env.clone(),
    }
}

struct Sink {
    app: App,
    live: Arc<Live>,
    fence: Arc<Fence>,
}

#[async_trait]
impl InboundSink for Sink {
    async fn accept(&self, batch: Vec<Inbound>) -> Result<(), SinkError> {
        let source = Source::Session(Arc::clone(&self.fence));
        self.app.ingest.submit(self.live.meta(), source, batch).await
    }

    async fn has_message(&self, external_id: &str) -> Result<bool, SinkError> {
        let ids = [external_id.to_owned()];
        let found = self
            .app
            .store
            .find_messages_by_external(self.live.id, &ids)
            .await
            .map_err(|error| SinkError::NotStored(error.to_string()))?;
        Ok(found.iter().any(|message| message.status != DeliveryStatus::Undecryptable))
    }

    async fn take_look_ups(&self, wanted: u32) -> u32 {
        let (id, most) = (self.live.id, self.app.config.number_checks.per_hour);
        let hour = self.app.env.now().0.div_euclid(HOUR_MS);
        let taken = self.app.store.write(move |tx| {
            Box::pin(async move { tx.take_number_checks(id, hour, wanted, most).await })
        });
        match taken.await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::warn!(instance.id = %id, %error, "look-ups of numbers could not be counted");
                0
            }
        }
    }

    fn status(&self, update: StatusUpdate) {
        // A session of an earlier epoch, which has not ended yet, reports nothing about the present one.
        if self.fence.is_lost() {
            return;
        }
        // The session has no reason for its closing.
        let is_closed = update.state == ConnectionState::Disconnected && self.live.is_run_ended();
        let update = if is_closed { supervise::closed(&self.app, &self.live) } else { update };
        supervise::report(&self.app, &self.live, update);
    }
}

/// A session's keys and credentials, in `channel_state`. Only the owner of the lease changes them.
pub(super) struct InstanceState {
    store: Store,
    instance: InstanceId,
    fence: Arc<Fence>,
}

impl InstanceState {
    pub(super) fn new(app: &App, instance: InstanceId, fence: Arc<Fence>) -> Self {
        Self { store: app.store.clone(), instance, fence }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn failed(error: StorageError) -> StateError {
    StateError(error.to_string())
}

#[async_trait]
impl StateStore for InstanceState {
    async fn get(&self, ns: &'static str, key: &str) -> Result<Option<StateEntry>, StateError> {
        self.store.get_state(self.instance, ns, key).await.map_err(failed)
    }

    async fn get_many(
        &self,
        ns: &'static str,
        keys: &[String],
    ) -> Result<Vec<StateEntry>, StateError> {
        self.store.get_states(self.instance, ns, keys).await.map_err(failed)
    }

    async fn scan(&self, ns: &'static str, prefix: &str) -> Result<Vec<StateEntry>, StateError> {
        self.store.scan_state(self.instance, ns, prefix).await.map_err(failed)
    }

    async fn apply(&self, writes: Vec<StateWrite>) -> Result<(), StateError> {
        self.store.write_state(self.instance, &self.fence, writes).await.map_err(failed)
    }

    fn enqueue(&self, writes: Vec<StateWrite>) {
        self.store.write_state_later(self.instance, &self.fence, writes);
    }

    async fn delete_below(&self, ns: &'static str, cutoff: i64) -> Result<u32, StateError> {
        let (instance, fence) = (self.instance, Arc::clone(&self.fence));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    tx.require_fence(&fence).await?;
                    tx.delete_state_below(instance, ns, cutoff).await
                })
            })
            .await
            .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
            .map_err(failed)
    }

    async fn clear(&self) -> Result<(), StateError> {
        let (instance, fence) = (self.instance, Arc::clone(&self.fence));
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    tx.require_fence(&fence).await?;
                    tx.clear_state(instance).await
                })
            })
            .await
            .map_err(failed)
    }
}

struct InstanceMedia {
    app: App,
    instance: InstanceId,
}

#[async_trait]
impl MediaStore for InstanceMedia {
    async fn put(&self, upload: MediaUpload, bytes: MediaStream) -> std::io::Result<StoredMedia> {
        let key = blob_keys::media(self.instance, upload.id);
        let limit = self.app.config.limits.media_bytes;
        let stored = self
            .app
            .blobs
            .put(&key, upload.size, bytes, limit)
            .await
            .map_err(std::io::Error::other)?;
        Ok(StoredMedia { key: stored.key, size: stored.size, sha256: stored.sha256 })
    }

    async fn open(&self, key: &str) -> std::io::Result<(u64, MediaStream)> {
        self.app.blobs.read(key).await.map_err(std::io::Error::other)
    }

    fn now(&self) -> Timestamp {
        self.app.env.now()
    }
}
