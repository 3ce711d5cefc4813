use crate::config::problems::Problems;
use serde::Deserialize;

/// `[limits]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Limits {
    pub media_max_bytes: u64,
    pub media_instance_max_bytes: u64,
    pub media_tenant_max_bytes: u64,
    pub disk_free_min_bytes: u64,
    pub text_max_chars: usize,
    pub note_max_chars: usize,
    pub processing_max_bytes: u64,
    pub document_memory_bytes: u64,
    pub ffmpeg_memory_bytes: u64,
    pub import_max_rows: usize,
    pub rate_limit_per_minute: u32,
    pub hook_deliveries_per_minute: u32,
    pub rate_limit_max_keys: usize,
}

impl Limits {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("limits.media_max_bytes", self.media_max_bytes, &(1024..=2 << 30));
        let most = 1 << 50;
        let instance = self.media_instance_max_bytes;
        problems.range("limits.media_instance_max_bytes", instance, &(0..=most));
        problems.range("limits.media_tenant_max_bytes", self.media_tenant_max_bytes, &(0..=most));
        problems.range("limits.disk_free_min_bytes", self.disk_free_min_bytes, &(0..=most));
        problems.range("limits.text_max_chars", self.text_max_chars, &(1..=65_536));
        problems.range("limits.note_max_chars", self.note_max_chars, &(1..=65_536));
        let processing = self.processing_max_bytes;
        problems.range("limits.processing_max_bytes", processing, &(1024..=100 << 20));
        let memory = self.document_memory_bytes;
        problems.range("limits.document_memory_bytes", memory, &(16 << 20..=8 << 30));
        let memory = self.ffmpeg_memory_bytes;
        problems.range("limits.ffmpeg_memory_bytes", memory, &(64 << 20..=16 << 30));
        problems.range("limits.import_max_rows", self.import_max_rows, &(1..=100_000));
        problems.range(
            "limits.rate_limit_per_minute",
            self.rate_limit_per_minute,
            &(0..=1_000_000),
        );
        let deliveries = self.hook_deliveries_per_minute;
        problems.range("limits.hook_deliveries_per_minute", deliveries, &(0..=1_000_000));
        let keys = self.rate_limit_max_keys;
        problems.range("limits.rate_limit_max_keys", keys, &(1000..=10_000_000));
    }
}
