//! SOCKS version 5 (RFC 1928) with user names and passwords (RFC 1929).

use super::ProxyError;
use omni_channel::ProxyCredentials;
use omni_domain::proxy::ProxyKind;
use std::net::IpAddr;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const VERSION: u8 = 5;
const NO_AUTHENTICATION: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;
const NONE_ACCEPTABLE: u8 = 0xff;
const CONNECT: u8 = 1;
const IPV4: u8 = 1;
const NAME: u8 = 3;
const IPV6: u8 = 4;

/// Asks the proxy for a connection; afterwards the stream is that connection.
pub(super) async fn connect<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    credentials: Option<&ProxyCredentials>,
    host: &str,
    port: u16,
) -> Result<(), ProxyError> {
    authenticate(stream, credentials).await?;
    stream.write_all(&request(host, port)?).await?;
    let mut head = [0; 4];
    stream.read_exact(&mut head).await?;
    let [version, reply, _, kind] = head;
    if version != VERSION {
        return Err(ProxyError::NotAProxy(ProxyKind::Socks5));
    }
    if reply != 0 {
        return Err(ProxyError::Refused(reason(reply).to_owned()));
    }
    skip_address(stream, kind).await
}

async fn authenticate<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    credentials: Option<&ProxyCredentials>,
) -> Result<(), ProxyError> {
    let methods: &[u8] = match credentials {
        Some(_) => &[VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD],
        None => &[VERSION, 1, NO_AUTHENTICATION],
    };
    stream.write_all(methods).await?;
    let mut chosen = [0; 2];
    stream.read_exact(&mut chosen).await?;
    match (chosen, credentials) {
        ([VERSION, NO_AUTHENTICATION], _) => Ok(()),
        ([VERSION, USER_AND_PASSWORD], Some(credentials)) => sign_in(stream, credentials).await,
        ([VERSION, NONE_ACCEPTABLE], None) => Err(ProxyError::NeedsCredentials),
        ([VERSION, NONE_ACCEPTABLE], Some(_)) => Err(ProxyError::RefusedCredentials),
        _ => Err(ProxyError::NotAProxy(ProxyKind::Socks5)),
    }
}

async fn sign_in<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    credentials: &ProxyCredentials,
) -> Result<(), ProxyError> {
    let mut message = vec![1];
    for text in [&credentials.user, &credentials.password] {
        message.push(u8::try_from(text.len()).map_err(|_| ProxyError::TooLong)?);
        message.extend_from_slice(text.as_bytes());
    }
    stream.write_all(&message).await?;
    let mut answer = [0; 2];
    stream.read_exact(&mut answer).await?;
    if answer[1] == 0 { Ok(()) } else { Err(ProxyError::RefusedCredentials) }
}

fn request(host: &str, port: u16) -> Result<Vec<u8>, ProxyError> {
    let mut request = vec![VERSION, CONNECT, 0];
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            request.push(IPV4);
            request.extend_from_slice(&address.octets());
        }
        Ok(IpAddr::V6(address)) => {
            request.push(IPV6);
            request.extend_from_slice(&address.octets());
        }
        Err(_) => {
            request.push(NAME);
            request.push(u8::try_from(host.len()).map_err(|_| ProxyError::TooLong)?);
            request.extend_from_slice(host.as_bytes());
        }
    }
    request.extend_from_slice(&port.to_be_bytes());
    Ok(request)
}

/// The address that the proxy uses itself, which no one needs.
async fn skip_address<S: AsyncRead + Unpin>(stream: &mut S, kind: u8) -> Result<(), ProxyError> {
    let length = match kind {
        IPV4 => 4,
        IPV6 => 16,
        NAME => usize::from(stream.read_u8().await?),
        _ => return Err(ProxyError::NotAProxy(ProxyKind::Socks5)),
    };
    let mut rest = [0; 255 + 2];
    stream.read_exact(&mut rest[..length + 2]).await?;
    Ok(())
}

const fn reason(reply: u8) -> &'static str {
    match reply {
        2 => "its rules do not allow it",
        3 => "the network is unreachable",
        4 => "the host is unreachable",
        5 => "the host refused it",
        6 => "the time to live expired",
        7 => "it does not support the command",
        8 => "it does not support the type of address",
        _ => "it failed",
    }
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

    /// What the client sends to a proxy that answers so, and how it ends.
    async fn exchange(
        credentials: Option<ProxyCredentials>,
        answers: &[u8],
    ) -> (Vec<u8>, Result<(), String>) {
        let (mut client, mut proxy) = tokio::io::duplex(1024);
        proxy.write_all(answers).await.expect("it fits");
        let ended = connect(&mut client, credentials.as_ref(), "web.example", 443).await;
        drop(client);
        let mut sent = Vec::new();
        proxy.read_to_end(&mut sent).await.expect("what was sent");
        (sent, ended.map_err(|error| error.to_string()))
    }

    #[tokio::test]
    async fn a_connection_is_requested_by_name() {
        let (sent, ended) = exchange(None, b"\x05\x00\x05\x00\x00\x01\x7f\0\0\x01\x01\xbb").await;
        assert_eq!(ended, Ok(()));
        assert_eq!(sent, b"\x05\x01\x00\x05\x01\x00\x03\x0bweb.example\x01\xbb");
    }

    #[tokio::test]
    async fn credentials_are_sent_where_the_proxy_needs_them() {
        let answers = b"\x05\x02\x01\x00\x05\x00\x00\x03\x01x\x01\xbb";
        let (sent, ended) = exchange(Some(credentials()), answers).await;
        assert_eq!(ended, Ok(()));
        assert!(sent.starts_with(b"\x05\x02\x00\x02\x01\x03ann\x06secret"), "{sent:?}");
    }

    #[rstest]
    #[case::wrong_password(true, b"\x05\x02\x01\x01", "the proxy refused the user name")]
    #[case::none_given(false, b"\x05\xff", "the proxy needs a user name")]
    #[case::rules(false, b"\x05\x00\x05\x02\x00\x01", "its rules do not allow it")]
    #[case::unreachable(false, b"\x05\x00\x05\x04\x00\x01", "the host is unreachable")]
    #[case::a_web_server(false, b"HTTP/1.1 400 Bad Request\r\n\r\n", "is not that of a proxy")]
    #[tokio::test]
    async fn refusals_say_why(#[case] signs_in: bool, #[case] answers: &[u8], #[case] why: &str) {
        let (_, ended) = exchange(signs_in.then(credentials), answers).await;
        let error = ended.expect_err("refused");
        assert!(error.contains(why), "{error}");
    }
}
