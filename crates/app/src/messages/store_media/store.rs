use super::fit::fit;
use super::keep::{describe, keep};
use super::media_type::media_type;
use super::open::open;
use crate::app::App;
use crate::error::Error;
use crate::messages::requests::{MediaStyle, SendMedia};
use crate::sessions::InstanceMeta;
use omni_domain::content::{MediaContent, MediaKind};
use omni_domain::conversation::Media;

/// Stores the bytes and describes them. The row is written with the message; bytes whose
/// message is not accepted are removed by the caller.
pub(crate) async fn store(
    app: &App,
    instance: &InstanceMeta,
    media: SendMedia,
) -> Result<(MediaContent, Media), Error> {
    let opened = open(app, media.source).await?;
    let is_voice_note = media.style == MediaStyle::VoiceNote && media.kind == MediaKind::Audio;
    let (opened, fitted) = fit(app, media.kind, is_voice_note, opened).await?;
    let mime_type = match fitted.mime_type {
        Some(mime_type) => mime_type.to_owned(),
        None => {
            media_type(media.mime_type.as_deref(), &opened, media.file_name.as_deref(), media.kind)?
        }
    };
    let file_name = media.file_name.or(opened.file_name.clone());
    let kept = keep(app, instance, opened).await?;
    let mut content = MediaContent::new(media.kind, mime_type);
    content.caption = media.caption.filter(|caption| !caption.is_empty());
    content.file_name = file_name;
    content.voice_note = is_voice_note;
    content.video_note = media.style == MediaStyle::VideoNote;
    content.duration_seconds = fitted.seconds;
    content.width = fitted.side;
    content.height = fitted.side;
    content.animated = fitted.animated || media.style == MediaStyle::Gif;
    content.waveform = fitted.waveform;
    Ok(describe(app, instance, content, kept))
}
