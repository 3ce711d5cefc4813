//! How long after a message was sent it may be changed.

use std::time::Duration;

/// How long after a message was sent the network shows a change of it; `None` is without a limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChangeWindows {
    /// A new text.
    pub edit: Option<Duration>,
    /// Its deletion for everyone.
    pub revoke: Option<Duration>,
}
