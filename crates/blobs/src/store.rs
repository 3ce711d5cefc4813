//! The store and its small operations; writing and reading have files of their own.

use crate::config::BlobConfig;
use crate::error::BlobError;
use crate::{key, local, s3};
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::{ObjectStore, ObjectStoreExt as _};
use std::fmt;
use std::fs::File;
use std::io;
use std::sync::Arc;

/// Bytes, in chunks.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

/// Metadata of stored bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Their key.
    pub key: String,
    /// Their number.
    pub size: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
}

/// Stored bytes in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Their key.
    pub key: String,
    /// Their number.
    pub size: u64,
    /// When they were written, milliseconds since 1970.
    pub written_at_ms: i64,
}

/// Bytes under keys. Cheap to clone; every clone is the same store.
#[derive(Clone)]
pub struct BlobStore {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) kind: Kind,
}

/// The kind of store, with its own data.
#[derive(Clone)]
pub(crate) enum Kind {
    /// Released with the last clone.
    Local {
        _lock: Arc<File>,
    },
    S3,
}

impl fmt::Debug for BlobStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobStore").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

impl BlobStore {
    /// Opens the store. A local folder is created if it is missing, and temporary files that a
    /// crash left in it are removed; an S3 service is not contacted yet (see [`Self::check`]).
    pub async fn open(config: BlobConfig) -> Result<Self, BlobError> {
        match config {
            BlobConfig::Local { dir } => {
                let opened = local::open(dir).await?;
                let kind = Kind::Local { _lock: Arc::new(opened.lock) };
                Ok(Self { store: opened.store, kind })
            }
            BlobConfig::S3(config) => Ok(Self { store: s3::open(&config)?, kind: Kind::S3 }),
        }
    }

    /// `local` or `s3`.
    pub const fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Local { .. } => "local",
            Kind::S3 => "s3",
        }
    }

    /// Whether something is stored under the key.
    pub async fn exists(&self, key: &str) -> Result<bool, BlobError> {
        match self.store.head(&key::parse(key)?).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(BlobError::from_store(&error, key)),
        }
    }

    /// Removes what is stored under the key; a missing key is not an error.
    pub async fn delete(&self, key: &str) -> Result<(), BlobError> {
        match self.store.delete(&key::parse(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(BlobError::from_store(&error, key)),
        }
    }

    /// Everything in a folder of keys (`a/b` lists `a/b/c`, not `a/bc`), in no order, as it is read: no
    /// list of all keys is held.
    pub fn list(
        &self,
        prefix: &str,
    ) -> Result<BoxStream<'static, Result<Listed, BlobError>>, BlobError> {
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix).to_owned();
        let found = self.store.list(Some(&key::parse(&prefix)?));
        let listed = found.map(move |meta| match meta {
            Ok(meta) => Ok(Listed {
                key: meta.location.to_string(),
                size: meta.size,
                written_at_ms: meta.last_modified.timestamp_millis(),
            }),
            Err(error) => Err(BlobError::from_store(&error, &prefix)),
        });
        Ok(listed.boxed())
    }

    /// Removes everything in a folder of keys (`a/b` removes `a/b/c`, not `a/bc`) and returns the
    /// number of removed keys. Stops at the first failure; another call continues.
    pub async fn delete_prefix(&self, prefix: &str) -> Result<u64, BlobError> {
        let folder = key::parse(prefix.strip_suffix('/').unwrap_or(prefix))?;
        let found = self.store.list(Some(&folder)).map_ok(|meta| meta.location);
        let mut gone = self.store.delete_stream(Box::pin(found));
        let mut count = 0;
        loop {
            match gone.try_next().await {
                Ok(Some(_)) => count += 1,
                // One of them was removed concurrently.
                Err(object_store::Error::NotFound { .. }) => {}
                Ok(None) => return Ok(count),
                Err(error) => return Err(BlobError::from_store(&error, prefix)),
            }
        }
    }
}
