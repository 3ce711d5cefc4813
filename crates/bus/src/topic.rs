//! Wake-ups: "there may be work", never what the work is.

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What there may be news of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Jobs were written.
    Jobs,
    /// An instance should be started, stopped or taken over.
    Sessions,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 2] = [Self::Jobs, Self::Sessions];

    /// The topic's name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Sessions => "sessions",
        }
    }

    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Jobs => 0,
            Self::Sessions => 1,
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == name)
    }
}

/// Waits for wake-ups of one topic. Those that come while nobody waits count as one; those before
/// [`crate::Bus::wakeups`] was called do not count.
#[derive(Debug)]
pub struct Wakeups {
    pub(crate) changed: watch::Receiver<u64>,
    pub(crate) closed: CancellationToken,
}

impl Wakeups {
    /// Returns at the next wake-up, at once if there was one since the last call; `None` once the
    /// bus is closed. May be dropped without losing a wake-up.
    pub async fn next(&mut self) -> Option<()> {
        tokio::select! {
            () = self.closed.cancelled() => None,
            changed = self.changed.changed() => changed.ok(),
        }
    }
}
