use omni_channel::HostRefused;
use omni_domain::proxy::ProxyKind;
use std::io;

/// Why a connection through a proxy was not made. The texts are shown in the instance's status: they
/// contain no address and no credentials.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProxyError {
    /// Its host may not be reached.
    #[error("the proxy's host is not reached: {0}")]
    Host(#[from] HostRefused),
    /// A build for simulated networks reaches this machine alone.
    #[error("this build reaches loopback addresses only, and the proxy has none")]
    NotLoopback,
    /// No connection to the proxy itself.
    #[error("the proxy cannot be reached: {0}")]
    Unreachable(io::Error),
    /// It accepts no connection without credentials.
    #[error("the proxy needs a user name and a password; add them to its address")]
    NeedsCredentials,
    /// It does not accept these credentials.
    #[error("the proxy refused the user name or the password")]
    RefusedCredentials,
    /// A user name or password, or the destination, is longer than the protocol allows.
    #[error("the proxy's user name and password have at most 255 bytes each")]
    TooLong,
    /// It did not connect to the destination.
    #[error("the proxy refused the connection: {0}")]
    Refused(String),
    /// It closed the connection before it was established.
    #[error("the proxy closed the connection: {0}")]
    Closed(#[from] io::Error),
    /// What answers there uses another protocol.
    #[error("the proxy's address is not that of a proxy of the kind {0}")]
    NotAProxy(ProxyKind),
    /// No answer in time.
    #[error("the proxy did not answer in time")]
    Late,
}
