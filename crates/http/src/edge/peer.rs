use axum::extract::{ConnectInfo, Request};
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// Headers that show that a proxy forwards the request for another client.
const FORWARDING: [&str; 4] = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];

/// The address of the socket's peer, without regard to headers.
pub(super) fn socket(request: &Request) -> Option<IpAddr> {
    let ConnectInfo(address) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    Some(address.ip().to_canonical())
}

/// Whether a header shows that a proxy forwards the request for another client.
pub(super) fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDING.iter().any(|name| headers.contains_key(*name))
}

/// Whether a request names this machine as its host, or has no host. A page whose own name resolves
/// to a loopback address sends that name (DNS rebinding): its browser runs on this machine, but the
/// page is not from it.
pub(crate) fn names_this_machine(uri: &Uri, headers: &HeaderMap) -> bool {
    let authority = uri.authority().map(Authority::host);
    let mut hosts = headers.get_all(HOST).iter();
    authority.is_none_or(is_loopback_name)
        && hosts.all(|host| {
            let host = host.to_str().ok().and_then(|text| text.parse::<Authority>().ok());
            host.is_some_and(|host| is_loopback_name(host.host()))
        })
}

fn is_loopback_name(host: &str) -> bool {
    let name = host.trim_end_matches('.');
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

/// The client's address. Any client can send `x-forwarded-for`, so it is read only as far as its
/// hops, from the nearest on, are trusted proxies.
pub(super) fn address(request: &Request, proxies: &[IpNet]) -> Option<IpAddr> {
    let socket = socket(request)?;
    let trusted = |ip: &IpAddr| proxies.iter().any(|network| network.contains(ip));
    if !trusted(&socket) {
        return Some(socket);
    }
    let mut client = socket;
    let values = request.headers().get_all("x-forwarded-for");
    let lines: Vec<&str> = values.iter().filter_map(|value| value.to_str().ok()).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Some(ip) = parse(hop.trim()) else { break };
        client = ip;
        if !trusted(&ip) {
            break;
        }
    }
    Some(client)
}

/// An address as proxies write it: bare, with a port, or bracketed.
fn parse(text: &str) -> Option<IpAddr> {
    let ip = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>());
    ip.ok().map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::{address, names_this_machine};
    use axum::body::Body;
    use axum::extract::{ConnectInfo, Request};
    use axum::http::header::HOST;
    use axum::http::{HeaderMap, Uri};
    use std::net::SocketAddr;

    fn seen(socket: &str, forwarded: &str, proxies: &[&str]) -> String {
        let mut request = Request::builder()
            .header("x-forwarded-for", forwarded)
            .body(Body::empty())
            .expect("a request");
        let socket: SocketAddr = socket.parse().expect("an address");
        request.extensions_mut().insert(ConnectInfo(socket));
        let proxies: Vec<_> = proxies.iter().map(|p| p.parse().expect("a network")).collect();
        address(&request, &proxies).expect("an address").to_string()
    }

    #[test]
    fn a_rebound_name_is_not_a_name_of_this_machine() {
        let named = |host: &str| {
            let headers = [(HOST, host.parse().expect("a header"))];
            names_this_machine(&Uri::from_static("/"), &HeaderMap::from_iter(headers))
        };
        for host in ["localhost", "LocalHost:8882", "127.0.0.1:8882", "127.1.2.3", "[::1]:8882"] {
            assert!(named(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example:8882", "10.0.0.1", "", "a b", "[::]"] {
            assert!(!named(host), "{host}");
        }
        let absolute = |uri| names_this_machine(&Uri::from_static(uri), &HeaderMap::new());
        assert!(absolute("/") && absolute("http://localhost:1/"));
        assert!(!absolute("http://evil.example/"));
    }

    #[test]
    fn forwarded_addresses_count_only_behind_trusted_proxies() {
        assert_eq!(seen("203.0.113.9:1", "10.9.9.9", &[]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1:1", "198.51.100.7", &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(
            seen("10.0.0.1:1", "1.1.1.1, 198.51.100.7, 10.0.0.2", &["10.0.0.0/8"]),
            "198.51.100.7",
            "what precedes an untrusted hop may be forged by it"
        );
        assert_eq!(seen("10.0.0.1:1", "nonsense", &["10.0.0.0/8"]), "10.0.0.1");
    }
}
