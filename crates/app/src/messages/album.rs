//! Several pictures and videos that are shown together: a message that begins the album, and one
//! for each file.

use super::compose::{Composed, compose_media};
use super::requests::{MediaStyle, SendMedia};
use crate::app::App;
use crate::error::{Error, Field};
use crate::sessions::InstanceMeta;
use omni_domain::content::{Content, MediaKind};
use std::ops::RangeInclusive;

/// Phones choose no more at a time.
const FILES: RangeInclusive<usize> = 2..=30;

/// The album, checked; its files are stored. If one of them cannot be, none remains.
pub(super) async fn album(
    app: &App,
    instance: &InstanceMeta,
    files: Vec<SendMedia>,
) -> Result<Composed, Error> {
    let (images, videos) = count(&files)?;
    let mut parts: Vec<Composed> = Vec::with_capacity(files.len());
    for file in files {
        match compose_media(app, instance, file).await {
            Ok(part) => parts.push(part),
            Err(error) => {
                for part in &parts {
                    part.discard(app).await;
                }
                return Err(error);
            }
        }
    }
    Ok(Composed { parts, ..Content::Album { images, videos }.into() })
}

/// How many pictures and videos there are.
fn count(files: &[SendMedia]) -> Result<(u32, u32), Error> {
    let refuse = |message: String| Err(Error::invalid(Field::AlbumFiles, message));
    if !FILES.contains(&files.len()) {
        return refuse(format!("give {} to {} files", FILES.start(), FILES.end()));
    }
    let (mut images, mut videos) = (0, 0);
    for file in files {
        match (file.kind, file.style) {
            (MediaKind::Image, MediaStyle::Plain) => images += 1,
            (MediaKind::Video, MediaStyle::Plain) => videos += 1,
            _ => return refuse("an album has pictures and videos only".to_owned()),
        }
    }
    Ok((images, videos))
}

#[cfg(test)]
mod tests {
    use super::count;
    use crate::messages::requests::{MediaInput, MediaStyle, SendMedia};
    use omni_domain::content::MediaKind;

    fn files(kinds: &[MediaKind]) -> Vec<SendMedia> {
        let file = |kind: &MediaKind| SendMedia {
            kind: *kind,
            source: MediaInput::Base64(String::new()),
            mime_type: None,
            file_name: None,
            caption: None,
            style: MediaStyle::Plain,
            view_once: false,
        };
        kinds.iter().map(file).collect()
    }

    #[test]
    fn an_album_has_several_pictures_and_videos() {
        use MediaKind::{Audio, Image, Video};
        assert_eq!(count(&files(&[Image, Video, Image])).expect("an album"), (2, 1));
        assert!(count(&files(&[Image])).is_err());
        assert!(count(&files(&[Image, Audio])).is_err());
        assert!(count(&files(&[Image; 31])).is_err());
    }
}
