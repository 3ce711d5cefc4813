use crate::BASE;
use crate::account::AccountId;
use crate::shapes::Time;
use omni_app::App;
use omni_domain::conversation::Media;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A file that was uploaded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MediaFileView {
    /// For `media` of messages.
    id: Uuid,
    /// Where it is, for the same token.
    link: String,
    #[schema(example = "image/png")]
    mime_type: String,
    /// Bytes.
    file_size: Option<i64>,
    file_name: Option<String>,
    /// Of its bytes, lower-case hex.
    sha256: Option<String>,
    timestamp: Time,
}

impl MediaFileView {
    pub(super) fn new(app: &App, file: Media) -> Self {
        let (host, account) = (app.public_url(), AccountId(file.instance_id));
        let id = file.id.uuid();
        Self {
            id,
            // An account's own token needs no `account_id`; a person's does.
            link: format!("{host}{BASE}/media/{id}?account_id={account}"),
            mime_type: file.mime_type,
            file_size: file.size,
            file_name: file.file_name,
            sha256: file.sha256,
            timestamp: file.created_at.into(),
        }
    }
}
