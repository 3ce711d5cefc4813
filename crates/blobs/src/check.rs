//! A probe, for `omni doctor` and `/health`.

use crate::error::BlobError;
use crate::store::BlobStore;
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(20);

impl BlobStore {
    /// Writes, reads and removes a small object; an error names the failed step.
    pub async fn check(&self) -> Result<(), BlobError> {
        // A unique name each time, so that concurrent probes do not remove each other's.
        let key = format!("omni-check/{:032x}", rand::random::<u128>());
        tokio::time::timeout(TIMEOUT, self.probe(&key)).await.unwrap_or_else(|_| {
            Err(BlobError::Unavailable(format!("no answer within {} s", TIMEOUT.as_secs())))
        })
    }

    async fn probe(&self, key: &str) -> Result<(), BlobError> {
        let bytes = Bytes::copy_from_slice(key.as_bytes());
        let source = stream::iter([Ok(bytes.clone())]).boxed();
        let limit = bytes.len() as u64;
        self.put(key, None, source, limit).await.map_err(|error| step("write", &error))?;
        let read = self.read_back(key).await.map_err(|error| step("read", &error));
        // The probe is removed even if it could not be read.
        self.delete(key).await.map_err(|error| step("delete", &error))?;
        if read? == bytes {
            Ok(())
        } else {
            Err(BlobError::Unavailable(
                "read: the bytes differ from those that were written".to_owned(),
            ))
        }
    }

    async fn read_back(&self, key: &str) -> Result<Vec<u8>, BlobError> {
        let (_, stream) = self.read(key).await?;
        let all = stream.try_fold(Vec::new(), async |mut all, piece| {
            all.extend_from_slice(&piece);
            Ok(all)
        });
        all.await.map_err(|error| BlobError::Unavailable(error.to_string()))
    }
}

fn step(name: &str, error: &BlobError) -> BlobError {
    BlobError::Unavailable(format!("{name}: {error}"))
}
