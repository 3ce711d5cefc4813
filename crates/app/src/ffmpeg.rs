//! How ffmpeg is run on untrusted files.

use crate::app::App;
use crate::subprocess::{self, Bounds};
use std::path::Path;
use tokio::process::Command;

/// Threads that decode one file: more would take memory, and the other files' turn.
const THREADS: u32 = 2;

/// ffmpeg reading one file as this container: naming it keeps ffmpeg from taking the file for a
/// playlist, which could make it read other files. The caller determines the output, and where it is written: to a
/// pipe, or to files of at most `file_bytes` each in the folder, which holds the input, too.
pub(crate) fn reading(
    app: &App,
    demuxer: &str,
    input: &Path,
    folder: &Path,
    file_bytes: u64,
) -> Command {
    decoding(app, (demuxer, None), input, folder, file_bytes)
}

/// The same, with a decoder for the pictures by its name; without one ffmpeg chooses.
pub(crate) fn decoding(
    app: &App,
    (demuxer, decoder): (&str, Option<&str>),
    input: &Path,
    folder: &Path,
    file_bytes: u64,
) -> Command {
    let media = &app.config.media;
    let bounds =
        Bounds { memory: media.ffmpeg_memory, cpu: media.ffmpeg_timeout * THREADS, file_bytes };
    let mut command = subprocess::confined(app, &media.ffmpeg, folder, bounds);
    command
        .args(["-hide_banner", "-nostdin", "-loglevel", "error"])
        .args(["-threads", &THREADS.to_string()])
        .args(["-protocol_whitelist", "file,pipe", "-f", demuxer]);
    if let Some(decoder) = decoder {
        command.args(["-c:v", decoder]);
    }
    command.arg("-i").arg(input).args(["-sn", "-dn", "-map_metadata", "-1"]);
    command
}
