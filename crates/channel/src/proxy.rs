//! The proxy through which a session reaches its network.

use async_trait::async_trait;
use omni_domain::proxy::ProxyKind;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

/// A proxy: every connection of the session goes through it, and none without it.
#[derive(Clone)]
pub struct Proxy {
    /// Its protocol.
    pub kind: ProxyKind,
    /// A name or an IP address, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The user name and password that it asks for.
    pub credentials: Option<ProxyCredentials>,
    /// Resolves its host.
    pub resolver: Arc<dyn HostResolver>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A user name and password.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyCredentials {
    /// The user name, at most 255 bytes.
    pub user: String,
    /// The password, at most 255 bytes.
    pub password: String,
}

impl fmt::Debug for ProxyCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyCredentials")
    }
}

/// Why a host is not reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostRefused {
    /// Every address of it is private, and not allowed by the configuration.
    #[error(
        "its address is private; allow it in the configuration (outbound.allow) if that is meant"
    )]
    Private,
    /// The name has no address, or no name server answered.
    #[error("its name cannot be resolved")]
    Unresolved,
}

/// Resolves hosts that users name, and refuses those that the server must not reach.
#[async_trait]
pub trait HostResolver: Send + Sync {
    /// The addresses of a name or IP address that may be reached; at least one.
    async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, HostRefused>;
}
