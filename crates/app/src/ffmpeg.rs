//! How ffmpeg is run on untrusted files.

use crate::app::App;
use std::path::Path;
use std::process::Stdio;
use tokio::process::Command;

/// ffmpeg reading one file as this container: naming it keeps ffmpeg from taking the file for a
/// playlist, which could make it read other files. The caller adds the output options.
pub(crate) fn reading(app: &App, demuxer: &str, input: &Path) -> Command {
    let mut command = Command::new(&app.config.media.ffmpeg);
    command
        .args(["-hide_banner", "-nostdin", "-loglevel", "error"])
        .args(["-protocol_whitelist", "file,pipe", "-f", demuxer, "-i"])
        .arg(input)
        .args(["-sn", "-dn", "-map_metadata", "-1"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}
