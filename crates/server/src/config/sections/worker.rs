use crate::config::problems::Problems;
use omni_domain::job::JobKind;
use omni_worker::WorkerConfig;
use serde::Deserialize;
use std::collections::HashMap;
use std::time::Duration;

/// `[worker]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Worker {
    pub sends: usize,
    pub actions: usize,
    pub turns: usize,
    pub media: usize,
    pub readings: usize,
    pub batches: usize,
    pub syncs: usize,
    pub scheduled: usize,
    pub stop_wait_s: u64,
}

impl Worker {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("worker.sends", self.sends, &(1..=4096));
        problems.range("worker.actions", self.actions, &(1..=4096));
        problems.range("worker.turns", self.turns, &(1..=4096));
        problems.range("worker.media", self.media, &(1..=4096));
        problems.range("worker.readings", self.readings, &(1..=4096));
        problems.range("worker.batches", self.batches, &(1..=64));
        problems.range("worker.syncs", self.syncs, &(1..=4096));
        problems.range("worker.scheduled", self.scheduled, &(1..=4096));
        problems.range("worker.stop_wait_s", self.stop_wait_s, &(0..=300));
    }

    /// Concurrency of the jobs.
    pub fn options(&self) -> WorkerConfig {
        WorkerConfig {
            lane_widths: HashMap::from([
                (JobKind::MessageSend, self.sends),
                (JobKind::ChatAction, self.actions),
                (JobKind::TurnRun, self.turns),
                (JobKind::MediaFetch, self.media),
                (JobKind::MediaRead, self.readings),
                (JobKind::BatchRun, self.batches),
                (JobKind::SyncRun, self.syncs),
                (JobKind::MessageSchedule, self.scheduled),
            ]),
            stop_wait: Duration::from_secs(self.stop_wait_s),
        }
    }
}
