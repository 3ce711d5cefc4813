//! Writing: a stream is stored completely or not at all.

use crate::error::BlobError;
use crate::key;
use crate::store::{BlobStore, ByteStream, Kind, Stored};
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStoreExt as _, PutPayload};
use sha2::{Digest, Sha256};

const LOCAL_PART: usize = 256 * 1024;
/// S3 refuses smaller parts (except the last), and some services need all of one size.
const S3_PART: usize = 5 * 1024 * 1024;

impl BlobStore {
    /// Stores a stream under the key, replacing existing bytes, and hashes it.
    ///
    /// Atomic: if the stream fails, has more than `limit` bytes, or the call is dropped, nothing is
    /// stored and existing bytes remain. `size_hint` only serves to refuse early.
    /// On the local folder the bytes are on the disk (fsync) when this returns.
    ///
    /// At most one part is held in memory: 256 KiB for the local folder, 5 MiB for S3, whose
    /// protocol accepts no smaller ones.
    pub async fn put(
        &self,
        key: &str,
        size_hint: Option<u64>,
        mut stream: ByteStream,
        limit: u64,
    ) -> Result<Stored, BlobError> {
        let path = key::parse(key)?;
        if size_hint.is_some_and(|size| size > limit) {
            return Err(BlobError::TooLarge { limit });
        }
        let part_size = match self.kind {
            Kind::Local { .. } => LOCAL_PART,
            Kind::S3 => S3_PART,
        };
        let mut upload = Upload { blobs: self, path: &path, key, parts: Parts(None) };
        let mut hash = Sha256::new();
        let mut size: u64 = 0;
        let mut buffer = BytesMut::new();
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(BlobError::Source)?;
            size = size.saturating_add(piece.len() as u64);
            if size > limit {
                return Err(BlobError::TooLarge { limit });
            }
            hash.update(&piece);
            let mut rest = &piece[..];
            while buffer.len() + rest.len() > part_size {
                let (head, tail) = rest.split_at(part_size - buffer.len());
                buffer.extend_from_slice(head);
                rest = tail;
                upload.part(buffer.split().freeze()).await?;
            }
            buffer.extend_from_slice(rest);
        }
        upload.finish(buffer.freeze()).await?;
        Ok(Stored { key: key.to_owned(), size, sha256: hex::encode(hash.finalize()) })
    }
}

/// One running upload. The store's upload starts when a first part is full, so that small files
/// need one request.
struct Upload<'a> {
    blobs: &'a BlobStore,
    path: &'a Path,
    key: &'a str,
    parts: Parts,
}

impl Upload<'_> {
    fn failed(&self, error: &object_store::Error) -> BlobError {
        BlobError::from_store(error, self.key)
    }

    async fn part(&mut self, bytes: Bytes) -> Result<(), BlobError> {
        if self.parts.0.is_none() {
            let begun = self.blobs.store.put_multipart(self.path).await;
            self.parts.0 = Some(begun.map_err(|error| self.failed(&error))?);
        }
        if let Some(parts) = &mut self.parts.0 {
            let done = parts.put_part(PutPayload::from(bytes)).await;
            done.map_err(|error| self.failed(&error))?;
        }
        Ok(())
    }

    async fn finish(&mut self, last: Bytes) -> Result<(), BlobError> {
        if self.parts.0.is_none() {
            let done = self.blobs.store.put(self.path, PutPayload::from(last)).await;
            return done.map(drop).map_err(|error| self.failed(&error));
        }
        if !last.is_empty() {
            self.part(last).await?;
        }
        if let Some(parts) = &mut self.parts.0 {
            let done = parts.complete().await;
            done.map_err(|error| self.failed(&error))?;
        }
        self.parts.0 = None;
        Ok(())
    }
}

/// Parts that are on the store but not yet an object. If dropped (an error, or a dropped call), the
/// upload is aborted, because S3 would keep and charge for its parts for ever.
struct Parts(Option<Box<dyn MultipartUpload>>);

impl Drop for Parts {
    fn drop(&mut self) {
        let Some(mut parts) = self.0.take() else { return };
        // Without a runtime the process is exiting; a local file is removed at the next start.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if let Err(error) = parts.abort().await {
                tracing::warn!(error = %error, "could not abort a failed upload");
            }
        });
    }
}
