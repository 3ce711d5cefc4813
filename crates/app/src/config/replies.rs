//! What helps people who answer.

use std::time::Duration;

/// Quick replies, scheduled messages and saved views.
#[derive(Debug, Clone)]
pub struct RepliesConfig {
    /// Quick replies of one tenant.
    pub quick_replies: u32,
    /// Saved views of one user.
    pub views: u32,
    /// Messages of one instance that wait for their time.
    pub scheduled: u32,
    /// How far ahead a message may be scheduled.
    pub scheduled_ahead: Duration,
    /// How late a scheduled message is still sent.
    pub scheduled_late: Duration,
    /// How long scheduled messages are kept that were sent, failed or cancelled; `None` is for ever.
    pub scheduled_keep: Option<Duration>,
}

impl Default for RepliesConfig {
    fn default() -> Self {
        Self {
            quick_replies: 500,
            views: 50,
            scheduled: 1000,
            scheduled_ahead: Duration::from_hours(365 * 24),
            scheduled_late: Duration::from_hours(1),
            scheduled_keep: Some(Duration::from_hours(90 * 24)),
        }
    }
}
