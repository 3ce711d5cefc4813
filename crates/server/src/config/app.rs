//! The settings of the use cases, each from its section of the file.

use super::Config;
use omni_app::BreakerConfig;
use omni_app::config::{
    AgentsConfig, AppConfig, ClusterConfig, DisksConfig, IngestConfig, JobsConfig, KeysConfig,
    LimitsConfig, MediaConfig, OutboundConfig, ProfilesConfig, SendsConfig, SessionsConfig,
    TurnsConfig,
};
use std::net::Ipv4Addr;
use std::time::Duration;

impl Config {
    /// Limits and timeouts of the use cases.
    pub fn app_config(&self) -> AppConfig {
        AppConfig {
            limits: self.app_limits(),
            ingest: IngestConfig {
                batch: self.pipeline.ingest_batch,
                queue: self.pipeline.ingest_queue,
            },
            sends: self.app_sends(),
            pacing: self.app_pacing(),
            number_checks: self.app_number_checks(),
            sessions: self.app_sessions(),
            cluster: self.app_cluster(),
            jobs: JobsConfig {
                lease: Duration::from_secs(self.pipeline.job_lease_s),
                longest: Duration::from_secs(self.pipeline.job_longest_s),
            },
            turns: self.app_turns(),
            agents: self.app_agents(),
            ai: self.app_ai(),
            media: self.app_media(),
            profiles: ProfilesConfig {
                keep: Duration::from_secs(self.pipeline.profile_keep_s),
                max: self.pipeline.profiles_max,
            },
            outbound: OutboundConfig {
                allow: self.outbound.allow.clone(),
                fetch_timeout: Duration::from_secs(self.outbound.fetch_timeout_s),
                preview_timeout: Duration::from_secs(self.outbound.preview_timeout_s),
                preview_bytes: self.outbound.preview_bytes,
            },
            keys: KeysConfig {
                audit_queue: self.keys.audit_queue,
                audit_keep: Duration::from_secs(self.keys.audit_keep_days * 24 * 3600),
            },
            auth: self.app_auth(),
            mcp: self.mcp.app_config(self.server.ip().unwrap_or(Ipv4Addr::LOCALHOST.into())),
            retention: self.app_retention(),
            replies: self.app_replies(),
            webhooks: self.app_webhooks(),
            disks: DisksConfig { folders: Vec::new(), min_free: self.limits.disk_free_min_bytes },
            public_url: self.server.public_url(),
            base_path: self.server.base_path(),
        }
    }

    const fn app_limits(&self) -> LimitsConfig {
        LimitsConfig {
            media_bytes: self.limits.media_max_bytes,
            text_chars: self.limits.text_max_chars,
            note_chars: self.limits.note_max_chars,
            processing_bytes: self.limits.processing_max_bytes,
            document_memory: self.limits.document_memory_bytes,
            import_rows: self.limits.import_max_rows,
            media_instance_bytes: self.limits.media_instance_max_bytes,
            media_tenant_bytes: self.limits.media_tenant_max_bytes,
        }
    }

    const fn app_sends(&self) -> SendsConfig {
        SendsConfig {
            wait: Duration::from_millis(self.pipeline.send_wait_ms),
            max_attempts: self.pipeline.send_max_attempts,
            queue: self.pipeline.send_queue,
            audience: self.pipeline.status_audience,
            idempotency_keep: Duration::from_secs(self.pipeline.idempotency_keep_h * 3600),
        }
    }

    const fn app_sessions(&self) -> SessionsConfig {
        SessionsConfig {
            connect_wait: Duration::from_millis(self.pipeline.connect_wait_ms),
            connect_concurrency: self.pipeline.connect_concurrency,
            reconnect_min: Duration::from_millis(self.pipeline.reconnect_min_ms),
            reconnect_max: Duration::from_secs(self.pipeline.reconnect_max_s),
            lease: Duration::from_secs(self.pipeline.instance_lease_s),
        }
    }

    fn app_cluster(&self) -> ClusterConfig {
        ClusterConfig {
            node_name: self.cluster.name(),
            poll: Duration::from_millis(self.cluster.poll_ms),
            request_wait: Duration::from_secs(self.cluster.request_wait_s),
            requests: self.cluster.requests,
            cache: Duration::from_secs(self.cluster.cache_s),
        }
    }

    const fn app_turns(&self) -> TurnsConfig {
        TurnsConfig {
            max_attempts: self.pipeline.turn_max_attempts,
            debounce_max_wait: Duration::from_millis(self.pipeline.debounce_max_wait_ms),
            history: self.pipeline.agent_history,
            images: self.pipeline.answer_images,
            reply_url_keep: Duration::from_secs(self.pipeline.reply_url_keep_s),
        }
    }

    fn app_agents(&self) -> AgentsConfig {
        AgentsConfig {
            files: self.pipeline.agent_files,
            files_bytes: self.pipeline.agent_files_bytes,
            documents: self.pipeline.agent_documents,
            document_bytes: self.pipeline.agent_document_bytes,
            passages: self.pipeline.agent_passages,
            passages_chars: self.pipeline.agent_passages_chars,
            concurrency: self.pipeline.provider_concurrency,
            breaker: BreakerConfig {
                failures: self.pipeline.breaker_failures,
                cool_down: Duration::from_secs(self.pipeline.breaker_pause_s),
                max_cool_down: Duration::from_secs(self.pipeline.breaker_pause_max_s),
                ..BreakerConfig::default()
            },
        }
    }

    fn app_media(&self) -> MediaConfig {
        MediaConfig {
            max_attempts: self.pipeline.media_max_attempts,
            processing_timeout: Duration::from_secs(self.pipeline.processing_timeout_s),
            extraction_timeout: Duration::from_secs(self.pipeline.extraction_timeout_s),
            own_program: None,
            ffmpeg: self.pipeline.ffmpeg.trim().to_owned(),
            ffmpeg_timeout: Duration::from_secs(self.pipeline.ffmpeg_timeout_s),
            ffmpeg_memory: self.limits.ffmpeg_memory_bytes,
            spool_dir: None,
        }
    }
}
