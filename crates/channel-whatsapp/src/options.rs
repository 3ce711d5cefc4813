//! The server's options for all sessions of this channel.

use std::path::PathBuf;
use std::time::Duration;

/// Settings shared by all sessions. [`Default`] is right for the real network.
#[derive(Debug, Clone)]
pub struct WhatsAppOptions {
    /// The chat server's WebSocket URL; `None` is the real network.
    pub url: Option<String>,
    /// The WhatsApp Web version to claim; `None` fetches the current one from the real network.
    pub version: Option<(u32, u32, u32)>,
    /// The name phones show under "Linked devices", where the instance sets none.
    pub device_name: String,
    /// How many QR codes an attempt to link shows, where the instance sets no other number.
    pub qr_limit: u32,
    /// From dialling to a QR or a finished login.
    pub login_timeout: Duration,
    /// For fetching the current version.
    pub version_timeout: Duration,
    /// An idle connection is pinged this often.
    pub keepalive_interval: Duration,
    /// Without an answer to a ping for this long, the connection is dead.
    pub keepalive_timeout: Duration,
    /// A connection from which nothing arrived for this long is not reported as connected; after
    /// twice that time it is dead.
    pub silence_limit: Duration,
    /// How long `send` waits for the network's acknowledgement of a message.
    pub ack_timeout: Duration,
    /// For one query to the network, such as whether a number is on WhatsApp.
    pub query_timeout: Duration,
    /// How long requested history may take to arrive: the phone prepares it.
    pub history_timeout: Duration,
    /// For closing cleanly.
    pub stop_timeout: Duration,
    /// Without a byte for this long a media transfer is given up.
    pub media_idle_timeout: Duration,
    /// Largest file, in bytes.
    pub max_file_size: u64,
    /// One-time keys offered to those who write first. Each costs memory and a row.
    pub pre_key_count: usize,
    /// Store the history that the phone offers after pairing.
    pub history: bool,
    /// The folder of files on their way; `None` is the system's own for temporary files.
    pub spool_dir: Option<PathBuf>,
}

impl Default for WhatsAppOptions {
    fn default() -> Self {
        Self {
            url: None,
            version: None,
            device_name: "Omni".to_owned(),
            qr_limit: 6,
            login_timeout: Duration::from_secs(45),
            version_timeout: Duration::from_secs(10),
            // Below the library's own 15 s, so that it never needs to ping as well.
            keepalive_interval: Duration::from_secs(14),
            keepalive_timeout: Duration::from_secs(20),
            silence_limit: Duration::from_mins(1),
            ack_timeout: Duration::from_secs(15),
            query_timeout: Duration::from_secs(10),
            history_timeout: Duration::from_secs(30),
            stop_timeout: Duration::from_secs(2),
            media_idle_timeout: Duration::from_secs(30),
            max_file_size: 100 * 1024 * 1024,
            pre_key_count: 30,
            history: true,
            spool_dir: None,
        }
    }
}
