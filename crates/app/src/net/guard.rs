//! The one client for everything a user can make the server fetch.
//!
//! Names are resolved here and every address is checked before a connection is made, so a name
//! whose address changes between check and use gains nothing. Redirects are checked again.

use super::tls;
use reqwest::ClientBuilder;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::{Attempt, Policy};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

const MAX_REDIRECTS: usize = 4;
/// A connection of HTTP/2 carries all requests to an address, also those after one that got no answer.
/// One on which nothing is received for so long is asked whether it is alive, while a request waits, and
/// is closed if that is not answered.
const PING_AFTER: Duration = Duration::from_secs(5);
const PING_WAIT: Duration = Duration::from_secs(5);

/// Why a URL is not fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not a URL at all.
    #[error("not a valid URL; give an absolute http or https address")]
    NotAUrl,
    /// Neither http nor https.
    #[error("only http and https addresses can be fetched")]
    Scheme,
    /// User name or password in the URL.
    #[error("an address with a user name or password in it is not fetched")]
    Credentials,
    /// A private, loopback, link-local or otherwise internal address.
    #[error(
        "the address is private; allow it in the configuration (outbound.allow) if that is meant"
    )]
    Private,
}

/// The guarded client and its rules.
#[derive(Clone)]
pub struct Guard {
    rules: Arc<Rules>,
    client: reqwest::Client,
    patient: reqwest::Client,
    strict: reqwest::Client,
    timeout: Duration,
}

/// Certificates of one address's own.
#[derive(Clone, Default)]
pub struct OwnTls {
    /// The only authorities that are trusted; empty is the usual ones.
    pub authorities: Vec<reqwest::Certificate>,
    /// What this side proves itself by.
    pub identity: Option<reqwest::Identity>,
}

impl fmt::Debug for OwnTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnTls")
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("rules", &self.rules).finish_non_exhaustive()
    }
}

impl Guard {
    /// `allow` lists addresses (`127.0.0.1`), networks (`10.0.0.0/8`) and names (`localhost`)
    /// that may be reached although they are private; `*` allows everything.
    pub fn new(allow: &[String], timeout: Duration) -> Self {
        // Fails only when a provider was installed before; either way there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let rules = Arc::new(Rules::parse(allow));
        let build = |builder: ClientBuilder| {
            let builder = builder.tls_backend_preconfigured(tls::shared());
            builder.build().expect("the TLS settings are rustls's own; no other option can fail")
        };
        let client = build(guarded(&rules, timeout, Redirects::Anywhere).read_timeout(timeout));
        let patient = build(guarded(&rules, timeout, Redirects::SameHost));
        let strict = build(strict(&rules, timeout));
        Self { rules, client, patient, strict, timeout }
    }

    /// Checks what can be seen without resolving: scheme, credentials and literal addresses.
    pub fn check(&self, text: &str) -> Result<Url, Refused> {
        let url = Url::parse(text).map_err(|_| Refused::NotAUrl)?;
        self.rules.check(&url)?;
        Ok(url)
    }

    /// The addresses of a name or IP address that may be reached; at least one.
    ///
    /// # Errors
    /// [`Refused::Private`], or [`Refused::NotAUrl`] for a name without an address.
    pub async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Refused> {
        let rules = &self.rules;
        if is_local_name(host) && !rules.allows_name(host) && host != "localhost" {
            return Err(Refused::Private);
        }
        let found = tokio::net::lookup_host((host, port)).await.map_err(|_| Refused::NotAUrl)?;
        rules.allowed(host, found.collect())
    }

    /// The client. Its resolver refuses private addresses; call [`Guard::check`] first for
    /// literal ones, which are never resolved.
    pub const fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// The same for callers with a time limit and credentials of their own: an agent may work for
    /// minutes before its first byte, and its key is for its own host, whatever redirects follow.
    pub const fn patient(&self) -> &reqwest::Client {
        &self.patient
    }

    /// The same without redirects: what is sent is for this address alone.
    pub const fn strict(&self) -> &reqwest::Client {
        &self.strict
    }

    /// A strict client with certificates of its own.
    ///
    /// # Errors
    /// Certificates that cannot be used together.
    pub fn strict_with(&self, tls: OwnTls) -> Result<reqwest::Client, reqwest::Error> {
        let mut builder = strict(&self.rules, self.timeout);
        if !tls.authorities.is_empty() {
            builder = builder.tls_certs_only(tls.authorities);
        }
        if let Some(identity) = tls.identity {
            builder = builder.identity(identity);
        }
        builder.build()
    }
}

/// Where a redirect may lead, within the rules.
#[derive(Debug, Clone, Copy)]
enum Redirects {
    Anywhere,
    /// `reqwest` takes `Authorization` and cookies off on the way to another host, but no other
    /// header that may hold a key (`x-api-key`, what a tool is set up with), and no body.
    SameHost,
    /// Nowhere: the redirect is the answer.
    None,
}

