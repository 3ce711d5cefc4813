//! Stickers: a picture becomes one, and what moves an animated one, by ffmpeg.

use crate::app::App;
use crate::error::{Error, Field};
use crate::ffmpeg;
use crate::gifs;
use crate::images::{self, STICKER_SIDE, Sticker};
use crate::subprocess::{self, Running};
use bytes::Bytes;
use std::path::Path;
use tokio::sync::Semaphore;

/// Largest animated sticker that phones show, bytes.
const MAX_BYTES: u64 = 500 * 1024;
/// How long it may be, seconds: further ones are cut off.
const LONGEST: &str = "10";
/// Pictures a second and the encoder's quality, from 0 to 100: the next ones are tried if the result is
/// too large.
const ATTEMPTS: [(u32, u32); 3] = [(15, 60), (12, 35), (8, 15)];

/// One is converted at a time.
static PERMIT: Semaphore = Semaphore::const_new(1);

/// What moves, by its container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moving {
    Gif,
    Mp4,
    WebM,
}

impl Moving {
    /// `None` for a picture that does not move, and for an animated WebP, which phones play as it is.
    fn of(bytes: &[u8]) -> Option<Self> {
        if gifs::is_gif(bytes) {
            return has_frames(bytes).then_some(Self::Gif);
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            return Some(Self::Mp4);
        }
        bytes.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]).then_some(Self::WebM)
    }

    /// As ffmpeg names it.
    const fn demuxer(self) -> &'static str {
        match self {
            Self::Gif => "gif",
            Self::Mp4 => "mov",
            Self::WebM => "matroska",
        }
    }
}

/// Whether a GIF has more than one picture: each has a graphic control extension.
fn has_frames(gif: &[u8]) -> bool {
    gif.windows(3).filter(|window| *window == b"!\xf9\x04").nth(1).is_some()
}

/// A WebP of 512 × 512 from a picture, or an animated one from an animated GIF, an MP4 or a `WebM`.
/// Without ffmpeg a GIF becomes its first picture.
pub(crate) async fn sticker(app: &App, field: &Field, bytes: Bytes) -> Result<Sticker, Error> {
    let Some(moving) = Moving::of(&bytes) else {
        return images::sticker(field.clone(), bytes).await;
    };
    match animation(app, field, moving, &bytes).await? {
        Some(sticker) => Ok(sticker),
        None if moving == Moving::Gif => images::sticker(field.clone(), bytes).await,
        None => Err(Error::not_supported(
            "animated stickers are made of videos by ffmpeg, which this server does not have; \
             install it (or set pipeline.ffmpeg), or send an animated WebP of 512 × 512",
        )),
    }
}

/// The animated sticker; `None` if ffmpeg cannot be started.
async fn animation(
    app: &App,
    field: &Field,
    moving: Moving,
    bytes: &Bytes,
) -> Result<Option<Sticker>, Error> {
    let _permit = PERMIT.acquire().await.map_err(Error::internal)?;
    let folder = subprocess::folder(app).map_err(Error::internal)?;
    let (input, output) = (folder.path().join("picture"), folder.path().join("sticker.webp"));
    tokio::fs::write(&input, bytes).await.map_err(|error| {
        tracing::warn!(%error, "a sticker cannot be written to be converted; see data.spool_dir");
        Error::internal(error)
    })?;
    for attempt in ATTEMPTS {
        let work =
            run(app, field, moving, (input.as_path(), folder.path(), output.as_path()), attempt);
        let limit = app.config.media.ffmpeg_timeout;
        let ran = tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
            Err(Error::invalid(
                field.clone(),
                "the animation takes too long to convert; send a shorter one",
            ))
        });
        if !ran? {
            return Ok(None);
        }
        let size = tokio::fs::metadata(&output).await.map_err(|_| damaged(field))?.len();
        if size <= MAX_BYTES {
            return read(field, &output).await.map(Some);
        }
    }
    let why = "the animation is too large for a sticker; send a shorter one";
    Err(Error::invalid(field.clone(), why))
}

/// Whether ffmpeg could be started.
async fn run(
    app: &App,
    field: &Field,
    moving: Moving,
    (input, folder, output): (&Path, &Path, &Path),
    (rate, quality): (u32, u32),
) -> Result<bool, Error> {
    let side = STICKER_SIDE;
    let filter = format!(
        "fps={rate},scale={side}:{side}:force_original_aspect_ratio=decrease,format=rgba,\
         pad={side}:{side}:(ow-iw)/2:(oh-ih)/2:color=black@0"
    );
    let quality = quality.to_string();
    let mut command = ffmpeg::reading(app, moving.demuxer(), input, folder, images::MAX_BYTES);
    command
        .args(["-y", "-an", "-t", LONGEST, "-vf", &filter, "-threads", "2"])
        .args(["-c:v", "libwebp_anim", "-lossless", "0", "-q:v", &quality])
        .args(["-loop", "0", "-f", "webp"])
        .arg(output);
    let ended = match Running::start(&mut command) {
        Ok(mut running) => running.ended().await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(status) if status.success() => Ok(true),
        Ok(_) => Err(damaged(field)),
        Err(error) => {
            tracing::warn!(ffmpeg = %app.config.media.ffmpeg, %error, "ffmpeg could not be started");
            Ok(false)
        }
    }
}

async fn read(field: &Field, output: &Path) -> Result<Sticker, Error> {
    let bytes: Bytes = tokio::fs::read(output).await.map_err(Error::internal)?.into();
    let animated = images::fitting_sticker(&bytes).ok_or_else(|| damaged(field))?;
    Ok(Sticker { bytes, animated, side: STICKER_SIDE })
}

fn damaged(field: &Field) -> Error {
    Error::invalid(field.clone(), "the animation is damaged or cannot be converted")
}

#[cfg(test)]
mod tests {
    use super::Moving;

    #[test]
    fn only_what_moves_is_handed_to_ffmpeg() {
        let frame = b"!\xf9\x04\0\0\0\0\0";
        let still = [b"GIF89a".as_slice(), frame].concat();
        let moves = [still.as_slice(), frame].concat();
        assert_eq!((Moving::of(&still), Moving::of(&moves)), (None, Some(Moving::Gif)));
        assert_eq!(Moving::of(b"\0\0\0\x20ftypisom"), Some(Moving::Mp4));
        assert_eq!(Moving::of(b"\x1a\x45\xdf\xa3 webm"), Some(Moving::WebM));
        for other in [b"RIFF\0\0\0\0WEBPVP8X".as_slice(), b"\x89PNG", b"#EXTM3U\n", b""] {
            assert_eq!(Moving::of(other), None);
        }
    }
}
