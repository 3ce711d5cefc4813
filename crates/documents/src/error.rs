use crate::bounds::MAX_UNPACKED;
use serde::{Deserialize, Serialize};

/// Why a document cannot be read. None of these quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// Somebody has to type a password.
    #[error("the document is protected with a password")]
    Protected,
    /// It is not what it says, or half of it.
    #[error("the document is damaged")]
    Damaged,
    /// A bomb, or close to one.
    #[error("the document unpacks to more than {} MiB", MAX_UNPACKED / 1024 / 1024)]
    TooLarge,
    /// Not within the time that it got.
    #[error("the document takes too long to read")]
    TooSlow,
    /// Bytes that no text has.
    #[error("the file says that it is text, but holds none")]
    NoText,
}
