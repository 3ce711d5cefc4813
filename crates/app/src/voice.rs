//! Voice notes: phones play only Ogg Opus, so everything else is converted, by ffmpeg.

mod waveform;

use crate::app::App;
use crate::error::{Error, Field};
use crate::ffmpeg;
use crate::subprocess::{self, Running};
use bytes::Bytes;
use std::process::Stdio;
use tokio::io::AsyncReadExt;
use tokio::process::ChildStdout;
use tokio::sync::Semaphore;

/// Largest inbound or outbound voice note, bytes: more than an hour of speech.
pub(crate) const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// The MIME type by which phones recognise a voice note.
pub(crate) const MIME: &str = "audio/ogg; codecs=opus";
/// Samples per second that Opus counts in, whatever was recorded.
const OPUS_RATE: u64 = 48_000;

/// Concurrent conversions.
static PERMITS: Semaphore = Semaphore::const_new(2);

/// A voice note that phones can play.
#[derive(Debug, Clone)]
pub(crate) struct VoiceNote {
    /// Ogg Opus.
    pub(crate) bytes: Bytes,
    /// Length, if the file states it.
    pub(crate) seconds: Option<u32>,
    /// Its loudness from its beginning to its end, 0 to 100; empty if it is not known.
    pub(crate) waveform: Vec<u8>,
}

/// Converts what is not Ogg Opus already.
pub(crate) async fn voice_note(app: &App, field: &Field, bytes: Bytes) -> Result<VoiceNote, Error> {
    let bytes = if is_ogg_opus(&bytes) { bytes } else { convert(app, field, &bytes).await? };
    let seconds = seconds(&bytes);
    let waveform = waveform::of(app, &bytes).await;
    Ok(VoiceNote { bytes, seconds, waveform })
}

/// An Ogg stream whose first packet is Opus'.
fn is_ogg_opus(bytes: &[u8]) -> bool {
    bytes.starts_with(b"OggS") && bytes.get(28..36) == Some(b"OpusHead")
}

/// The last page states how many samples precede its end.
fn seconds(ogg: &[u8]) -> Option<u32> {
    let last = ogg.windows(4).rposition(|window| window == b"OggS")?;
    let position = ogg.get(last + 6..last + 14)?;
    let samples = u64::from_le_bytes(position.try_into().ok()?);
    if samples == u64::MAX {
        return None;
    }
    let skipped = u64::from(u16::from_le_bytes(ogg.get(38..40)?.try_into().ok()?));
    u32::try_from(samples.saturating_sub(skipped).div_ceil(OPUS_RATE)).ok()
}

/// Containers by the bytes that mark them: where, which, and ffmpeg's name.
const CONTAINERS: &[(usize, &[u8], &str)] = &[
    (0, b"OggS", "ogg"),
    (8, b"WAVE", "wav"),
    (0, b"fLaC", "flac"),
    (4, b"ftyp", "mov"),
    (0, &[0x1a, 0x45, 0xdf, 0xa3], "matroska"),
    (0, b"#!AMR", "amr"),
    (0, b"caff", "caf"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b"ID3", "mp3"),
];

/// ffmpeg's name for the container, from its first bytes.
fn demuxer(bytes: &[u8]) -> Option<&'static str> {
    let marked = CONTAINERS
        .iter()
        .find(|(at, mark, _)| bytes.get(*at..at + mark.len()) == Some(*mark))
        .map(|(_, _, name)| *name);
    marked.or_else(|| match bytes.get(..2)? {
        // Frames without a container; layer 0 is AAC in ADTS, the others are MPEG audio.
        [0xff, second] if second & 0xf6 == 0xf0 => Some("aac"),
        [0xff, second] if second & 0xe0 == 0xe0 => Some("mp3"),
        _ => None,
    })
}

