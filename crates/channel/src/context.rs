//! The context of a channel session: the sink of what it receives, the store of its keys, the store
//! of media.

use crate::connection::StatusUpdate;
use crate::inbound::Inbound;
use crate::proxy::Proxy;
use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use omni_domain::ids::{InstanceId, MediaId};
use omni_domain::session_state::{StateEntry, StateWrite};
use omni_domain::{Env, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Everything a session may use.
#[derive(Clone)]
pub struct ChannelContext {
    /// The instance the session is for.
    pub instance: InstanceId,
    /// `channelConfig` of the instance, secrets opened.
    pub settings: Arc<serde_json::Map<String, serde_json::Value>>,
    /// The proxy of all its connections; `None` is a direct connection.
    pub proxy: Option<Proxy>,
    /// The sink of what is received.
    pub sink: Arc<dyn InboundSink>,
    /// The session's own keys and credentials.
    pub state: Arc<dyn StateStore>,
    /// Bytes of media.
    pub media: Arc<dyn MediaStore>,
    /// Time and ids.
    pub env: Env,
}

impl fmt::Debug for ChannelContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelContext").field("instance", &self.instance).finish_non_exhaustive()
    }
}

/// Why the sink did not accept a batch. The channel must not acknowledge any of it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SinkError {
    /// The store did not commit; the network should deliver the batch again.
    #[error("the batch could not be stored: {0}")]
    NotStored(String),
    /// Another node owns this session now; this one must stop.
    #[error("this session has a new owner")]
    Fenced,
}

/// Stores what a session receives.
#[async_trait]
pub trait InboundSink: Send + Sync {
    /// Stores the batch, all or nothing and at most once per item (a repeat is dropped by its
    /// external id). Returns only after the commit: acknowledge to the network then, not before.
    async fn accept(&self, batch: Vec<Inbound>) -> Result<(), SinkError>;

    /// Whether a message with this id is stored with its content. Queried when the network
    /// repeats a message that the session's keys have already decrypted.
    async fn has_message(&self, external_id: &str) -> Result<bool, SinkError>;

    /// How many of `wanted` numbers the network may be asked about now; they count as asked. A program
    /// that asks about many gets its account banned.
    async fn take_look_ups(&self, wanted: u32) -> u32 {
        wanted
    }

    /// Reports the connection's state. Never blocks.
    fn status(&self, update: StatusUpdate);
}

/// The state could not be read or written.
#[derive(Debug, Clone, thiserror::Error)]
#[error("session state: {0}")]
pub struct StateError(pub String);

/// A session's keys and credentials: a namespaced byte store in Omni's database, so that a
/// session moves between nodes with it. Already scoped to one instance.
///
/// Writes apply in the order of the calls, `enqueue`d ones included, and before any later
/// [`InboundSink::accept`] of the same instance: what is committed is always a prefix.
#[async_trait]
pub trait StateStore: Send + Sync {
    /// One record.
    async fn get(&self, ns: &'static str, key: &str) -> Result<Option<StateEntry>, StateError>;

    /// The records of these keys, in no particular order; missing ones are left out.
    async fn get_many(
        &self,
        ns: &'static str,
        keys: &[String],
    ) -> Result<Vec<StateEntry>, StateError>;

    /// Every record whose key begins with `prefix` (empty: all), by key.
    async fn scan(&self, ns: &'static str, prefix: &str) -> Result<Vec<StateEntry>, StateError>;

    /// Applies all writes or none; durable once it returns.
    async fn apply(&self, writes: Vec<StateWrite>) -> Result<(), StateError>;

    /// Applies all writes or none, asynchronously and before anything applied later.
    fn enqueue(&self, writes: Vec<StateWrite>);

    /// Removes records with `0 < num < cutoff`; returns how many.
    async fn delete_below(&self, ns: &'static str, cutoff: i64) -> Result<u32, StateError>;

    /// Removes everything: the session was logged out.
    async fn clear(&self) -> Result<(), StateError>;
}

/// Bytes of a media file, in chunks.
pub type MediaStream = BoxStream<'static, std::io::Result<Bytes>>;

/// Metadata of bytes that are about to be stored.
#[derive(Debug, Clone)]
pub struct MediaUpload {
    /// The media row.
    pub id: MediaId,
    /// MIME type.
    pub mime_type: String,
    /// Bytes, if known beforehand.
    pub size: Option<u64>,
}

/// Metadata of stored bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMedia {
    /// Key in the blob store.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
}

/// Bytes of media, in and out, as streams: no file is ever wholly in memory.
#[async_trait]
pub trait MediaStore: Send + Sync {
    /// Stores a stream. Nothing is kept if it fails or exceeds the size limit.
    async fn put(&self, upload: MediaUpload, bytes: MediaStream) -> std::io::Result<StoredMedia>;

    /// Opens stored bytes.
    async fn open(&self, key: &str) -> std::io::Result<(u64, MediaStream)>;

    /// The current time of the server's clock, for file names and expiry.
    fn now(&self) -> Timestamp;
}
