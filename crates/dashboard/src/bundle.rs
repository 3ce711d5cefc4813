//! The files of the bundle.

use bytes::Bytes;
use rust_embed::RustEmbed;
use std::borrow::Cow;

/// What `npm run build` in `web/` has written; nothing if it has not run.
#[derive(Debug, RustEmbed)]
#[folder = "../../web/dist/app"]
#[allow_missing = true]
struct Bundle;

/// A file, and the hash of its bytes.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) bytes: Bytes,
    pub(crate) hash: String,
}

/// Looks up a file by its path in the bundle.
pub(crate) type Find = fn(&str) -> Option<File>;

/// A file of the binary's own bundle.
pub(crate) fn embedded(path: &str) -> Option<File> {
    let file = Bundle::get(path)?;
    let hash = hex::encode(&file.metadata.sha256_hash()[..16]);
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    Some(File { bytes, hash })
}
