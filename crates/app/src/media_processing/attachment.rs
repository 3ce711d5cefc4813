//! Files as agents are sent them.

use super::{Miss, bytes};
use crate::app::App;
use omni_agents::Attachment;
use omni_domain::conversation::Media;

/// The file, fetched if needed and streamed when it is sent; `None` if it is larger than `limit`
/// bytes or cannot be had.
pub(crate) async fn attachment(
    app: &App,
    media: &Media,
    name: String,
    limit: u64,
) -> Option<Attachment> {
    match bytes::find(app, media, limit).await {
        Ok(stored) => Some(bytes::attach(app, &stored, name, &media.mime_type)),
        Err(Miss::Fault(error)) => {
            tracing::warn!(media.id = %media.id, %error, "a file could not be attached");
            None
        }
        Err(_) => None,
    }
}
