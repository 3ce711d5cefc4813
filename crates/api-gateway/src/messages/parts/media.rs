use crate::BASE;
use crate::account::AccountId;
use omni_app::App;
use omni_domain::content::MediaContent;
use omni_domain::ids::{InstanceId, MediaId, MessageId};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The file of a message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MediaView {
    id: Option<Uuid>,
    /// Where the file is, for the same token.
    link: String,
    mime_type: String,
    /// Bytes.
    file_size: Option<u64>,
    file_name: Option<String>,
    caption: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    seconds: Option<u32>,
    view_once: bool,
}

impl MediaView {
    pub(super) fn new(
        app: &App,
        (message, instance): (MessageId, InstanceId),
        media: MediaContent,
        view_once: bool,
    ) -> Self {
        let (host, account) = (app.public_url(), AccountId(instance));
        Self {
            id: media.media_id.map(MediaId::uuid),
            // An account's own token needs no `account_id`; a person's does.
            link: format!("{host}{BASE}/messages/{message}/media?account_id={account}"),
            mime_type: media.mime_type,
            file_size: media.size,
            file_name: media.file_name,
            caption: media.caption,
            width: media.width,
            height: media.height,
            seconds: media.duration_seconds,
            view_once,
        }
    }
}
