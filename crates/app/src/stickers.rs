//! Stickers: a picture becomes one, and what moves an animated one, by ffmpeg.

use crate::app::App;
use crate::error::{Error, Field};
use crate::ffmpeg;
use crate::gifs;
use crate::images::{self, STICKER_SIDE, Sticker};
use crate::subprocess::{self, Running};
use bytes::Bytes;
use std::path::Path;
use std::process::ExitStatus;
use tokio::process::Command;
use tokio::sync::Semaphore;

/// Largest animated sticker that phones show, bytes.
const MAX_BYTES: u64 = 500 * 1024;
/// How long it may be, seconds: further ones are cut off.
const LONGEST: &str = "10";
/// Pictures a second and the encoder's quality, from 0 to 100: the next ones are tried if the result is
/// too large.
const ATTEMPTS: [(u32, u32); 3] = [(15, 60), (12, 35), (8, 15)];

/// Bytes of a `WebM` in which its tracks are described.
const WEBM_HEAD: usize = 64 * 1024;
/// The element `AlphaMode` of a track, with its length and the value 1.
const ALPHA_MODE: &[u8] = &[0x53, 0xc0, 0x81, 0x01];

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

    /// The decoder that reads what is transparent in these bytes, where ffmpeg's own one does not: in
    /// a `WebM` that has a second picture for it.
    fn decoder(self, bytes: &[u8]) -> Option<&'static str> {
        if self != Self::WebM {
            return None;
        }
        let head = bytes.get(..WEBM_HEAD).unwrap_or(bytes);
        let has = |mark: &[u8]| head.windows(mark.len()).any(|window| window == mark);
        if !has(ALPHA_MODE) {
            return None;
        }
        [("V_VP9", "libvpx-vp9"), ("V_VP8", "libvpx")]
            .into_iter()
            .find_map(|(codec, decoder)| has(codec.as_bytes()).then_some(decoder))
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

/// One file to convert, and where.
#[derive(Debug, Clone, Copy)]
struct Work<'a> {
    moving: Moving,
    input: &'a Path,
    folder: &'a Path,
    output: &'a Path,
}

/// How a run of ffmpeg ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ran {
    Made,
    Failed,
    NotStarted,
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
    let work = Work { moving, input: &input, folder: folder.path(), output: &output };
    let mut decoder = moving.decoder(bytes);
    for attempt in ATTEMPTS {
        let mut ran = run(app, field, work, decoder, attempt).await?;
        if ran == Ran::Failed && decoder.take().is_some() {
            // This ffmpeg may lack the decoder: then without what is transparent.
            ran = run(app, field, work, None, attempt).await?;
        }
        match ran {
            Ran::Made => {}
            Ran::Failed => return Err(damaged(field)),
            Ran::NotStarted => return Ok(None),
        }
        let size = tokio::fs::metadata(&output).await.map_err(|_| damaged(field))?.len();
        if size <= MAX_BYTES {
            return read(field, &output).await.map(Some);
        }
    }
    let why = "the animation is too large for a sticker; send a shorter one";
    Err(Error::invalid(field.clone(), why))
}

/// One attempt, within the time limit of a run.
async fn run(
    app: &App,
    field: &Field,
    work: Work<'_>,
    decoder: Option<&str>,
    (rate, quality): (u32, u32),
) -> Result<Ran, Error> {
    let side = STICKER_SIDE;
    let filter = format!(
        "fps={rate},scale={side}:{side}:force_original_aspect_ratio=decrease,format=rgba,\
         pad={side}:{side}:(ow-iw)/2:(oh-ih)/2:color=black@0"
    );
    let quality = quality.to_string();
    let read = (work.moving.demuxer(), decoder);
    let mut command = ffmpeg::decoding(app, read, work.input, work.folder, images::MAX_BYTES);
    command
        .args(["-y", "-an", "-t", LONGEST, "-vf", &filter, "-threads", "2"])
        .args(["-c:v", "libwebp_anim", "-lossless", "0", "-q:v", &quality])
        .args(["-loop", "0", "-f", "webp"])
        .arg(work.output);
    let ended = tokio::time::timeout(app.config.media.ffmpeg_timeout, ended(&mut command));
    let ended = ended.await.map_err(|_| {
        let why = "the animation takes too long to convert; send a shorter one";
        Error::invalid(field.clone(), why)
    })?;
    match ended {
        Ok(status) if status.success() => Ok(Ran::Made),
        Ok(_) => Ok(Ran::Failed),
        Err(error) => {
            tracing::warn!(ffmpeg = %app.config.media.ffmpeg, %error, "ffmpeg could not be started");
            Ok(Ran::NotStarted)
        }
    }
}

async fn ended(command: &mut Command) -> std::io::Result<ExitStatus> {
    Running::start(command)?.ended().await
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

    #[test]
    fn what_is_transparent_in_a_webm_is_read_by_the_decoder_of_its_codec() {
        let webm = |codec: &str, mode: u8| {
            [b"\x1a\x45\xdf\xa3".as_slice(), codec.as_bytes(), &[0x53, 0xc0, 0x81, mode]].concat()
        };
        assert_eq!(Moving::WebM.decoder(&webm("V_VP9", 1)), Some("libvpx-vp9"));
        assert_eq!(Moving::WebM.decoder(&webm("V_VP8", 1)), Some("libvpx"));
        for other in [webm("V_VP9", 0), webm("V_AV1", 1), Vec::new()] {
            assert_eq!(Moving::WebM.decoder(&other), None);
        }
        assert_eq!(Moving::Mp4.decoder(&webm("V_VP9", 1)), None);
    }
}
