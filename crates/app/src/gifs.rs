//! GIF files: phones play only videos in their place, so they are converted, by ffmpeg.

use crate::app::App;
use crate::error::{Error, Field};
use crate::ffmpeg;
use crate::subprocess::{self, Running};
use bytes::Bytes;
use std::path::Path;
use tokio::sync::Semaphore;

/// Largest GIF that is converted, and largest video made of one, bytes.
pub(crate) const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// The MIME type of what is made.
pub(crate) const MIME: &str = "video/mp4";
/// First bytes by which a GIF is known.
pub(crate) const MARK_BYTES: usize = 6;
/// Pixels of the width at most.
const PIXELS: u32 = 1280;

/// One is converted at a time.
static PERMIT: Semaphore = Semaphore::const_new(1);

/// Whether a file with these first bytes is a GIF.
pub(crate) fn is_gif(head: &[u8]) -> bool {
    head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a")
}

/// An MP4 without sound, of a GIF.
pub(crate) async fn video(app: &App, field: &Field, gif: &Bytes) -> Result<Bytes, Error> {
    let _permit = PERMIT.acquire().await.map_err(Error::internal)?;
    let folder = subprocess::folder(app).map_err(Error::internal)?;
    let (input, output) = (folder.path().join("picture"), folder.path().join("video.mp4"));
    tokio::fs::write(&input, gif).await.map_err(|error| {
        tracing::warn!(%error, "a GIF cannot be written to be converted; see data.spool_dir");
        Error::internal(error)
    })?;
    let work = run(app, field, &input, folder.path(), &output);
    tokio::time::timeout(app.config.media.ffmpeg_timeout, work).await.unwrap_or_else(|_| {
        Err(Error::invalid(
            field.clone(),
            "the GIF takes too long to convert; send an MP4 without sound",
        ))
    })?;
    read(field, &output).await
}

async fn run(
    app: &App,
    field: &Field,
    input: &Path,
    folder: &Path,
    output: &Path,
) -> Result<(), Error> {
    // The encoder takes even sides alone, and a width of 0 stands for the one that the picture has.
    let filter = format!("scale=w='max(2,trunc(min({PIXELS},iw)/2)*2)':h=-2");
    let mut command = ffmpeg::reading(app, "gif", input, folder, MAX_BYTES);
    command
        .args(["-an", "-vf", &filter, "-threads", "2"])
        .args(["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"])
        .args(["-movflags", "+faststart", "-f", "mp4"])
        .arg(output);
    let mut running = Running::start(&mut command).map_err(|error| missing(app, &error))?;
    let ended = running.ended().await.map_err(|error| missing(app, &error))?;
    if ended.success() { Ok(()) } else { Err(damaged(field)) }
}

async fn read(field: &Field, output: &Path) -> Result<Bytes, Error> {
    let size = tokio::fs::metadata(output).await.map_err(|_| damaged(field))?.len();
    if size >= MAX_BYTES {
        return Err(Error::TooLarge { what: "the video of the GIF", limit: MAX_BYTES });
    }
    let video = tokio::fs::read(output).await.map_err(Error::internal)?;
    if video.get(4..8) != Some(b"ftyp") {
        return Err(damaged(field));
    }
    Ok(video.into())
}

fn damaged(field: &Field) -> Error {
    Error::invalid(field.clone(), "the GIF is damaged or cannot be converted")
}

fn missing(app: &App, error: &std::io::Error) -> Error {
    tracing::warn!(ffmpeg = %app.config.media.ffmpeg, %error, "ffmpeg could not be started");
    Error::not_supported(
        "GIF files are converted to videos by ffmpeg, which this server does not have; install it \
         (or set pipeline.ffmpeg), or send an MP4 without sound",
    )
}

#[cfg(test)]
mod tests {
    use super::is_gif;

    #[test]
    fn only_gifs_are_handed_to_ffmpeg() {
        assert!(is_gif(b"GIF89a\x01\0") && is_gif(b"GIF87a"));
        for other in [b"GIF88a".as_slice(), b"#EXTM3U\n", b"\0\0\0\x20ftyp", b""] {
            assert!(!is_gif(other));
        }
    }
}
