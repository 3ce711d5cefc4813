//! API keys.

use std::time::Duration;

/// API keys.
#[derive(Debug, Clone)]
pub struct KeysConfig {
    /// Uses of API keys that may wait to be written to the audit log.
    pub audit_queue: usize,
    /// How long the audit logs of API keys and users are kept.
    pub audit_keep: Duration,
}

impl Default for KeysConfig {
    fn default() -> Self {
        Self { audit_queue: 20_000, audit_keep: Duration::from_hours(90 * 24) }
    }
}