async fn convert(app: &App, field: &Field, bytes: &[u8]) -> Result<Bytes, Error> {
    let demuxer = demuxer(bytes).ok_or_else(|| {
        Error::invalid(
            field.clone(),
            "not a sound file of a known kind; send Ogg Opus, MP3, M4A, AAC, WAV, FLAC, AMR or WebM",
        )
    })?;
    let _permit = PERMITS.acquire().await.map_err(Error::internal)?;
    let folder = subprocess::folder(app).map_err(Error::internal)?;
    let input = folder.path().join("sound");
    tokio::fs::write(&input, bytes).await.map_err(|error| {
        tracing::warn!(%error, "a sound file cannot be written to be converted; see data.spool_dir");
        Error::internal(error)
    })?;
    // It writes to its pipe alone.
    let mut command = ffmpeg::reading(app, demuxer, &input, folder.path(), 0);
    command
        .args(["-vn", "-ac", "1", "-ar", "48000"])
        .args(["-c:a", "libopus", "-b:a", "32k", "-application", "voip", "-f", "ogg", "pipe:1"])
        .stdout(Stdio::piped());
    let mut running = Running::start(&mut command).map_err(|error| missing(app, &error))?;
    let output = running.child.stdout.take();
    let output = output.ok_or_else(|| Error::internal("no pipe from ffmpeg"))?;
    let work = async {
        let converted = read(output).await?;
        let ended = running.ended().await.map_err(|error| missing(app, &error))?;
        if !ended.success() || !is_ogg_opus(&converted) {
            return Err(Error::invalid(
                field.clone(),
                "the sound file is damaged or holds no sound",
            ));
        }
        Ok(converted)
    };
    tokio::time::timeout(app.config.media.ffmpeg_timeout, work).await.unwrap_or_else(|_| {
        Err(Error::invalid(
            field.clone(),
            "the sound file takes too long to convert; send Ogg Opus",
        ))
    })
}

/// Everything ffmpeg writes, but no more than a voice note may hold.
async fn read(output: ChildStdout) -> Result<Bytes, Error> {
    let mut converted = Vec::new();
    output.take(MAX_BYTES + 1).read_to_end(&mut converted).await.map_err(Error::internal)?;
    if converted.len() as u64 > MAX_BYTES {
        return Err(Error::TooLarge { what: "the voice note", limit: MAX_BYTES });
    }
    Ok(converted.into())
}

fn missing(app: &App, error: &std::io::Error) -> Error {
    tracing::warn!(ffmpeg = %app.config.media.ffmpeg, %error, "ffmpeg could not be started");
    Error::not_supported(
        "voice notes that are not Ogg Opus are converted by ffmpeg, which this server does not \
         have; install it (or set pipeline.ffmpeg), or send Ogg Opus",
    )
}

#[cfg(test)]
mod tests {
    use super::{demuxer, is_ogg_opus, seconds};

    fn opus(samples: u64) -> Vec<u8> {
        let mut ogg = b"OggS\0\x02".to_vec();
        ogg.extend_from_slice(&[0; 22]);
        ogg.extend_from_slice(b"OpusHead\x01\x01\x38\x01");
        ogg.extend_from_slice(b"OggS\0\x04");
        ogg.extend_from_slice(&samples.to_le_bytes());
        ogg.extend_from_slice(&[0; 14]);
        ogg
    }

    #[test]
    fn opus_is_recognised_and_measured() {
        let note = opus(3 * 48_000 + 312);
        assert!(is_ogg_opus(&note));
        assert_eq!(seconds(&note), Some(3));
        assert_eq!(seconds(&opus(u64::MAX)), None);
        assert!(!is_ogg_opus(b"OggS\0\x02vorbis"));
    }

    #[test]
    fn only_known_containers_are_handed_to_ffmpeg() {
        assert_eq!(demuxer(b"ID3\x04"), Some("mp3"));
        assert_eq!(demuxer(&[0xff, 0xfb, 0x90]), Some("mp3"));
        assert_eq!(demuxer(&[0xff, 0xf1, 0x50]), Some("aac"));
        assert_eq!(demuxer(b"\0\0\0\x20ftypM4A "), Some("mov"));
        assert_eq!(demuxer(b"RIFF\0\0\0\0WAVEfmt "), Some("wav"));
        for playlist in [b"#EXTM3U\n".as_slice(), b"ffconcat version 1.0", b"", b"\xff"] {
            assert_eq!(demuxer(playlist), None);
        }
    }
}
