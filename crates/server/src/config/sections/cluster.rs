use crate::config::problems::Problems;
use serde::Deserialize;

const MAX_NAME: usize = 100;

/// `[cluster]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Cluster {
    pub node_name: String,
    pub poll_ms: u64,
    pub request_wait_s: u64,
    pub requests: usize,
    pub cache_s: u64,
}

impl Cluster {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        if self.node_name.chars().count() > MAX_NAME {
            problems.add("cluster.node_name", format_args!("give at most {MAX_NAME} characters"));
        }
        problems.range("cluster.poll_ms", self.poll_ms, &(100..=60_000));
        problems.range("cluster.request_wait_s", self.request_wait_s, &(1..=120));
        problems.range("cluster.requests", self.requests, &(1..=10_000));
        // Not longer than the shortest lease.
        problems.range("cluster.cache_s", self.cache_s, &(1..=5));
    }

    /// The node's name for people: by default the machine's.
    pub(in crate::config) fn name(&self) -> String {
        let configured = self.node_name.trim();
        if !configured.is_empty() {
            return configured.to_owned();
        }
        let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        name.trim().chars().take(MAX_NAME).collect()
    }
}
