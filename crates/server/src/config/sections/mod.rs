//! One file per section. Each checks its bounds and converts itself to its crate's options.

mod ai;
mod auth;
mod blobs;
mod bus;
mod cluster;
mod compat;
mod data;
mod database;
mod gateway;
mod keys;
mod limits;
mod log;
mod mcp;
mod outbound;
mod pacing;
mod pipeline;
mod replies;
mod retention;
mod secrets;
mod server;
mod webhooks;
mod whatsapp;
mod worker;

pub use ai::Ai;
pub use auth::{Auth, CookieSecure, Oidc};
pub use blobs::{BlobKind, Blobs, S3};
pub use bus::{Bus, BusKind};
pub use cluster::Cluster;
pub use compat::Compat;
pub use data::Data;
pub use database::{Database, SqliteSynchronous};
pub use gateway::Gateway;
pub use keys::Keys;
pub use limits::Limits;
pub use log::{Log, LogFormat, LogLevel};
pub use mcp::Mcp;
pub use outbound::Outbound;
pub use pacing::{Pacing, PacingMode};
pub use pipeline::Pipeline;
pub use replies::Replies;
pub use retention::Retention;
pub use secrets::Secrets;
pub use server::{Environment, Server};
pub use webhooks::Webhooks;
pub use whatsapp::{Version, WhatsApp};
pub use worker::Worker;

/// A text that may be empty, which means "not set".
fn set(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
