//! A file's bytes: from the blob store, or from the channel once more.

use super::Miss;
use crate::app::App;
use crate::error::Error;
use crate::media;
use bytes::Bytes;
use futures::TryStreamExt as _;
use futures::stream::{self, StreamExt as _};
use omni_agents::Attachment;
use omni_blobs::{BlobError, ByteStream};
use omni_domain::conversation::{Media, MediaStatus};
use std::io;

/// A file in the blob store.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    key: String,
    pub(super) size: u64,
}

/// Finds the file, and fetches it if needed. Larger ones than `limit` are refused before that.
pub(super) async fn find(app: &App, media: &Media, limit: u64) -> Result<Stored, Miss> {
    let known = media.size.and_then(|size| u64::try_from(size).ok());
    if known.is_some_and(|size| size > limit) {
        return Err(too_large(limit));
    }
    if let Some(stored) = stored(app, media, limit).await? {
        return Ok(stored);
    }
    if media.status == MediaStatus::Expired {
        return Err(gone());
    }
    if let Some(why) = media::without_space(app, media).await? {
        return Err(Miss::Failed(why));
    }
    let fetched = match media::fetch_now(app, media).await {
        Ok(fetched) => fetched,
        Err(Error::NotFound { .. }) => return Err(gone()),
        Err(Error::ChannelNotConnected { .. }) => {
            return Err(Miss::Failed(
                "the file is not stored, and its instance is not connected to fetch it".to_owned(),
            ));
        }
        Err(error @ (Error::Internal(_) | Error::StorageUnavailable)) => {
            return Err(Miss::Fault(error));
        }
        Err(error) => return Err(Miss::Failed(error.to_string())),
    };
    stored(app, &fetched, limit).await?.ok_or_else(gone)
}

async fn stored(app: &App, media: &Media, limit: u64) -> Result<Option<Stored>, Miss> {
    let Some(key) = &media.blob_key else { return Ok(None) };
    let size = match app.blobs.size(key).await {
        Ok(size) => size,
        Err(BlobError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(Miss::Fault(Error::internal(error))),
    };
    if size > limit {
        return Err(too_large(limit));
    }
    if size == 0 {
        return Err(Miss::Failed("the file is empty".to_owned()));
    }
    Ok(Some(Stored { key: key.clone(), size }))
}

/// The file, in pieces.
pub(super) async fn open(app: &App, stored: &Stored) -> Result<ByteStream, Error> {
    let (_, stream) = app.blobs.read(&stored.key).await.map_err(Error::internal)?;
    Ok(stream)
}

/// The whole file, for services that cannot read it in pieces.
pub(super) async fn load(app: &App, stored: &Stored) -> Result<Bytes, Miss> {
    let mut stream = open(app, stored).await?;
    let mut bytes = Vec::with_capacity(usize::try_from(stored.size).unwrap_or_default());
    while let Some(piece) = stream.try_next().await.map_err(Error::internal)? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.into())
}

/// The file as it is passed to a service: streamed from the store and never held whole.
pub(super) fn attach(app: &App, stored: &Stored, name: String, mime_type: &str) -> Attachment {
    let (app, stored) = (app.clone(), stored.clone());
    let size = stored.size;
    Attachment::new(name, mime_type, size, move || {
        let (app, stored) = (app.clone(), stored.clone());
        let opened = async move { open(&app, &stored).await.map_err(io::Error::other) };
        stream::once(opened).try_flatten().boxed()
    })
}

fn too_large(limit: u64) -> Miss {
    Miss::Unsupported(format!("the file is larger than the {limit} bytes that are processed"))
}

fn gone() -> Miss {
    Miss::Failed("the network no longer has this file".to_owned())
}
