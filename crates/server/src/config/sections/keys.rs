use crate::config::problems::Problems;
use serde::Deserialize;

/// `[keys]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Keys {
    pub audit_queue: usize,
    pub audit_keep_days: u64,
}

impl Keys {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("keys.audit_queue", self.audit_queue, &(1..=1_000_000));
        problems.range("keys.audit_keep_days", self.audit_keep_days, &(1..=3650));
    }
}
