//! Stills of a video, taken by ffmpeg.

use super::bytes::{self, Stored};
use crate::app::App;
use crate::ffmpeg;
use crate::subprocess::{self, Running};
use futures::TryStreamExt as _;
use omni_agents::Attachment;
use std::path::Path;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Semaphore;

/// Stills of one video: enough to show what happens, few enough for every model.
const STILLS: u32 = 6;
/// Seconds between two of them, where the length of the video is unknown.
const USUAL_STEP: u32 = 5;
/// Pixels of a still's longer side. Models use no more.
const PIXELS: u32 = 768;
/// A larger still than this was not requested.
const MAX_STILL_BYTES: u64 = 2 * 1024 * 1024;

/// Concurrent videos.
static PERMITS: Semaphore = Semaphore::const_new(2);

/// The stills, or why there are none. `seconds` is the video's length, if it is known.
pub(super) async fn take(
    app: &App,
    video: &Stored,
    seconds: Option<u32>,
) -> Result<Vec<Attachment>, String> {
    let _permit = PERMITS.acquire().await.map_err(|_| cannot("the server stops"))?;
    // Removed with all that is in it, in every case.
    let folder = subprocess::folder(app).map_err(|_| cannot("there is no space for a file"))?;
    let input = folder.path().join("video");
    let head = copy(app, video, &input).await?;
    let demuxer = demuxer(&head).ok_or_else(|| cannot("it is of no known kind"))?;
    run(app, demuxer, &input, folder.path(), seconds).await?;
    collect(folder.path()).await
}

fn cannot(why: &str) -> String {
    format!("no stills of the video could be taken: {why}")
}

/// Writes the video where ffmpeg finds it; returns its beginning.
async fn copy(app: &App, video: &Stored, to: &Path) -> Result<Vec<u8>, String> {
    let broken = || cannot("it could not be copied");
    let unwritten = |error: std::io::Error| {
        tracing::warn!(%error, "a video cannot be written to take its stills; see data.spool_dir");
        cannot("it could not be copied")
    };
    let mut pieces = bytes::open(app, video).await.map_err(|_| broken())?;
    let mut file = tokio::fs::File::create(to).await.map_err(unwritten)?;
    let mut head = Vec::new();
    while let Some(piece) = pieces.try_next().await.map_err(|_| broken())? {
        if head.len() < 16 {
            head.extend(piece.iter().take(16));
        }
        file.write_all(&piece).await.map_err(unwritten)?;
    }
    file.flush().await.map_err(unwritten)?;
    Ok(head)
}

/// ffmpeg's name for the container.
fn demuxer(head: &[u8]) -> Option<&'static str> {
    let at = |from: usize, mark: &[u8]| head.get(from..from + mark.len()) == Some(mark);
    Some(match head {
        _ if at(4, b"ftyp") => "mov",
        _ if at(0, &[0x1a, 0x45, 0xdf, 0xa3]) => "matroska",
        _ if at(0, b"RIFF") && at(8, b"AVI ") => "avi",
        _ if at(0, b"OggS") => "ogg",
        _ if at(0, b"FLV\x01") => "flv",
        _ if at(0, &[0x30, 0x26, 0xb2, 0x75]) => "asf",
        _ if at(0, &[0, 0, 1, 0xba]) => "mpeg",
        [0x47, ..] => "mpegts",
        _ => return None,
    })
}

async fn run(
    app: &App,
    demuxer: &str,
    input: &Path,
    folder: &Path,
    seconds: Option<u32>,
) -> Result<(), String> {
    let step = seconds.map_or(USUAL_STEP, |seconds| seconds.div_ceil(STILLS)).max(1);
    // The first picture counts, however short the video is; a small one is not enlarged.
    let filter = format!(
        "fps=1/{step}:eof_action=pass,scale=w='min({PIXELS},iw)':h='min({PIXELS},ih)':\
         force_original_aspect_ratio=decrease"
    );
    let mut command = ffmpeg::reading(app, demuxer, input, folder, MAX_STILL_BYTES);
    command
        .args(["-an", "-vf", &filter])
        .args(["-frames:v", &STILLS.to_string(), "-c:v", "mjpeg", "-q:v", "5", "-f", "image2"])
        .arg(folder.join("still-%02d.jpg"));
    let mut running = Running::start(&mut command).map_err(|error| missing(app, &error))?;
    match tokio::time::timeout(app.config.media.ffmpeg_timeout, running.ended()).await {
        Err(_) => Err(cannot("it takes too long")),
        Ok(Ok(ended)) if ended.success() => Ok(()),
        Ok(Err(error)) => Err(missing(app, &error)),
        Ok(Ok(_)) => Err(cannot("it is damaged, or holds no pictures")),
    }
}

fn missing(app: &App, error: &std::io::Error) -> String {
    tracing::warn!(ffmpeg = %app.config.media.ffmpeg, %error, "ffmpeg could not be started");
    "videos are shown to this service as stills, which ffmpeg takes, and this server does not \
     have it; install it (or set pipeline.ffmpeg), or set gemini.api_key, which watches videos"
        .to_owned()
}

async fn collect(folder: &Path) -> Result<Vec<Attachment>, String> {
    let mut stills = Vec::new();
    for number in 1..=STILLS {
        let path = folder.join(format!("still-{number:02}.jpg"));
        let Ok(meta) = tokio::fs::metadata(&path).await else { break };
        if meta.len() > MAX_STILL_BYTES {
            continue;
        }
        let still = tokio::fs::read(&path).await.map_err(|_| cannot("they could not be read"))?;
        stills.push(Attachment::from_bytes(format!("still-{number}.jpg"), "image/jpeg", still));
    }
    if stills.is_empty() { Err(cannot("it holds no pictures")) } else { Ok(stills) }
}

#[cfg(test)]
mod tests {
    use super::demuxer;

    #[test]
    fn only_known_containers_are_handed_to_ffmpeg() {
        assert_eq!(demuxer(b"\0\0\0\x20ftypisom\0\0\0\0"), Some("mov"));
        assert_eq!(demuxer(&[0x1a, 0x45, 0xdf, 0xa3, 1]), Some("matroska"));
        assert_eq!(demuxer(b"RIFF\0\0\0\0AVI LIST"), Some("avi"));
        for playlist in [&b"#EXTM3U\nfile:///etc"[..], b"ffconcat version 1.0", b"", b"RIFF"] {
            assert_eq!(demuxer(playlist), None);
        }
    }
}
