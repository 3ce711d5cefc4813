//! Wake-ups: "there may be work", never what the work is.

use omni_domain::job::JobKind;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// What there may be news of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// An instance should be started, stopped or taken over.
    Sessions,
    /// API keys were changed or revoked.
    Keys,
    /// Jobs of this kind were written, or became due.
    Jobs(JobKind),
}

const JOBS: &str = "jobs.";

impl Topic {
    /// How many there are.
    pub(crate) const COUNT: usize = JobKind::ALL.len() + 2;

    /// Every topic.
    pub fn all() -> impl Iterator<Item = Self> {
        let jobs = JobKind::ALL.iter().map(|kind| Self::Jobs(*kind));
        [Self::Sessions, Self::Keys].into_iter().chain(jobs)
    }

    /// The topic's name on the wire.
    pub fn name(self) -> String {
        match self {
            Self::Sessions => "sessions".to_owned(),
            Self::Keys => "keys".to_owned(),
            Self::Jobs(kind) => format!("{JOBS}{kind}"),
        }
    }

    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Sessions => 0,
            Self::Keys => 1,
            Self::Jobs(kind) => kind as usize + 2,
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::all().find(|topic| topic.name() == name)
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

#[cfg(test)]
mod tests {
    use super::Topic;
    use std::collections::BTreeSet;

    #[test]
    fn every_topic_has_a_place_and_a_name_of_its_own() {
        let indexes: BTreeSet<usize> = Topic::all().map(Topic::index).collect();
        assert_eq!(indexes, (0..Topic::COUNT).collect());
        for topic in Topic::all() {
            assert_eq!(Topic::parse(&topic.name()), Some(topic));
        }
        assert_eq!(Topic::parse("jobs.unheard-of"), None);
    }
}
