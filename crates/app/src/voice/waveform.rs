//! The loudness of a voice note over its length, which phones draw.

use super::PERMITS;
use crate::app::App;
use crate::ffmpeg;
use crate::subprocess::{self, Running};
use std::io;
use std::process::Stdio;
use tokio::io::AsyncReadExt;

/// As many as phones draw.
const BARS: usize = 64;
/// Samples per second that are enough to show how loud speech is.
const RATE: &str = "2000";
/// More than two hours at that rate.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// The loudness of an Ogg Opus file at 64 moments, 0 to 100. Empty if it cannot be read: the voice
/// note is sent without.
pub(super) async fn of(app: &App, ogg: &[u8]) -> Vec<u8> {
    match tokio::time::timeout(app.config.media.ffmpeg_timeout, decode(app, ogg)).await {
        Ok(Ok(samples)) => draw(&samples),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a voice note is sent without its waveform");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}

/// The samples as signed 16-bit integers, little end first.
async fn decode(app: &App, ogg: &[u8]) -> io::Result<Vec<u8>> {
    let _permit = PERMITS.acquire().await.map_err(io::Error::other)?;
    let folder = subprocess::folder(app)?;
    let input = folder.path().join("sound");
    tokio::fs::write(&input, ogg).await?;
    // It writes to its pipe alone.
    let mut command = ffmpeg::reading(app, "ogg", &input, folder.path(), 0);
    command.args(["-vn", "-ac", "1", "-ar", RATE, "-f", "s16le", "pipe:1"]);
    command.stdout(Stdio::piped());
    let mut running = Running::start(&mut command)?;
    let output = running.child.stdout.take();
    let output = output.ok_or_else(|| io::Error::other("no pipe from ffmpeg"))?;
    let mut samples = Vec::new();
    output.take(MAX_BYTES).read_to_end(&mut samples).await?;
    if samples.len() as u64 == MAX_BYTES {
        return Err(io::Error::other("it is too long"));
    }
    let ended = running.ended().await?;
    if ended.success() { Ok(samples) } else { Err(io::Error::other("it cannot be decoded")) }
}

/// The mean loudness of each part, the loudest being 100.
fn draw(samples: &[u8]) -> Vec<u8> {
    let levels: Vec<u64> = samples
        .as_chunks::<2>()
        .0
        .iter()
        .map(|sample| u64::from(i16::from_le_bytes(*sample).unsigned_abs()))
        .collect();
    if levels.len() < BARS {
        return Vec::new();
    }
    let mean = |bar: usize| {
        let part = &levels[bar * levels.len() / BARS..(bar + 1) * levels.len() / BARS];
        part.iter().sum::<u64>() / part.len() as u64
    };
    let means: Vec<u64> = (0..BARS).map(mean).collect();
    let loudest = means.iter().copied().max().unwrap_or_default().max(1);
    means.iter().map(|mean| u8::try_from(mean * 100 / loudest).unwrap_or(100)).collect()
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn silence_and_noise_differ() {
        let quiet = [0_i16; 640];
        let loud: Vec<i16> = (0..640).map(|at| if at % 2 == 0 { 9_000 } else { -9_000 }).collect();
        let bytes = |samples: &[i16]| -> Vec<u8> {
            samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
        };
        let drawn = draw(&bytes(&[&quiet[..], &loud[..]].concat()));
        assert_eq!(drawn.len(), 64);
        assert_eq!((drawn[0], drawn[31], drawn[32], drawn[63]), (0, 0, 100, 100));
        assert!(draw(&bytes(&quiet)).iter().all(|bar| *bar == 0));
        assert!(draw(&[]).is_empty(), "too short to be drawn");
    }
}
