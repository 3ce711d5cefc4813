//! Settings: read in layers, checked as a whole, and rejected with a list of all problems.
//!
//! `config.default.toml` is both the first layer and the manual. A key exists if it is in that
//! file: a test compares the structs below with it.

mod app;
mod layers;
mod problems;
mod secret;
mod sections;
#[cfg(test)]
mod tests;

pub use layers::{Flag, Sources};
pub use problems::ConfigError;
pub use secret::Secret;
pub use sections::{
    Ai, Auth, BlobKind, Blobs, Bus, BusKind, Cluster, Compat, CookieSecure, Data, Database,
    Environment, Gateway, Keys, Limits, Log, LogFormat, LogLevel, Mcp, Oidc, Outbound, Pacing,
    PacingMode, Pipeline, Replies, Retention, S3, Secrets, Server, SqliteSynchronous, Version,
    Webhooks, WhatsApp, Worker,
};

use problems::Problems;
use serde::Deserialize;

/// The manual, and the first layer.
pub const DEFAULTS: &str = include_str!("../../config.default.toml");

/// All settings. `config.default.toml` documents each member.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.default.toml documents every section")]
pub struct Config {
    pub server: Server,
    pub data: Data,
    pub database: Database,
    pub bus: Bus,
    pub cluster: Cluster,
    pub blobs: Blobs,
    pub secrets: Secrets,
    pub keys: Keys,
    pub auth: Auth,
    pub log: Log,
    pub whatsapp: WhatsApp,
    pub pacing: Pacing,
    pub pipeline: Pipeline,
    pub ai: Ai,
    pub worker: Worker,
    pub limits: Limits,
    pub retention: Retention,
    pub outbound: Outbound,
    pub replies: Replies,
    pub webhooks: Webhooks,
    pub gateway: Gateway,
    pub compat: Compat,
    pub mcp: Mcp,
}

impl Config {
    /// Reads the layers and checks the result.
    ///
    /// # Errors
    ///
    /// Lists every key that is unknown, of the wrong type or out of bounds, with its source and the
    /// allowed values.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let figment = layers::merge(sources)?;
        let config: Self = figment.extract().map_err(|error| problems::refused(&error))?;
        let mut problems = Problems::of(&figment);
        config.check(&mut problems);
        problems.into_result()?;
        Ok(config)
    }

    fn check(&self, problems: &mut Problems<'_>) {
        self.server.check(problems);
        self.data.check(problems);
        self.database.check(problems);
        self.bus.check(problems);
        self.cluster.check(problems);
        self.blobs.check(problems);
        self.secrets.check(problems);
        self.keys.check(problems);
        self.auth.check(problems);
        self.log.check(problems);
        self.whatsapp.check(problems);
        self.pacing.check(problems);
        self.pipeline.check(problems);
        self.ai.check(problems);
        self.worker.check(problems);
        self.limits.check(problems);
        self.retention.check(problems);
        self.outbound.check(problems);
        self.replies.check(problems);
        self.webhooks.check(problems);
        self.gateway.check(problems);
        self.mcp.check(problems);
    }
}
