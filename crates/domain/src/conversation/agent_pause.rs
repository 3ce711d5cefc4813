use crate::clock::Timestamp;
use crate::event::PausedBy;

/// The agent does not answer in a chat for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentPause {
    /// Since when.
    pub since: Timestamp,
    /// Until then; without an end if not set.
    pub until: Option<Timestamp>,
    /// What paused it.
    pub by: PausedBy,
}

impl AgentPause {
    /// Whether it holds at this time.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}
