//! Reading, all bytes or a range.

use crate::error::BlobError;
use crate::key;
use crate::store::{BlobStore, ByteStream};
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::{
    GetOptions, GetRange, GetResult, GetResultPayload, ObjectStore as _, ObjectStoreExt as _,
};
use std::fmt;
use std::io;
use std::ops::Range;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

const PIECE: usize = 64 * 1024;

/// A part of stored bytes.
pub struct BlobRange {
    /// Total bytes stored.
    pub size: u64,
    /// The returned range; its end may be before the requested one.
    pub range: Range<u64>,
    /// The bytes of the range.
    pub stream: ByteStream,
}

impl fmt::Debug for BlobRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobRange")
            .field("size", &self.size)
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}

impl BlobStore {
    /// Opens stored bytes; returns their number and the stream.
    pub async fn read(&self, key: &str) -> Result<(u64, ByteStream), BlobError> {
        let found = self.store.get(&key::parse(key)?).await;
        let found = found.map_err(|error| BlobError::from_store(&error, key))?;
        Ok((found.meta.size, into_stream(found).await?))
    }

    /// Opens the bytes `start..end`. An end past the last byte is clamped to it; a start past the
    /// last byte, or an empty range, is [`BlobError::OutOfRange`].
    pub async fn read_range(&self, key: &str, range: Range<u64>) -> Result<BlobRange, BlobError> {
        let path = key::parse(key)?;
        if range.start >= range.end {
            return Err(BlobError::OutOfRange { size: self.size(key).await? });
        }
        let options =
            GetOptions { range: Some(GetRange::Bounded(range.clone())), ..GetOptions::default() };
        let found = match self.store.get_opts(&path, options).await {
            Ok(found) => found,
            Err(error @ object_store::Error::NotFound { .. }) => {
                return Err(BlobError::from_store(&error, key));
            }
            // Each store reports an unsatisfiable range differently; the size is reliable.
            Err(error) => {
                let size = self.size(key).await?;
                return Err(if range.start >= size {
                    BlobError::OutOfRange { size }
                } else {
                    BlobError::from_store(&error, key)
                });
            }
        };
        Ok(BlobRange {
            size: found.meta.size,
            range: found.range.clone(),
            stream: into_stream(found).await?,
        })
    }

    /// How many bytes are stored under the key.
    pub async fn size(&self, key: &str) -> Result<u64, BlobError> {
        let meta = self.store.head(&key::parse(key)?).await;
        meta.map(|meta| meta.size).map_err(|error| BlobError::from_store(&error, key))
    }
}

async fn into_stream(found: GetResult) -> Result<ByteStream, BlobError> {
    let range = found.range.clone();
    match found.payload {
        // object_store's own stream costs a thread-pool round trip per 8 KiB.
        GetResultPayload::File(file, _) => {
            let mut file = tokio::fs::File::from_std(file);
            let moved = file.seek(io::SeekFrom::Start(range.start)).await;
            moved.map_err(|error| BlobError::Unavailable(error.to_string()))?;
            let bytes = file.take(range.end - range.start);
            Ok(ReaderStream::with_capacity(bytes, PIECE).boxed())
        }
        GetResultPayload::Stream(stream) => Ok(stream.map_err(io::Error::other).boxed()),
    }
}
