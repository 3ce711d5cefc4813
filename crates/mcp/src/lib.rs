//! Omni as a Model Context Protocol server, for agents that use it as a set of tools.
//!
//! Streamable HTTP at `/mcp`, on the crate `rmcp`. There are no sessions: every request has its API
//! key and is served as that key's caller, so that a revoked key takes effect at once, any node may
//! respond, and nothing is kept between requests. Each tool is one use case of `omni-app`, which
//! decides what the caller may do.
#![warn(missing_docs)]

mod error;
mod host;
mod http;
mod resources;
mod server;
mod spelling;
mod tools;
mod views;

pub use host::{McpHost, McpOptions};
pub use http::mount;

/// The protocol's path.
pub const PATH: &str = "/mcp";
