//! Test doubles of a session's context: one "database" behind the state store and the sink, and a
//! media store. Strict where the contract is loose: enqueued writes are not readable until
//! something is applied or accepted, and a crash loses them.

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use omni_channel::{
    ChannelContext, Inbound, InboundSink, MediaStore, MediaStream, MediaUpload, SinkError,
    StateEntry, StateError, StateStore, StateWrite, StatusUpdate, StoredMedia,
};
use omni_domain::content::Content;
use omni_domain::ids::InstanceId;
use omni_domain::{Env, Timestamp};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Notify;

type Rows = BTreeMap<(&'static str, String), (Bytes, i64)>;

#[derive(Debug, Default)]
struct Tables {
    rows: Rows,
    queued: Vec<Vec<StateWrite>>,
    inbound: Vec<Inbound>,
    statuses: Vec<StatusUpdate>,
}

impl Tables {
    fn settle(&mut self) {
        for writes in std::mem::take(&mut self.queued) {
            self.write(writes);
        }
    }

    fn write(&mut self, writes: Vec<StateWrite>) {
        for write in writes {
            match write {
                StateWrite::Put { ns, key, value, num } => {
                    self.rows.insert((ns, key), (value, num));
                }
                StateWrite::SetNum { ns, key, num } => {
                    if let Some(row) = self.rows.get_mut(&(ns, key)) {
                        row.1 = num;
                    }
                }
                StateWrite::Delete { ns, key } => {
                    self.rows.remove(&(ns, key));
                }
                StateWrite::DeletePrefix { ns, prefix } => {
                    self.rows.retain(|(space, key), _| *space != ns || !key.starts_with(&prefix));
                }
            }
        }
    }
}

/// State store and sink over one store in memory.
#[derive(Debug, Default)]
pub(crate) struct Database {
    tables: Mutex<Tables>,
    pub(crate) changed: Notify,
    refusals: AtomicU32,
    refuses_chats: AtomicBool,
    /// A text whose delivery to the sink never ends, and whose buffered copy is not stored.
    stuck: Mutex<Option<Content>>,
    is_stuck: AtomicBool,
    pub(crate) applied: AtomicU32,
    /// Numbers that the session asked to look up.
    pub(crate) look_ups: AtomicU32,
    /// Nothing is stored while it is locked for writing.
    pub(crate) gate: tokio::sync::RwLock<()>,
    /// Batches that waited at the gate, or passed it.
    pub(crate) arrived: AtomicU32,
}

impl Database {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().expect("not poisoned")
    }

    /// The state after the process was killed: writes that were only enqueued are lost.
    pub(crate) fn after_crash(&self) -> Arc<Self> {
        let tables = self.tables();
        let copy = Self::default();
        copy.tables().rows.clone_from(&tables.rows);
        copy.tables().inbound.clone_from(&tables.inbound);
        Arc::new(copy)
    }

    /// The sink refuses the next batches with messages in them.
    pub(crate) fn refuse(&self, batches: u32) {
        self.refusals.store(batches, Ordering::SeqCst);
    }

    /// Whether the sink refuses batches with chats in them from now on.
    pub(crate) fn refuse_chats(&self, refused: bool) {
        self.refuses_chats.store(refused, Ordering::SeqCst);
    }

    /// Messages with this text are never stored, while the keys that decrypt them are.
    pub(crate) fn lose(&self, text: &str) {
        *self.stuck.lock().expect("not poisoned") = Some(Content::text(text));
    }

    /// A message that is to be lost was decrypted and is not stored.
    pub(crate) fn is_losing(&self) -> bool {
        self.is_stuck.load(Ordering::SeqCst)
    }

    fn loses(&self) -> Option<Content> {
        self.stuck.lock().expect("not poisoned").clone()
    }

    pub(crate) fn refusals_left(&self) -> u32 {
        self.refusals.load(Ordering::SeqCst)
    }

    pub(crate) fn received(&self) -> Vec<Inbound> {
        self.tables().inbound.clone()
    }

    pub(crate) fn statuses(&self) -> Vec<StatusUpdate> {
        self.tables().statuses.clone()
    }

    pub(crate) fn clear_statuses(&self) {
        self.tables().statuses.clear();
    }

    pub(crate) fn rows_in(&self, ns: &str) -> usize {
        self.tables().rows.keys().filter(|(space, _)| *space == ns).count()
    }

    pub(crate) fn has_row(&self, ns: &str, prefix: &str) -> bool {
        self.tables().rows.keys().any(|(space, key)| *space == ns && key.starts_with(prefix))
    }
}

/// A session's context over this database.
pub(crate) fn context(database: &Arc<Database>, media: &Arc<Blobs>) -> ChannelContext {
    let env = Env::system();
    ChannelContext {
        instance: env.id::<InstanceId>(),
        settings: Arc::default(),
        proxy: None,
        sink: Arc::clone(database) as _,
        state: Arc::clone(database) as _,
        media: Arc::clone(media) as _,
        env,
    }
}

