//! Tunnels of HTTP proxies: `CONNECT` (RFC 9110, section 9.3.6).

use super::ProxyError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_channel::ProxyCredentials;
use omni_domain::proxy::ProxyKind;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Bytes of an answer's head.
const LARGEST_HEAD: usize = 8 * 1024;

/// Asks the proxy for a tunnel; afterwards the stream is the connection to the host.
pub(super) async fn connect<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    credentials: Option<&ProxyCredentials>,
    host: &str,
    port: u16,
) -> Result<(), ProxyError> {
    stream.write_all(request(credentials, host, port).as_bytes()).await?;
    match status(&read_head(stream).await?) {
        Some(200..300) => Ok(()),
        // Some proxies answer a wrong password with the status that is meant for servers.
        Some(401 | 407) if credentials.is_some() => Err(ProxyError::RefusedCredentials),
        Some(401 | 407) => Err(ProxyError::NeedsCredentials),
        Some(status) => Err(ProxyError::Refused(format!("it answered {status}"))),
        None => Err(ProxyError::NotAProxy(ProxyKind::Http)),
    }
}

fn request(credentials: Option<&ProxyCredentials>, host: &str, port: u16) -> String {
    let authority =
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
    let authorization = credentials
        .map(|ProxyCredentials { user, password }| {
            let encoded = STANDARD.encode(format!("{user}:{password}"));
            format!("Proxy-Authorization: Basic {encoded}\r\n")
        })
        .unwrap_or_default();
    format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{authorization}\r\n")
}

/// Reads up to the empty line. What follows belongs to the tunnel, so nothing is read ahead; the
/// head is short.
async fn read_head<S: AsyncRead + Unpin>(stream: &mut S) -> Result<Vec<u8>, ProxyError> {
    let mut head = Vec::with_capacity(256);
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == LARGEST_HEAD {
            return Err(ProxyError::NotAProxy(ProxyKind::Http));
        }
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && !head.is_empty() => {
                return Err(ProxyError::NotAProxy(ProxyKind::Http));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(head)
}

/// The status of an answer, such as `HTTP/1.1 200 Connection established`.
fn status(head: &[u8]) -> Option<u16> {
    let rest = head.strip_prefix(b"HTTP/1.")?;
    let digits = std::str::from_utf8(rest.get(2..5)?).ok()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::connect;
    use omni_channel::ProxyCredentials;
    use rstest::rstest;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn credentials() -> ProxyCredentials {
        ProxyCredentials { user: "ann".to_owned(), password: "secret".to_owned() }
    }

    #[tokio::test]
    async fn a_tunnel_starts_right_after_the_head() {
        let (mut client, mut proxy) = tokio::io::duplex(1024);
        proxy.write_all(b"HTTP/1.0 200 OK\r\nVia: x\r\n\r\nfirst").await.expect("it fits");
        connect(&mut client, Some(&credentials()), "web.example", 443).await.expect("a tunnel");
        let mut first = [0; 5];
        client.read_exact(&mut first).await.expect("the tunnel's own bytes");
        assert_eq!(&first, b"first");
        drop(client);
        let mut sent = String::new();
        proxy.read_to_string(&mut sent).await.expect("what was sent");
        assert_eq!(
            sent,
            "CONNECT web.example:443 HTTP/1.1\r\nHost: web.example:443\r\n\
             Proxy-Authorization: Basic YW5uOnNlY3JldA==\r\n\r\n"
        );
    }

    #[rstest]
    #[case::wrong_password(true, "HTTP/1.0 401 Unauthorized\r\n\r\n", "refused the user name")]
    #[case::none_given(false, "HTTP/1.1 407 Required\r\n\r\n", "needs a user name")]
    #[case::rules(false, "HTTP/1.0 403 Forbidden\r\n\r\n", "it answered 403")]
    #[case::another_protocol(false, "SSH-2.0-OpenSSH\r\n\r\n", "is not that of a proxy")]
    #[tokio::test]
    async fn refusals_say_why(#[case] signs_in: bool, #[case] answer: &str, #[case] why: &str) {
        let (mut client, mut proxy) = tokio::io::duplex(1024);
        proxy.write_all(answer.as_bytes()).await.expect("it fits");
        let credentials = signs_in.then(credentials);
        let ended = connect(&mut client, credentials.as_ref(), "web.example", 443).await;
        let error = ended.expect_err("refused").to_string();
        assert!(error.contains(why), "{error}");
    }
}
