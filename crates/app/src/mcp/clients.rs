//! The MCP clients whose configuration can be written.

use super::Endpoint;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The name of our entry in a client's configuration.
pub(super) const ENTRY: &str = "omni";
/// The variable that a client reads the API key from: no key is written into files of other
/// programs.
pub const KEY_VARIABLE: &str = "OMNI_API_KEY";

/// The client to configure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// `~/.claude.json`.
    ClaudeCode,
    /// `~/.cursor/mcp.json`.
    Cursor,
    /// A file of the caller's choice that has a member `mcpServers`.
    Custom,
}

impl Client {
    /// The clients with a configuration file of their own.
    pub(super) const KNOWN: [Self; 2] = [Self::ClaudeCode, Self::Cursor];

    /// As the API names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClaudeCode => "claude-code",
            Self::Cursor => "cursor",
            Self::Custom => "custom",
        }
    }

    /// The client of this name in the API.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::ClaudeCode, Self::Cursor, Self::Custom]
            .into_iter()
            .find(|client| client.as_str() == name)
    }

    /// Its configuration file.
    pub(super) fn file(self, home: &Path) -> Option<PathBuf> {
        match self {
            Self::ClaudeCode => Some(home.join(".claude.json")),
            Self::Cursor => Some(home.join(".cursor").join("mcp.json")),
            Self::Custom => None,
        }
    }

    /// Whether this client reports this name.
    pub(super) fn is_called(self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        match self {
            Self::ClaudeCode => name.contains("claude"),
            Self::Cursor => name.contains("cursor"),
            Self::Custom => false,
        }
    }

    /// How its configuration refers to the variable.
    fn reference(self) -> String {
        match self {
            Self::Cursor => format!("${{env:{KEY_VARIABLE}}}"),
            Self::ClaudeCode | Self::Custom => format!("${{{KEY_VARIABLE}}}"),
        }
    }

    /// Omni's entry.
    pub(super) fn entry(self, method: Method, endpoint: &Endpoint, program: &str) -> Value {
        let key = self.reference();
        match method {
            Method::Http => json!({
                "type": "http",
                "url": endpoint.url,
                "headers": { endpoint.key_header: key },
            }),
            Method::Stdio => json!({
                "type": "stdio",
                "command": program,
                "args": ["mcp", "--url", endpoint.server_url],
                "env": { KEY_VARIABLE: key },
            }),
        }
    }
}

/// How the client connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Over HTTP.
    Http,
    /// By starting `omni mcp`.
    Stdio,
}

impl Method {
    /// The method of this name in the API.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "http" => Some(Self::Http),
            "stdio" => Some(Self::Stdio),
            _ => None,
        }
    }
}