fn guarded(rules: &Arc<Rules>, timeout: Duration, redirects: Redirects) -> ClientBuilder {
    let redirect_rules = Arc::clone(rules);
    reqwest::Client::builder()
        .user_agent(concat!("omni/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(timeout.min(Duration::from_secs(10)))
        .no_proxy()
        .dns_resolver(Arc::new(CheckedResolver { rules: Arc::clone(rules) }))
        .tcp_nodelay(true)
        .redirect(Policy::custom(move |attempt| follow(&redirect_rules, redirects, attempt)))
}

/// For addresses that get many requests: HTTP/2 where the other side agrees to it in the TLS handshake
/// (ALPN), else HTTP/1.1.
fn strict(rules: &Arc<Rules>, timeout: Duration) -> ClientBuilder {
    guarded(rules, timeout, Redirects::None)
        .http2_keep_alive_interval(PING_AFTER)
        .http2_keep_alive_timeout(PING_WAIT)
}

fn follow(rules: &Rules, redirects: Redirects, attempt: Attempt<'_>) -> reqwest::redirect::Action {
    if matches!(redirects, Redirects::None) {
        return attempt.stop();
    }
    if attempt.previous().len() > MAX_REDIRECTS {
        return attempt.error("too many redirects");
    }
    let stays = attempt.previous().last().is_none_or(|from| same_host(from, attempt.url()));
    if matches!(redirects, Redirects::SameHost) && !stays {
        return attempt.error("it leads to another host; enter the address it leads to");
    }
    match rules.check(attempt.url()) {
        Ok(()) => attempt.follow(),
        Err(refused) => attempt.error(refused),
    }
}

/// The same host and port, or its TLS port.
fn same_host(from: &Url, to: &Url) -> bool {
    let upgraded = from.scheme() == "http" && to.scheme() == "https";
    from.host() == to.host()
        && (upgraded || (from.scheme() == to.scheme() && from.port() == to.port()))
}

#[derive(Debug)]
struct Rules {
    everything: bool,
    names: Vec<String>,
    networks: Vec<(IpAddr, u8)>,
}

impl Rules {
    fn parse(allow: &[String]) -> Self {
        let mut rules = Self { everything: false, names: Vec::new(), networks: Vec::new() };
        for entry in allow {
            if entry == "*" {
                rules.everything = true;
                continue;
            }
            let (address, bits) =
                entry.split_once('/').map_or((entry.as_str(), None), |(a, b)| (a, Some(b)));
            match address.parse::<IpAddr>() {
                Ok(ip) => {
                    let whole = if ip.is_ipv4() { 32 } else { 128 };
                    let bits = bits.and_then(|bits| bits.parse().ok()).unwrap_or(whole);
                    rules.networks.push((ip, bits.min(whole)));
                }
                Err(_) => rules.names.push(entry.to_ascii_lowercase()),
            }
        }
        rules
    }

    fn check(&self, url: &Url) -> Result<(), Refused> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refused::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Credentials);
        }
        match url.host() {
            None => Err(Refused::NotAUrl),
            Some(Host::Ipv4(ip)) => self.check_ip(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => self.check_ip(IpAddr::V6(ip)),
            // A name that is internal by itself; others are checked when resolved.
            Some(Host::Domain(name)) if is_local_name(name) && !self.allows_name(name) => {
                // `localhost` may be allowed by its address.
                if name == "localhost" {
                    self.check_ip(IpAddr::V4(Ipv4Addr::LOCALHOST))
                } else {
                    Err(Refused::Private)
                }
            }
            Some(Host::Domain(_)) => Ok(()),
        }
    }

    fn check_ip(&self, ip: IpAddr) -> Result<(), Refused> {
        let ip = ip.to_canonical();
        if self.everything || is_public(ip) || self.networks.iter().any(|net| contains(*net, ip)) {
            return Ok(());
        }
        Err(Refused::Private)
    }

    /// Those of a name's addresses that may be reached.
    fn allowed(&self, name: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Refused> {
        let allowed: Vec<SocketAddr> = if self.allows_name(name) {
            found
        } else {
            found.into_iter().filter(|found| self.check_ip(found.ip()).is_ok()).collect()
        };
        if allowed.is_empty() { Err(Refused::Private) } else { Ok(allowed) }
    }

    fn allows_name(&self, name: &str) -> bool {
        self.everything || self.names.iter().any(|allowed| allowed.eq_ignore_ascii_case(name))
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost"
        || [".localhost", ".local", ".internal", ".home.arpa"]
            .iter()
            .any(|suffix| name.ends_with(suffix))
}

fn contains((network, bits): (IpAddr, u8), ip: IpAddr) -> bool {
    match (network, ip) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            let shift = 32 - u32::from(bits);
            network.to_bits().checked_shr(shift).unwrap_or(0)
                == ip.to_bits().checked_shr(shift).unwrap_or(0)
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => {
            let shift = 128 - u32::from(bits);
            network.to_bits().checked_shr(shift).unwrap_or(0)
                == ip.to_bits().checked_shr(shift).unwrap_or(0)
        }
        _ => false,
    }
}

/// Whether an address is on the public internet. Everything with a special purpose (RFC 6890) is not.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(a == 0
        || a == 127
        || a >= 224
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_documentation()
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    // Only 2000::/3 is handed out; of it, documentation, 6to4, Teredo and NAT64 lead elsewhere.
    let global = segments[0] & 0xe000 == 0x2000;
    let documentation = segments[0] == 0x2001 && segments[1] == 0x0db8;
    let teredo = segments[0] == 0x2001 && segments[1] == 0;
    let six_to_four = segments[0] == 0x2002;
    global && !documentation && !teredo && !six_to_four
}

struct CheckedResolver {
    rules: Arc<Rules>,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let rules = Arc::clone(&self.rules);
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed = rules.allowed(name.as_str(), found)?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
