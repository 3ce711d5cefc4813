//! Sockets: one TLS configuration and one HTTP client for all sessions, and the guard that
//! restricts their destinations.

mod body;
mod guard;
mod http;
mod proxy;
mod tls;
mod transport;
mod version;

pub(crate) use guard::Guard;
pub(crate) use http::Http;
pub(crate) use proxy::ProxyError;
pub(crate) use transport::Dialler;

use crate::options::WhatsAppOptions;
use omni_channel::{ChannelError, Proxy};
use std::sync::Arc;
use url::Url;
use wacore::net::WHATSAPP_WEB_WS_URL;

/// What all sessions of a channel share.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) url: Url,
    pub(crate) connector: tls::Connector,
    http: Arc<Http>,
    pub(crate) version: version::Version,
}

impl Network {
    pub(crate) fn new(options: &WhatsAppOptions) -> Result<Self, ChannelError> {
        let guard = Guard::for_this_build();
        let url = options.url.clone().unwrap_or_else(|| WHATSAPP_WEB_WS_URL.to_owned());
        let url = guard.check_chat(&url)?;
        let config = tls::client_config()?;
        let http = Http::new(&config, guard, options, None)?;
        Ok(Self {
            url,
            connector: tls::Connector::new(config),
            http: Arc::new(http),
            version: version::Version::new(options.version),
        })
    }

    /// The HTTP client of a session: the shared one, or its own through its proxy.
    pub(crate) fn client(
        &self,
        proxy: Option<&Proxy>,
        options: &WhatsAppOptions,
    ) -> Result<Arc<Http>, ChannelError> {
        if proxy.is_none() {
            return Ok(Arc::clone(&self.http));
        }
        let (tls, guard) = (self.connector.config(), Guard::for_this_build());
        Ok(Arc::new(Http::new(tls, guard, options, proxy)?))
    }

    /// Why the chat server is not reached through this proxy, if it is not.
    pub(crate) async fn proxy_error(&self, proxy: &Proxy) -> Option<ProxyError> {
        let (host, port) = transport::destination(&self.url).ok()?;
        proxy::connect(proxy, Guard::for_this_build(), host, port).await.err()
    }
}
