use crate::clock::Timestamp;
use crate::content::MediaKind;
use crate::ids::{InstanceId, MediaId, MessageId, TenantId};
use crate::text_enum::text_enum;

text_enum! {
    /// The state of a media file's bytes.
    pub enum MediaStatus {
        /// With the channel; a fetch job exists.
        Pending = "pending",
        /// In the blob store.
        Downloaded = "downloaded",
        /// The channel no longer has it.
        Expired = "expired",
        /// Given up after the bounded attempts.
        Error = "error",
    }
}

/// A media file of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    /// Internal id.
    pub id: MediaId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The instance it was received or sent through.
    pub instance_id: InstanceId,
    /// The message it belongs to, if any (an upload waits for its message).
    pub message_id: Option<MessageId>,
    /// Its kind.
    pub kind: MediaKind,
    /// MIME type.
    pub mime_type: String,
    /// The file's name, for documents.
    pub file_name: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// SHA-256 of the bytes, lower-case hex, once they are stored.
    pub sha256: Option<String>,
    /// State of the bytes.
    pub status: MediaStatus,
    /// Key in the blob store, once they are stored.
    pub blob_key: Option<String>,
    /// How to fetch them from the channel: opaque bytes of the channel's own, sealed at rest.
    pub locator: Option<Vec<u8>>,
    /// Why there are no bytes.
    pub error: Option<String>,
    /// First seen.
    pub created_at: Timestamp,
}
