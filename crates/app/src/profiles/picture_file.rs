use super::picture::{named, shown, shown_now};
use super::session;
use crate::app::App;
use crate::error::Error;
use bytes::Bytes;
use image::ImageFormat;
use omni_channel::ChannelError;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;

/// A picture itself.
#[derive(Debug, Clone)]
pub struct PictureFile {
    /// Its bytes.
    pub bytes: Bytes,
    /// Its MIME type, by its bytes: one that a browser only shows.
    pub mime_type: &'static str,
}

/// The picture of a person or group, for callers that cannot reach the network's address of it; not
/// found if this account is not shown one.
pub async fn picture_file(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    who: &str,
) -> Result<PictureFile, Error> {
    let who = named(app, caller, id, who).await?;
    let url = shown(app, id, &who).await?.url;
    let session = session(app, id).await?;
    let bytes = match session.fetch_picture(&url).await {
        Err(ChannelError::MediaGone) => {
            // The picture was changed, or its address has expired, since the network returned it.
            let url = shown_now(app, id, &who).await?.url;
            session.fetch_picture(&url).await.map_err(|error| match error {
                ChannelError::MediaGone => Error::not_found("profile picture of", who),
                other => other.into(),
            })?
        }
        fetched => fetched?,
    };
    let mime_type = mime_type(&bytes)
        .ok_or_else(|| Error::channel_unavailable("the network returned no picture"))?;
    Ok(PictureFile { bytes, mime_type })
}

/// The type of a picture, if it is of a kind that networks use for profiles.
fn mime_type(bytes: &[u8]) -> Option<&'static str> {
    let format = image::guess_format(bytes).ok()?;
    let is_shown = matches!(
        format,
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif
    );
    is_shown.then(|| format.to_mime_type())
}

#[cfg(test)]
mod tests {
    use super::mime_type;

    #[test]
    fn only_pictures_have_a_type() {
        assert_eq!(mime_type(&[0xff, 0xd8, 0xff, 0xe0]), Some("image/jpeg"));
        assert_eq!(mime_type(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        for other in [&b"<svg onload='x'/>"[..], b"<html>", b""] {
            assert_eq!(mime_type(other), None);
        }
    }
}
