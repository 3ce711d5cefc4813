use crate::config::problems::Problems;
use serde::Deserialize;

/// `[pipeline]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every key")]
pub struct Pipeline {
    pub send_wait_ms: u64,
    pub connect_wait_ms: u64,
    pub send_max_attempts: i32,
    pub turn_max_attempts: i32,
    pub media_max_attempts: i32,
    pub job_lease_s: u64,
    pub job_longest_s: u64,
    pub instance_lease_s: u64,
    pub debounce_max_wait_ms: u64,
    pub provider_concurrency: usize,
    pub breaker_failures: u32,
    pub breaker_pause_s: u64,
    pub breaker_pause_max_s: u64,
    pub agent_history: u32,
    pub answer_images: usize,
    pub agent_files: usize,
    pub agent_files_bytes: u64,
    pub agent_documents: u32,
    pub agent_document_bytes: u64,
    pub agent_passages: usize,
    pub agent_passages_chars: usize,
    pub ingest_batch: usize,
    pub ingest_queue: usize,
    pub send_queue: usize,
    pub status_audience: usize,
    pub connect_concurrency: usize,
    pub reconnect_min_ms: u64,
    pub reconnect_max_s: u64,
    pub silence_limit_s: u64,
    pub processing_timeout_s: u64,
    pub extraction_timeout_s: u64,
    pub reply_url_keep_s: u64,
    pub idempotency_keep_h: u64,
    pub profile_keep_s: u64,
    pub profiles_max: u32,
    pub ffmpeg: String,
    pub ffmpeg_timeout_s: u64,
}

impl Pipeline {
    pub(in crate::config) fn check(&self, problems: &mut Problems<'_>) {
        problems.range("pipeline.send_wait_ms", self.send_wait_ms, &(0..=120_000));
        problems.range("pipeline.connect_wait_ms", self.connect_wait_ms, &(100..=120_000));
        problems.range("pipeline.send_max_attempts", self.send_max_attempts, &(1..=100));
        problems.range("pipeline.turn_max_attempts", self.turn_max_attempts, &(1..=100));
        problems.range("pipeline.media_max_attempts", self.media_max_attempts, &(1..=100));
        problems.range("pipeline.job_lease_s", self.job_lease_s, &(10..=3600));
        problems.range("pipeline.job_longest_s", self.job_longest_s, &(60..=86_400));
        problems.range("pipeline.instance_lease_s", self.instance_lease_s, &(5..=600));
        problems.range("pipeline.debounce_max_wait_ms", self.debounce_max_wait_ms, &(0..=600_000));
        problems.range("pipeline.provider_concurrency", self.provider_concurrency, &(1..=4096));
        problems.range("pipeline.breaker_failures", self.breaker_failures, &(0..=1000));
        problems.range("pipeline.breaker_pause_s", self.breaker_pause_s, &(1..=3600));
        let longest = self.breaker_pause_s.min(3600)..=3600;
        problems.range("pipeline.breaker_pause_max_s", self.breaker_pause_max_s, &longest);
        problems.range("pipeline.agent_history", self.agent_history, &(1..=200));
        problems.range("pipeline.answer_images", self.answer_images, &(0..=32));
        problems.range("pipeline.agent_files", self.agent_files, &(0..=64));
        let files = self.agent_files_bytes;
        problems.range("pipeline.agent_files_bytes", files, &(0..=100 << 20));
        problems.range("pipeline.agent_documents", self.agent_documents, &(0..=200));
        let document = self.agent_document_bytes;
        problems.range("pipeline.agent_document_bytes", document, &(1024..=100 << 20));
        problems.range("pipeline.agent_passages", self.agent_passages, &(0..=32));
        let characters = self.agent_passages_chars;
        problems.range("pipeline.agent_passages_chars", characters, &(0..=100_000));
        problems.range("pipeline.ingest_batch", self.ingest_batch, &(1..=4096));
        problems.range("pipeline.ingest_queue", self.ingest_queue, &(64..=100_000));
        problems.range("pipeline.send_queue", self.send_queue, &(64..=100_000));
        problems.range("pipeline.status_audience", self.status_audience, &(1..=20_000));
        problems.range("pipeline.connect_concurrency", self.connect_concurrency, &(1..=1000));
        problems.range("pipeline.reconnect_min_ms", self.reconnect_min_ms, &(50..=60_000));
        problems.range("pipeline.reconnect_max_s", self.reconnect_max_s, &(1..=3600));
        problems.range("pipeline.silence_limit_s", self.silence_limit_s, &(10..=600));
        problems.range("pipeline.processing_timeout_s", self.processing_timeout_s, &(1..=600));
        problems.range("pipeline.extraction_timeout_s", self.extraction_timeout_s, &(1..=600));
        problems.range("pipeline.reply_url_keep_s", self.reply_url_keep_s, &(60..=604_800));
        problems.range("pipeline.idempotency_keep_h", self.idempotency_keep_h, &(1..=720));
        problems.range("pipeline.profile_keep_s", self.profile_keep_s, &(0..=604_800));
        problems.range("pipeline.profiles_max", self.profiles_max, &(1..=1_000_000));
        problems.range("pipeline.ffmpeg_timeout_s", self.ffmpeg_timeout_s, &(1..=600));
        if self.ffmpeg.trim().is_empty() {
            problems.add("pipeline.ffmpeg", "give the program's name or path");
        }
    }
}
