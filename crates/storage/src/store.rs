//! The store: all reads and writes.

use crate::checkpoint;
use crate::committed::{CommitHook, Committed};
use crate::dialect;
use crate::error::StorageError;
use crate::leases::Fence;
use crate::migrate::{self, SchemaState};
use crate::options::{Engine, StoreOptions};
use crate::read_cache::ReadCaches;
use crate::readers::{Reader, Readers, SqliteReaders};
use crate::state::StateWrite;
use crate::tx::Tx;
use crate::writer::{Counters, Opener, PutState, Queue, QueueSender, Write, Writer};
use futures::future::BoxFuture;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The database. Cheap to clone; all clones share one writer.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    opener: Opener,
    options: StoreOptions,
    readers: Readers,
    /// SQLite: answers that hold until the next commit.
    caches: Option<ReadCaches>,
    sender: QueueSender,
    hook: Arc<OnceLock<CommitHook>>,
    counters: Arc<Counters>,
    writer: Mutex<Option<JoinHandle<()>>>,
    checkpointer: Mutex<Option<JoinHandle<()>>>,
    /// Postgres: the connection of [`Store::write_aside`], once it is open.
    aside: tokio::sync::Mutex<Option<Tx>>,
    closed: AtomicBool,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("engine", &self.opener.engine()).finish_non_exhaustive()
    }
}

/// The counters of the writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreStats {
    /// Writes that wait.
    pub queue_depth: usize,
    /// Commits.
    pub groups: u64,
    /// Writes.
    pub ops: u64,
    /// Writes that failed and were rolled back.
    pub failed: u64,
    /// `write_later`s that found the queue full.
    pub dropped: u64,
    /// Rows that could not be read, counted with each read, of all stores of the process.
    pub unreadable: u64,
}

