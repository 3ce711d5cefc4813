//! Wake-ups: a signal of possible work, without its content.

use omni_domain::job::JobKind;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The subject of a wake-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// An instance should be started, stopped or taken over.
    Sessions,
    /// API keys were changed or revoked.
    Keys,
    /// The owner of an instance is asked for something.
    Requests,
    /// Another node has answered.
    Replies,
    /// The other nodes are to drop what they keep in memory.
    Caches,
    /// Webhook endpoints were changed, or deliveries are to be sent again.
    Webhooks,
    /// Jobs of this kind were written, or became due.
    Jobs(JobKind),
}

const JOBS: &str = "jobs.";

impl Topic {
    /// The number of topics.
    pub(crate) const COUNT: usize = JobKind::ALL.len() + 6;

    /// Every topic.
    pub fn all() -> impl Iterator<Item = Self> {
        let jobs = JobKind::ALL.iter().map(|kind| Self::Jobs(*kind));
        [Self::Sessions, Self::Keys, Self::Requests, Self::Replies, Self::Caches, Self::Webhooks]
            .into_iter()
            .chain(jobs)
    }

    /// The topic's name on the wire.
    pub fn name(self) -> String {
        match self {
            Self::Sessions => "sessions".to_owned(),
            Self::Keys => "keys".to_owned(),
            Self::Requests => "requests".to_owned(),
            Self::Replies => "replies".to_owned(),
            Self::Caches => "caches".to_owned(),
            Self::Webhooks => "webhooks".to_owned(),
            Self::Jobs(kind) => format!("{JOBS}{kind}"),
        }
    }

    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Sessions => 0,
            Self::Keys => 1,
            Self::Requests => 2,
            Self::Replies => 3,
            Self::Webhooks => 4,
            Self::Caches => 5,
            Self::Jobs(kind) => kind as usize + 6,
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::all().find(|topic| topic.name() == name)
    }
}

/// Waits for wake-ups of one topic. Those that arrive between two calls count as one; those before
/// [`crate::Bus::wakeups`] do not count.
#[derive(Debug)]
pub struct Wakeups {
    pub(crate) changed: watch::Receiver<u64>,
    pub(crate) closed: CancellationToken,
}

impl Wakeups {
    /// Returns at the next wake-up, at once if there was one since the last call; `None` once the
    /// bus is closed. Cancel-safe.
    pub async fn next(&mut self) -> Option<()> {
        tokio::select! {
            () = self.closed.cancelled() => None,
            changed = self.changed.changed() => changed.ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Topic;
    use std::collections::BTreeSet;

    #[test]
    fn every_topic_has_a_unique_index_and_name() {
        let indexes: BTreeSet<usize> = Topic::all().map(Topic::index).collect();
        assert_eq!(indexes, (0..Topic::COUNT).collect());
        for topic in Topic::all() {
            assert_eq!(Topic::parse(&topic.name()), Some(topic));
        }
        assert_eq!(Topic::parse("jobs.unknown"), None);
    }
}