#[async_trait]
impl InboundSink for Database {
    async fn accept(&self, batch: Vec<Inbound>) -> Result<(), SinkError> {
        tokio::task::yield_now().await;
        self.arrived.fetch_add(1, Ordering::SeqCst);
        self.changed.notify_waiters();
        let _open = self.gate.read().await;
        let lost = self.loses();
        if batch.iter().any(
            |one| matches!(one, Inbound::Message(message) if Some(&message.content) == lost.as_ref()),
        ) {
            self.is_stuck.store(true, Ordering::SeqCst);
            self.changed.notify_waiters();
            std::future::pending::<()>().await;
        }
        let refused = batch.iter().any(|one| matches!(one, Inbound::Message(_)))
            && self
                .refusals
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                .is_ok();
        let has_chats = batch.iter().any(|one| matches!(one, Inbound::Chat(_)));
        if refused || has_chats && self.refuses_chats.load(Ordering::SeqCst) {
            return Err(SinkError::NotStored("a refusal that the test requested".to_owned()));
        }
        let mut tables = self.tables();
        tables.settle();
        tables.inbound.extend(batch);
        drop(tables);
        self.changed.notify_waiters();
        Ok(())
    }

    async fn has_message(&self, external_id: &str) -> Result<bool, SinkError> {
        Ok(self.tables().inbound.iter().any(
            |one| matches!(one, Inbound::Message(message) if message.external_id == external_id),
        ))
    }

    async fn take_look_ups(&self, wanted: u32) -> u32 {
        self.look_ups.fetch_add(wanted, Ordering::SeqCst);
        wanted
    }

    fn status(&self, update: StatusUpdate) {
        self.tables().statuses.push(update);
        self.changed.notify_waiters();
    }
}

fn entry(((_, key), (value, num)): (&(&'static str, String), &(Bytes, i64))) -> StateEntry {
    StateEntry { key: key.clone(), value: value.clone(), num: *num }
}

#[async_trait]
impl StateStore for Database {
    async fn get(&self, ns: &'static str, key: &str) -> Result<Option<StateEntry>, StateError> {
        Ok(self.tables().rows.get_key_value(&(ns, key.to_owned())).map(entry))
    }

    async fn get_many(
        &self,
        ns: &'static str,
        keys: &[String],
    ) -> Result<Vec<StateEntry>, StateError> {
        let tables = self.tables();
        Ok(keys
            .iter()
            .filter_map(|key| tables.rows.get_key_value(&(ns, key.clone())).map(entry))
            .collect())
    }

    async fn scan(&self, ns: &'static str, prefix: &str) -> Result<Vec<StateEntry>, StateError> {
        let tables = self.tables();
        Ok(tables
            .rows
            .iter()
            .filter(|((space, key), _)| *space == ns && key.starts_with(prefix))
            .map(entry)
            .collect())
    }

    async fn apply(&self, writes: Vec<StateWrite>) -> Result<(), StateError> {
        tokio::task::yield_now().await;
        let mut tables = self.tables();
        tables.settle();
        tables.write(writes);
        drop(tables);
        self.applied.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_waiters();
        Ok(())
    }

    fn enqueue(&self, mut writes: Vec<StateWrite>) {
        if self.loses().is_some() {
            writes.retain(|write| !matches!(write, StateWrite::Put { ns: "wa.pending", .. }));
        }
        self.tables().queued.push(writes);
    }

    async fn delete_below(&self, ns: &'static str, cutoff: i64) -> Result<u32, StateError> {
        let mut tables = self.tables();
        tables.settle();
        let before = tables.rows.len();
        tables.rows.retain(|(space, _), (_, num)| *space != ns || *num <= 0 || *num >= cutoff);
        Ok(u32::try_from(before - tables.rows.len()).expect("few rows"))
    }

    async fn clear(&self) -> Result<(), StateError> {
        let mut tables = self.tables();
        tables.queued.clear();
        tables.rows.clear();
        Ok(())
    }
}

/// Media in memory.
#[derive(Debug, Default)]
pub(crate) struct Blobs(Mutex<HashMap<String, Bytes>>);

impl Blobs {
    pub(crate) fn add(&self, key: &str, bytes: Vec<u8>) {
        self.0.lock().expect("not poisoned").insert(key.to_owned(), bytes.into());
    }

    pub(crate) fn read(&self, key: &str) -> Option<Bytes> {
        self.0.lock().expect("not poisoned").get(key).cloned()
    }
}

#[async_trait]
impl MediaStore for Blobs {
    async fn put(&self, upload: MediaUpload, bytes: MediaStream) -> std::io::Result<StoredMedia> {
        let bytes = bytes.try_collect::<Vec<_>>().await?.concat();
        let key = upload.id.to_string();
        let stored = StoredMedia {
            key: key.clone(),
            size: bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(&bytes)),
        };
        self.add(&key, bytes);
        Ok(stored)
    }

    async fn open(&self, key: &str) -> std::io::Result<(u64, MediaStream)> {
        let bytes = self.read(key).ok_or(std::io::ErrorKind::NotFound)?;
        let size = bytes.len() as u64;
        let pieces: Vec<_> =
            bytes.chunks(7_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        Ok((size, stream::iter(pieces).boxed()))
    }

    fn now(&self) -> Timestamp {
        Env::system().now()
    }
}
