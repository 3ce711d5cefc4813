use super::open::Opened;
use crate::error::{Error, Field};
use omni_domain::content::MediaKind;

pub(super) fn media_type(
    asked: Option<&str>,
    opened: &Opened,
    file_name: Option<&str>,
    kind: MediaKind,
) -> Result<String, Error> {
    if let Some(asked) = asked {
        let parsed: mime::Mime = asked.parse().map_err(|_| {
            Error::invalid(Field::FileType, "not a media type; write it as `image/png`")
        })?;
        return Ok(parsed.to_string());
    }
    if let Some(mime) = &opened.mime_type
        && mime.parse::<mime::Mime>().is_ok()
    {
        return Ok(mime.clone());
    }
    let name = file_name.or(opened.file_name.as_deref());
    if let Some(mime) = name.and_then(|name| mime_guess::from_path(name).first_raw()) {
        return Ok(mime.to_owned());
    }
    Ok(match kind {
        MediaKind::Image => "image/jpeg",
        MediaKind::Audio => "audio/mpeg",
        MediaKind::Video => "video/mp4",
        MediaKind::Document => "application/octet-stream",
        MediaKind::Sticker => "image/webp",
    }
    .to_owned())
}
