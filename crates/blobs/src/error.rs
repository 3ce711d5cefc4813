//! Why bytes could not be stored or read.

use std::io;

/// A failed operation on the blob store.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// Nothing is stored under this key.
    #[error("nothing is stored under `{0}`")]
    NotFound(String),
    /// More bytes than the caller's limit; nothing was stored.
    #[error("larger than the limit of {limit} bytes")]
    TooLarge {
        /// The limit that was set.
        limit: u64,
    },
    /// The range begins at or after the end of what is stored.
    #[error("the range lies outside the {size} stored bytes")]
    OutOfRange {
        /// Bytes stored.
        size: u64,
    },
    /// The key or the configuration is not acceptable.
    #[error("{0}")]
    Invalid(String),
    /// The stream to store failed; nothing was stored.
    #[error("the source failed: {0}")]
    Source(#[source] io::Error),
    /// The disk or the service failed or did not answer.
    #[error("the blob store is unavailable: {0}")]
    Unavailable(String),
}

impl BlobError {
    /// A stable code per variant, for clients and metrics.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "blob_not_found",
            Self::TooLarge { .. } => "blob_too_large",
            Self::OutOfRange { .. } => "blob_out_of_range",
            Self::Invalid(_) => "blob_invalid",
            Self::Source(_) => "blob_source_failed",
            Self::Unavailable(_) => "blob_unavailable",
        }
    }

    /// Whether the same call may succeed later.
    pub const fn retryable(&self) -> bool {
        matches!(self, Self::Source(_) | Self::Unavailable(_))
    }

    pub(crate) fn from_store(error: &object_store::Error, key: &str) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound(key.to_owned()),
            other => Self::Unavailable(root_cause(other)),
        }
    }
}

impl From<BlobError> for io::Error {
    fn from(error: BlobError) -> Self {
        let kind = match &error {
            BlobError::NotFound(_) => io::ErrorKind::NotFound,
            BlobError::TooLarge { .. } => io::ErrorKind::FileTooLarge,
            BlobError::OutOfRange { .. } | BlobError::Invalid(_) => io::ErrorKind::InvalidInput,
            BlobError::Source(source) => source.kind(),
            BlobError::Unavailable(_) => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}

/// The error's text followed by its root cause: `object_store` has "connection refused" and "disk
/// full" in the sources, not in its text.
fn root_cause(error: &object_store::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text.chars().take(500).collect()
}
