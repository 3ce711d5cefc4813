//! The clients whose configuration we know how to write.

use super::Endpoint;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The name of our entry in a client's configuration.
pub(super) const ENTRY: &str = "omni";
/// The variable that a client reads the API key from: no key of ours is written into files of
/// others.
pub const KEY_VARIABLE: &str = "OMNI_API_KEY";

/// Who is to be configured.
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
    /// The clients with a place of their own.
    pub(super) const KNOWN: [Self; 2] = [Self::ClaudeCode, Self::Cursor];

    /// As the API names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClaudeCode => "claude-code",
            Self::Cursor => "cursor",
            Self::Custom => "custom",
        }
    }

    /// By the name the API gives it.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::ClaudeCode, Self::Cursor, Self::Custom]
            .into_iter()
            .find(|client| client.as_str() == name)
    }

    /// The file it keeps its configuration in.
    pub(super) fn file(self, home: &Path) -> Option<PathBuf> {
        match self {
            Self::ClaudeCode => Some(home.join(".claude.json")),
            Self::Cursor => Some(home.join(".cursor").join("mcp.json")),
            Self::Custom => None,
        }
    }

    /// Whether a client that calls itself so is this one.
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

    /// Our entry.
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

/// How the client reaches us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Over HTTP.
    Http,
    /// By starting `omni mcp`.
    Stdio,
}

impl Method {
    /// By the name the API gives it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "http" => Some(Self::Http),
            "stdio" => Some(Self::Stdio),
            _ => None,
        }
    }
}
