//! The library's five storage traits over one [`StateStore`].
//!
//! Two kinds of writes. What must be durable before something is sent (sessions,
//! identities, keys) is applied and awaited. The buffer of inbound messages and the copies of sent
//! ones are only enqueued: the store applies writes in the order of the calls, so a committed
//! session is never stored without the buffered messages that advanced it, and the message itself
//! (`InboundSink::accept`) is committed after its buffered copy. A crash between
//! the two loses both, and the network delivers the message again.

mod app_sync;
mod device;
pub(crate) mod keys;
mod lid;
mod msg_secret;
mod pending;
mod protocol;
mod signal;
mod spent;
mod tc_token;

pub(crate) use device::stored as stored_device;

use bytes::Bytes;
use omni_channel::{InboundSink, StateEntry, StateError, StateStore, StateWrite};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use tokio::sync::mpsc;
use wacore::store::error::{Result, StoreError};

use crate::session::background::Background;
use crate::session::quiescence::Quiescence;

/// The phone JID and LID of one contact, just learnt: user parts only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LearntPair {
    pub(crate) lid: String,
    pub(crate) phone: String,
}

/// The library's backend for one session.
pub(crate) struct Store {
    state: Arc<dyn StateStore>,
    /// Awaited before sessions are written: see its module.
    quiescence: Arc<Quiescence>,
    /// Queried for a message that the network repeats.
    sink: Arc<dyn InboundSink>,
    background: Arc<Background>,
    requests: spent::Requests,
    pending: pending::Buffer,
    lids: lid::Misses,
    learnt: mpsc::Sender<LearntPair>,
    /// Locked during read-modify-write of tokens, secrets and mappings.
    merge: tokio::sync::Mutex<()>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    pub(crate) fn new(
        state: Arc<dyn StateStore>,
        sink: Arc<dyn InboundSink>,
        quiescence: Arc<Quiescence>,
        background: Arc<Background>,
        learnt: mpsc::Sender<LearntPair>,
    ) -> Self {
        Self {
            state,
            sink,
            quiescence,
            background,
            requests: spent::Requests::default(),
            pending: pending::Buffer::default(),
            lids: lid::Misses::default(),
            learnt,
            merge: tokio::sync::Mutex::new(()),
        }
    }

    async fn get(&self, ns: &'static str, key: &str) -> Result<Option<StateEntry>> {
        self.state.get(ns, key).await.map_err(failed)
    }

    async fn get_bytes(&self, ns: &'static str, key: &str) -> Result<Option<Bytes>> {
        Ok(self.get(ns, key).await?.map(|entry| entry.value))
    }

    async fn get_json<T: DeserializeOwned>(
        &self,
        ns: &'static str,
        key: &str,
    ) -> Result<Option<T>> {
        self.get(ns, key).await?.map(|entry| decode(&entry.value)).transpose()
    }

    async fn get_many(&self, ns: &'static str, keys: &[String]) -> Result<Vec<StateEntry>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        self.state.get_many(ns, keys).await.map_err(failed)
    }

    async fn scan(&self, ns: &'static str, prefix: &str) -> Result<Vec<StateEntry>> {
        self.state.scan(ns, prefix).await.map_err(failed)
    }

    async fn apply(&self, writes: Vec<StateWrite>) -> Result<()> {
        if writes.is_empty() {
            return Ok(());
        }
        self.state.apply(writes).await.map_err(failed)
    }

    /// Returns once everything enqueued before can be read.
    async fn settle(&self) -> Result<()> {
        self.delete(keys::PENDING, "").await
    }

    async fn put(&self, ns: &'static str, key: impl Into<String>, value: Bytes) -> Result<()> {
        self.apply(vec![put(ns, key, value, 0)]).await
    }

    async fn delete(&self, ns: &'static str, key: impl Into<String>) -> Result<()> {
        self.apply(vec![StateWrite::Delete { ns, key: key.into() }]).await
    }

    async fn delete_below(&self, ns: &'static str, cutoff: i64) -> Result<u32> {
        self.state.delete_below(ns, cutoff).await.map_err(failed)
    }
}

fn put(ns: &'static str, key: impl Into<String>, value: Bytes, num: i64) -> StateWrite {
    StateWrite::Put { ns, key: key.into(), value, num }
}

fn failed(error: StateError) -> StoreError {
    StoreError::Database(Box::new(error))
}

fn encode<T: Serialize>(value: &T) -> Result<Bytes> {
    serde_json::to_vec(value)
        .map(Bytes::from)
        .map_err(|error| StoreError::Serialization(Box::new(error)))
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::Serialization(Box::new(error)))
}

#[cfg(test)]
mod tests;
