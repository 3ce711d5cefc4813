//! How long what is kept, and the disks it is kept on.

use std::path::PathBuf;
use std::time::Duration;

/// How long what is kept; `None` is for ever.
#[derive(Debug, Clone)]
pub struct RetentionConfig {
    /// Events of the log.
    pub events: Option<Duration>,
    /// Messages, with their files.
    pub messages: Option<Duration>,
    /// Bytes of files; what is known of them stays with their messages.
    pub media: Option<Duration>,
    /// Conversations of entry points, after their newest message.
    pub conversations: Option<Duration>,
    /// Executions, and never longer than turns.
    pub executions: Option<Duration>,
    /// Turns that ended.
    pub turns: Option<Duration>,
    /// Dead letters.
    pub dead_letters: Option<Duration>,
    /// Counts of messages and answers, for statistics.
    pub figures: Option<Duration>,
    /// The histories of settings and of persons.
    pub histories: Option<Duration>,
    /// Files that no row refers to.
    pub orphans: Option<Duration>,
    /// How long one request to delete old events deletes.
    pub on_request: Duration,
}

impl Default for RetentionConfig {
    fn default() -> Self {
        let days = |days: u64| Some(Duration::from_hours(days * 24));
        Self {
            events: days(365),
            messages: None,
            media: days(365),
            conversations: days(365),
            executions: days(90),
            turns: days(90),
            dead_letters: days(90),
            figures: days(800),
            histories: days(365),
            orphans: Some(Duration::from_hours(24)),
            on_request: Duration::from_secs(30),
        }
    }
}

/// The disks that this server writes to.
#[derive(Debug, Clone)]
pub struct DisksConfig {
    /// Folders on them.
    pub folders: Vec<PathBuf>,
    /// With less free than this a disk is nearly full, bytes.
    pub min_free: u64,
}

impl Default for DisksConfig {
    fn default() -> Self {
        Self { folders: Vec::new(), min_free: 512 << 20 }
    }
}