impl Store {
    /// Opens `sqlite://path` (created if missing) or `postgres://...` and starts the writer. Does
    /// not migrate.
    pub async fn open(url: &str, options: StoreOptions) -> Result<Self, StorageError> {
        let opener = Opener::new(url, &options)?;
        let tx = Tx::new(opener.open(&options).await?, options.synchronous);
        let readers = match &opener {
            Opener::Sqlite(connect) => {
                Readers::Sqlite(Arc::new(SqliteReaders::new(connect.clone(), options.clone())))
            }
            Opener::Postgres(connect) => {
                Readers::Postgres(dialect::postgres::readers(connect, &options))
            }
        };
        let hook = Arc::new(options.on_commit.clone().map_or_else(OnceLock::new, OnceLock::from));
        let counters = Arc::<Counters>::default();
        let caches = match &opener {
            Opener::Sqlite(_) => Some(ReadCaches::new(&options, &counters)),
            Opener::Postgres(_) => None,
        };
        let (sender, queue) = Queue::new(options.queue, options.overflow, Arc::clone(&counters));
        let rest = checkpoint::Rest::default();
        let writer = Writer::new(
            queue,
            opener.clone(),
            tx,
            options.clone(),
            Arc::clone(&hook),
            Arc::clone(&counters),
            rest.clone(),
        );
        let checkpointer = match &opener {
            Opener::Sqlite(connect) => {
                let (connect, options) = (connect.clone(), options.clone());
                Some(tokio::spawn(checkpoint::run(connect, options, writer.commits(), rest)))
            }
            Opener::Postgres(_) => None,
        };
        let checkpointer = Mutex::new(checkpointer);
        let writer = Mutex::new(Some(tokio::spawn(writer.run())));
        let inner = Inner {
            opener,
            options,
            readers,
            caches,
            sender,
            hook,
            counters,
            writer,
            checkpointer,
            aside: tokio::sync::Mutex::default(),
            closed: AtomicBool::new(false),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Brings the schema up to date. Returns the names of the steps that were missing.
    pub async fn migrate(&self) -> Result<Vec<String>, StorageError> {
        let steps = migrate::run(&self.inner.opener, &self.inner.options).await?;
        self.index_old_events().await?;
        self.move_old_agents().await?;
        Ok(steps)
    }

    /// How the schema stands to this program.
    pub async fn schema_state(&self) -> Result<SchemaState, StorageError> {
        migrate::state(&self.inner.opener, &self.inner.options).await
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        self.inner.opener.engine()
    }

    /// Sets the hook of [`StoreOptions::on_commit`] once. Returns whether there was none yet.
    pub fn on_commit(&self, hook: impl Fn(&Committed) + Send + Sync + 'static) -> bool {
        self.inner.hook.set(Arc::new(hook)).is_ok()
    }

    /// Measures the smallest read.
    pub async fn ping(&self) -> Result<Duration, StorageError> {
        let started = Instant::now();
        let mut reader = self.reader().await?;
        let (_one,): (i32,) = reader.conn().query("SELECT 1").one().await?;
        Ok(started.elapsed())
    }

    /// The writer's counters.
    pub fn stats(&self) -> StoreStats {
        let counters = &self.inner.counters;
        StoreStats {
            queue_depth: self.inner.sender.depth(),
            groups: counters.groups.load(Ordering::Relaxed),
            ops: counters.operations.load(Ordering::Relaxed),
            failed: counters.failed.load(Ordering::Relaxed),
            dropped: counters.dropped.load(Ordering::Relaxed),
            unreadable: crate::db::unreadable(),
        }
    }

    /// Writes what waits, then closes every connection. Later writes and reads are refused.
    pub async fn close(&self) {
        self.inner.closed.store(true, Ordering::Release);
        self.inner.sender.close();
        // The checkpointer ends with the writer.
        for (name, task) in
            [("writer", &self.inner.writer), ("checkpointer", &self.inner.checkpointer)]
        {
            let task = task.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(task) = task
                && let Err(error) = task.await
            {
                tracing::error!(%error, "the {name} ended badly");
            }
        }
        if let Some(aside) = self.inner.aside.lock().await.take() {
            aside.close().await;
        }
        self.inner.readers.close().await;
    }

    /// Runs `op` without waiting for other writes: on Postgres on a connection of its own, where
    /// each statement is committed by itself. For leases, which must be renewed in time however much
    /// there is to write. It writes no events and no jobs.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] if it takes longer than `limit`.
    pub async fn write_aside<T, F>(&self, limit: Duration, op: F) -> Result<T, StorageError>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, StorageError>> + Send + 'static,
        T: Send + 'static,
    {
        if self.engine() == Engine::Sqlite {
            return self.write(op).await;
        }
        let run = async {
            let mut kept = self.inner.aside.lock().await;
            if self.inner.closed.load(Ordering::Acquire) {
                return Err(StorageError::Unavailable);
            }
            // Taken out: after an error, or when this is aborted, the connection is not used again.
            let mut tx = if let Some(tx) = kept.take() {
                tx
            } else {
                let link = self.inner.opener.open(&self.inner.options).await?;
                Tx::new(link, self.inner.options.synchronous)
            };
            let done = op(&mut tx).await?;
            *kept = Some(tx);
            Ok(done)
        };
        tokio::time::timeout(limit, run).await.unwrap_or(Err(StorageError::Unavailable))
    }

    /// The database's clock, and how long it took to ask for it.
    pub async fn clock(&self) -> Result<(Timestamp, Duration), StorageError> {
        let mut reader = self.reader().await?;
        let started = Instant::now();
        let now = dialect::now(&mut reader.conn()).await?;
        Ok((now, started.elapsed()))
    }

    /// Runs `op` after every write submitted before it, and returns once it is committed. It
    /// shares its commit with other waiting writes; if it fails, panics or takes too
    /// long, it is rolled back alone.
    ///
    /// ```ignore
    /// store.write(|tx| Box::pin(async move { tx.insert_chat(&chat).await })).await
    /// ```
    pub fn write<T, E, F>(&self, op: F) -> impl Future<Output = Result<T, E>> + Send
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + std::fmt::Debug + Send + 'static,
    {
        let (reply, result) = oneshot::channel();
        self.answer(Write::new(Box::new(op), reply), result)
    }

    /// Submits a write, and waits for its result.
    async fn answer<T, E>(
        &self,
        write: Write<T, E>,
        result: oneshot::Receiver<Result<T, E>>,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + std::fmt::Debug + Send + 'static,
    {
        self.inner.sender.put(Box::new(write)).await?;
        result.await.unwrap_or_else(|_| Err(StorageError::Unavailable.into()))
    }

    /// Like [`Store::write`], for what a crash may undo because it is found again and repeated: that a
    /// job is reserved, that a turn has begun. On SQLite its commit does not wait for the disk. It is
    /// durable with the next write that does; losing it takes the machine's power, not a crash of the
    /// process. Whatever follows from it must bear being done again; and it stores no events: a number that
    /// readers have is not given twice. On Postgres it is an ordinary write: other nodes outlive the
    /// database.
    pub fn write_unsynced<T, E, F>(&self, op: F) -> impl Future<Output = Result<T, E>> + Send
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + std::fmt::Debug + Send + 'static,
    {
        let (reply, result) = oneshot::channel();
        self.answer(Write::unsynced(Box::new(op), reply), result)
    }

    /// Like [`Store::write`], without waiting: same queue, same order, and a failure is only
    /// logged. Never blocks.
    pub fn write_later<E, F>(&self, op: F)
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<(), E>> + Send + 'static,
        E: From<StorageError> + std::fmt::Debug + Send + 'static,
    {
        self.inner.sender.put_now(Box::new(Write::detached(Box::new(op))));
    }

    /// Changes a session's state like a [`Store::write`] of [`Tx::put_state`], and cheaper.
    ///
    /// # Errors
    ///
    /// [`StorageError::Fenced`] if `fence` is lost: nothing is written then.
    pub async fn write_state(
        &self,
        instance: InstanceId,
        fence: &Arc<Fence>,
        writes: Vec<StateWrite>,
    ) -> Result<(), StorageError> {
        let (reply, result) = oneshot::channel();
        let put = PutState::new(instance, Arc::clone(fence), writes, Some(reply));
        self.inner.sender.put(Box::new(put)).await?;
        result.await.unwrap_or(Err(StorageError::Unavailable))
    }

    /// The same like a [`Store::write_later`].
    pub fn write_state_later(
        &self,
        instance: InstanceId,
        fence: &Arc<Fence>,
        writes: Vec<StateWrite>,
    ) {
        let put = PutState::new(instance, Arc::clone(fence), writes, None);
        self.inner.sender.put_now(Box::new(put));
    }

    /// A connection for reading what is committed.
    pub(crate) async fn reader(&self) -> Result<Reader, StorageError> {
        self.inner.readers.get().await
    }

    /// The answers that hold until the next commit, where this process alone writes.
    pub(crate) fn caches(&self) -> Option<&ReadCaches> {
        self.inner.caches.as_ref()
    }
}

/// Declares lookups once for reading ([`Store`]) and for use inside a write ([`Tx`]). Each names
/// the function that runs the statement on a connection.
macro_rules! lookups {
    ($(
        $(#[$meta:meta])*
        $name:ident($($arg:ident: $ty:ty),* $(,)?) -> $ret:ty = $run:path;
    )+) => {
        impl $crate::Store {$(
            $(#[$meta])*
            pub async fn $name(&self, $($arg: $ty),*) -> Result<$ret, $crate::StorageError> {
                let mut reader = self.reader().await?;
                $run(&mut reader.conn(), $($arg),*).await
            }
        )+}

        impl $crate::Tx {$(
            $(#[$meta])*
            pub async fn $name(&mut self, $($arg: $ty),*) -> Result<$ret, $crate::StorageError> {
                $run(&mut self.db(), $($arg),*).await
            }
        )+}
    };
}
pub(crate) use lookups;

/// Declares readings inside a write of the row that it changes by what it read. The row
/// does not change between the reading and the commit, so that no change is lost. Each names the statement
/// that selects the row.
macro_rules! locked_lookups {
    ($(
        $(#[$meta:meta])*
        $name:ident($($arg:ident: $ty:ty),* $(,)?) -> $found:ty = $text:path as $row:ty;
    )+) => {
        impl $crate::Tx {$(
            $(#[$meta])*
            pub async fn $name(
                &mut self,
                $($arg: $ty),*
            ) -> Result<Option<$found>, $crate::StorageError> {
                let lock = $crate::dialect::for_update(self.engine());
                let mut db = self.db();
                let query = db.composed(format!("{}{lock}", $text))$(.bind($arg.0))*;
                query.maybe::<$row>().await?.map(<$found>::try_from).transpose()
            }
        )+}
    };
}
pub(crate) use locked_lookups;
