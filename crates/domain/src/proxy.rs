//! Proxies through which instances reach their network.

use crate::text_enum::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The protocol that is used with a proxy.
    pub enum ProxyKind {
        /// HTTP/1.1 with `CONNECT` (RFC 9110, section 9.3.6).
        Http = "http",
        /// SOCKS version 5 (RFC 1928), names resolved by the proxy.
        Socks5 = "socks5",
    }
}

impl ProxyKind {
    /// The port of an address that names none.
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Http => 8080,
            Self::Socks5 => 1080,
        }
    }
}

/// The proxy of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceProxy {
    /// Its protocol.
    pub kind: ProxyKind,
    /// A name or an IP address, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User name and password, sealed for this address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
}

impl InstanceProxy {
    /// Host and port, as URLs write them.
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// The address without its credentials, such as `socks5://proxy.example:1080`.
    pub fn address(&self) -> String {
        format!("{}://{}", self.kind, self.authority())
    }
}

#[cfg(test)]
mod tests {
    use super::{InstanceProxy, ProxyKind};

    #[test]
    fn an_address_is_written_as_a_url_without_its_credentials() {
        let proxy = |kind, host: &str| InstanceProxy {
            kind,
            host: host.to_owned(),
            port: 1080,
            credentials: Some("sealed".to_owned()),
        };
        let name = proxy(ProxyKind::Socks5, "proxy.example");
        assert_eq!(name.address(), "socks5://proxy.example:1080");
        assert_eq!(proxy(ProxyKind::Http, "2001:db8::1").address(), "http://[2001:db8::1]:1080");
    }
}
