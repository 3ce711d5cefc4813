//! Sockets: one TLS configuration and one HTTP client for all sessions, and the guard that
//! restricts their destinations.

mod body;
mod guard;
mod http;
mod tls;
mod transport;
mod version;

pub(crate) use guard::Guard;
pub(crate) use http::Http;
pub(crate) use transport::Dialler;

use crate::options::WhatsAppOptions;
use omni_channel::ChannelError;
use std::sync::Arc;
use url::Url;
use wacore::net::WHATSAPP_WEB_WS_URL;

/// What all sessions of a channel share.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) url: Url,
    pub(crate) connector: tls::Connector,
    pub(crate) http: Arc<Http>,
    pub(crate) version: version::Version,
}

impl Network {
    pub(crate) fn new(options: &WhatsAppOptions) -> Result<Self, ChannelError> {
        let guard = Guard::for_this_build();
        let url = options.url.clone().unwrap_or_else(|| WHATSAPP_WEB_WS_URL.to_owned());
        let url = guard.check_chat(&url)?;
        let config = tls::client_config()?;
        let http = Http::new(&config, guard, options)?;
        Ok(Self {
            url,
            connector: tls::Connector::new(config),
            http: Arc::new(http),
            version: version::Version::new(options.version),
        })
    }
}
