//! What speaks for a connection being alive.

use omni_domain::Timestamp;
use serde::Serialize;

/// The facts from which "connected" is computed. None of them is assumed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The present socket was opened.
    pub socket_since: Option<Timestamp>,
    /// Last frame from the network.
    pub last_frame: Option<Timestamp>,
    /// Last answer to a keep-alive of ours.
    pub last_pong: Option<Timestamp>,
    /// Last acknowledgement or receipt of a message of ours.
    pub last_receipt: Option<Timestamp>,
    /// Connection attempts since the last success.
    pub failed_attempts: u32,
}

impl Evidence {
    /// The newest sign of life.
    pub fn newest(&self) -> Option<Timestamp> {
        self.last_frame.max(self.last_pong).max(self.last_receipt)
    }
}
