use crate::bounds::MAX_UNPACKED;
use serde::{Deserialize, Serialize};

/// Why a document cannot be read. No error quotes the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// It needs a password.
    #[error("the document is protected with a password")]
    Protected,
    /// It is not of its declared format, or incomplete.
    #[error("the document is damaged")]
    Damaged,
    /// A bomb, or close to one.
    #[error("the document unpacks to more than {} MiB", MAX_UNPACKED / 1024 / 1024)]
    TooLarge,
    /// Not read within the time limit.
    #[error("the document takes too long to read")]
    TooSlow,
    /// Bytes that do not occur in text.
    #[error("the file is declared as text, but contains none")]
    NoText,
}
