//! Files, and profiles of accounts.

use std::path::PathBuf;
use std::time::Duration;

/// Fetching, converting and reading media.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// Attempts of a media fetch before it is given up.
    pub max_attempts: i32,
    /// Time for one request to a model that reads media.
    pub processing_timeout: Duration,
    /// Time for extracting the text of one document here.
    pub extraction_timeout: Duration,
    /// The program `omni`, which extracts the text of documents (`omni read-document`) and confines
    /// ffmpeg (`omni confine`), each in a process of its own. `None` extracts in this process, which
    /// a hostile document can end, and starts ffmpeg without limits.
    pub own_program: Option<PathBuf>,
    /// The program that converts voice notes and takes stills of videos: a name in `PATH`, or a
    /// path.
    pub ffmpeg: String,
    /// Time for one such run.
    pub ffmpeg_timeout: Duration,
    /// Memory for one such run, bytes.
    pub ffmpeg_memory: u64,
    /// The folder of files on their way. `None` is the system's own for temporary files.
    pub spool_dir: Option<PathBuf>,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            max_attempts: 6,
            processing_timeout: Duration::from_mins(1),
            extraction_timeout: Duration::from_secs(20),
            own_program: None,
            ffmpeg: "ffmpeg".to_owned(),
            ffmpeg_timeout: Duration::from_mins(1),
            ffmpeg_memory: 1024 * 1024 * 1024,
            spool_dir: None,
        }
    }
}

/// Profiles of accounts, as the network shows them.
#[derive(Debug, Clone)]
pub struct ProfilesConfig {
    /// How long a profile is kept before the network is requested again.
    pub keep: Duration,
    /// Profiles kept per instance.
    pub max: u32,
}

impl Default for ProfilesConfig {
    fn default() -> Self {
        Self { keep: Duration::from_hours(1), max: 10_000 }
    }
}
