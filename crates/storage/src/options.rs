//! How a store is opened.

use crate::committed::CommitHook;
use std::fmt;
use std::time::Duration;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file beside the server.
    Sqlite,
    /// A server, for many nodes.
    Postgres,
}

impl Engine {
    /// The engine's name, for logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The durability of a commit on SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// Every commit is on disk before it is answered.
    #[default]
    Full,
    /// A crash of the process loses nothing; a power cut may lose the last commits.
    Normal,
}

/// Sizes and limits of a [`Store`](crate::Store).
#[derive(Clone)]
pub struct StoreOptions {
    /// SQLite: connections for reading, opened as they are needed.
    pub read_connections: usize,
    /// Postgres: connections for reading.
    pub pool_size: u32,
    /// Writes that may wait for the writer; further ones wait for a permit.
    pub queue: usize,
    /// How many more `write_later` may add when the queue is full, before they are dropped.
    pub overflow: usize,
    /// Most writes of one commit.
    pub max_group: usize,
    /// Longest time to gather writes for one commit.
    pub group_window: Duration,
    /// Longest time one write may take.
    pub op_limit: Duration,
    /// Postgres: longest time that this process may be silent within a transaction. What a process
    /// that was paused, or whose machine is lost, has locked is free after it.
    pub idle_limit: Duration,
    /// SQLite: durability of a commit.
    pub synchronous: Synchronous,
    /// SQLite: how long to wait for another process that holds the file.
    pub busy_timeout: Duration,
    /// SQLite: page cache of the writing connection, KiB.
    pub write_cache_kib: u32,
    /// SQLite: page cache of each reading connection, KiB.
    pub read_cache_kib: u32,
    /// SQLite: pages of lists of chats that are kept until the next commit; 0 keeps none.
    pub kept_pages: usize,
    /// SQLite: how much of the file is mapped into memory, bytes. Mapped pages count as resident.
    pub mmap_bytes: u64,
    /// Called with every commit, in order, before its callers are answered.
    pub on_commit: Option<CommitHook>,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            read_connections: 4,
            pool_size: 8,
            queue: 4096,
            overflow: 1024,
            max_group: 256,
            group_window: Duration::from_millis(8),
            op_limit: Duration::from_secs(10),
            idle_limit: Duration::from_millis(4500),
            synchronous: Synchronous::Full,
            busy_timeout: Duration::from_secs(5),
            write_cache_kib: 8192,
            read_cache_kib: 2048,
            kept_pages: 32,
            mmap_bytes: 0,
            on_commit: None,
        }
    }
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreOptions")
            .field("read_connections", &self.read_connections)
            .field("pool_size", &self.pool_size)
            .field("queue", &self.queue)
            .field("max_group", &self.max_group)
            .field("synchronous", &self.synchronous)
            .finish_non_exhaustive()
    }
}
