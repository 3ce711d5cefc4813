use super::keep::{describe, keep};
use super::open::Opened;
use crate::app::App;
use crate::error::{Error, Field};
use crate::messages::media::MediaFile;
use crate::sessions::InstanceMeta;
use omni_domain::content::MediaContent;
use omni_domain::conversation::Media;

/// Stores the bytes of another message's file again, as they are, with the facts that are known of
/// them.
pub(in crate::messages) async fn copy(
    app: &App,
    instance: &InstanceMeta,
    original: &MediaContent,
    file: MediaFile,
) -> Result<(MediaContent, Media), Error> {
    let opened = Opened {
        field: Field::ForwardedMessage,
        mime_type: None,
        size: Some(file.size),
        file_name: None,
        bytes: file.bytes,
    };
    let kept = keep(app, instance, opened).await?;
    Ok(describe(app, instance, original.clone(), kept))
}
