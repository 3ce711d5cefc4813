//! Connections through an instance's proxy.

mod error;
mod http;
mod socks5;

pub(crate) use error::ProxyError;

use crate::net::guard::Guard;
use omni_channel::{HostResolver, Proxy};
use omni_domain::proxy::ProxyKind;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;

/// For reaching the proxy and agreeing with it on the connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(15);

/// Opens a connection to `host` and `port` through the proxy. The name is resolved by the proxy.
pub(crate) async fn connect(
    proxy: &Proxy,
    guard: Guard,
    host: &str,
    port: u16,
) -> Result<TcpStream, ProxyError> {
    let connecting = async {
        let mut stream = reach(proxy, guard).await?;
        let credentials = proxy.credentials.as_ref();
        match proxy.kind {
            ProxyKind::Http => http::connect(&mut stream, credentials, host, port).await?,
            ProxyKind::Socks5 => socks5::connect(&mut stream, credentials, host, port).await?,
        }
        Ok(stream)
    };
    tokio::time::timeout(CONNECT_LIMIT, connecting).await.unwrap_or(Err(ProxyError::Late))
}

async fn reach(proxy: &Proxy, guard: Guard) -> Result<TcpStream, ProxyError> {
    let mut addresses = proxy.resolver.resolve(&proxy.host, proxy.port).await?;
    if guard == Guard::LoopbackOnly {
        addresses.retain(|address| address.ip().is_loopback());
        if addresses.is_empty() {
            return Err(ProxyError::NotLoopback);
        }
    }
    let stream = TcpStream::connect(&addresses[..]).await.map_err(ProxyError::Unreachable)?;
    stream.set_nodelay(true).map_err(ProxyError::Unreachable)?;
    Ok(stream)
}

/// Sends every request of an HTTP client through the proxy.
pub(crate) fn apply(
    proxy: &Proxy,
    client: reqwest::ClientBuilder,
) -> Result<reqwest::ClientBuilder, reqwest::Error> {
    let scheme = match proxy.kind {
        ProxyKind::Http => "http",
        // With `h`, the proxy resolves names.
        ProxyKind::Socks5 => "socks5h",
    };
    let host =
        if proxy.host.contains(':') { format!("[{}]", proxy.host) } else { proxy.host.clone() };
    let mut all = reqwest::Proxy::all(format!("{scheme}://{host}:{}", proxy.port))?;
    if let Some(credentials) = &proxy.credentials {
        all = all.basic_auth(&credentials.user, &credentials.password);
    }
    let resolver = Checked(Arc::clone(&proxy.resolver));
    Ok(client.proxy(all).dns_resolver(Arc::new(resolver)))
}

/// The proxy's own name is the only one that the client resolves.
struct Checked(Arc<dyn HostResolver>);

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = Arc::clone(&self.0);
        Box::pin(async move {
            let found: Vec<SocketAddr> = resolver.resolve(name.as_str(), 0).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
