//! The proxy of an instance, as users write it: `socks5://user:password@host:1080`.

use crate::app::App;
use crate::error::{Error, Field};
use crate::patch::Change;
use crate::sessions::proxy::{check, seal};
use omni_channel::ProxyCredentials;
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ChannelType, InstanceConfig};
use omni_domain::proxy::{InstanceProxy, ProxyKind};
use url::{Host, Url};

/// Characters of an address.
const MAX_ADDRESS: usize = 1000;
/// Bytes of a user name or password: what SOCKS can carry.
const MAX_CREDENTIAL: usize = 255;

/// Applies the change of a proxy. Its credentials are sealed for its address, and never shown again.
pub(super) fn apply(
    app: &App,
    (id, channel): (InstanceId, ChannelType),
    config: &mut InstanceConfig,
    change: Change<String>,
) -> Result<(), Error> {
    let text = match change {
        Change::Keep => return Ok(()),
        Change::Reset => {
            config.proxy = None;
            return Ok(());
        }
        Change::Set(text) => text,
    };
    if !app.channel(channel)?.uses_proxy() {
        return Err(Error::not_supported(format!("the channel `{channel}` uses no proxy")));
    }
    let (mut proxy, credentials) = read(&text)?;
    check(app, &proxy)?;
    if let Some(credentials) = credentials {
        proxy.credentials = Some(seal(app, id, &proxy, &credentials)?);
    }
    config.proxy = Some(proxy);
    Ok(())
}

fn refused(why: &'static str) -> Error {
    Error::invalid(Field::InstanceProxy, why)
}

/// Reads an address. The parts of it are in no error: they may be a password.
fn read(text: &str) -> Result<(InstanceProxy, Option<ProxyCredentials>), Error> {
    let form = "give an address such as http://proxy.example:8080 or \
        socks5://user:password@proxy.example:1080";
    let text = text.trim();
    if text.len() > MAX_ADDRESS {
        return Err(refused("an address has at most 1000 characters"));
    }
    let (scheme, rest) = text.split_once("://").ok_or_else(|| refused(form))?;
    let kind: ProxyKind = scheme
        .to_ascii_lowercase()
        .parse()
        .map_err(|_| refused("the kinds of proxies are http:// and socks5://"))?;
    // The parser has a rule for hosts of `http` alone, and leaves out the port 80 of it alone.
    let parse = |scheme: &str| Url::parse(&format!("{scheme}://{rest}")).map_err(|_| refused(form));
    let (url, generic) = (parse("http")?, parse("socks5")?);
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(refused("the address of a proxy ends with its port"));
    }
    let host = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => address.to_string(),
        None => return Err(refused(form)),
    };
    let port = generic.port().unwrap_or(kind.default_port());
    if port == 0 {
        return Err(refused(form));
    }
    Ok((InstanceProxy { kind, host, port, credentials: None }, credentials(&url)?))
}

fn credentials(url: &Url) -> Result<Option<ProxyCredentials>, Error> {
    let (user, password) = (url.username(), url.password());
    if user.is_empty() && password.is_none() {
        return Ok(None);
    }
    let user = decoded(user)?;
    let password = decoded(password.unwrap_or_default())?;
    if user.is_empty() || user.contains(':') {
        return Err(refused("the user name has at least one character, and no colon"));
    }
    if user.len() > MAX_CREDENTIAL || password.len() > MAX_CREDENTIAL {
        return Err(refused("user name and password have at most 255 bytes each"));
    }
    Ok(Some(ProxyCredentials { user, password }))
}

/// Text in which URLs write some characters as `%` and two digits.
fn decoded(text: &str) -> Result<String, Error> {
    let wrong = || refused("write a % in a user name or password as %25");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter().copied();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
            return Err(wrong());
        };
        bytes.push(u8::try_from(high * 16 + low).map_err(Error::internal)?);
    }
    let text = String::from_utf8(bytes).map_err(|_| wrong())?;
    if text.chars().any(char::is_control) {
        return Err(refused("user name and password have no control characters"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn addresses_are_read() {
        for (text, address, expected) in [
            ("socks5://proxy.example", "socks5://proxy.example:1080", None),
            ("socks5://Proxy.Example:80/", "socks5://proxy.example:80", None),
            (" http://10.0.0.1:80 ", "http://10.0.0.1:80", None),
            ("HTTP://proxy.example", "http://proxy.example:8080", None),
            (
                "http://ann:s%40c%25@[2001:db8::1]:3128",
                "http://[2001:db8::1]:3128",
                Some(("ann", "s@c%")),
            ),
            ("socks5://ann@proxy.example", "socks5://proxy.example:1080", Some(("ann", ""))),
        ] {
            let (proxy, credentials) = read(text).expect("an address");
            assert_eq!(proxy.address(), address);
            let credentials = credentials.map(|pair| (pair.user, pair.password));
            let expected = expected.map(|(user, password)| (user.to_owned(), password.to_owned()));
            assert_eq!(credentials, expected, "{text}");
        }
    }

    #[test]
    fn others_are_refused_without_their_password() {
        for (text, why) in [
            ("proxy.example:1080", "give an address such as"),
            ("https://proxy.example", "the kinds of proxies"),
            ("socks4://proxy.example", "the kinds of proxies"),
            ("http://", "give an address such as"),
            ("http://proxy.example/path", "ends with its port"),
            ("http://:secret@proxy.example", "at least one character"),
            ("http://ann:%ff@proxy.example", "as %25"),
            ("http://ann:%0a@proxy.example", "control characters"),
        ] {
            let error = read(text).map(drop).expect_err("refused").to_string();
            assert!(error.contains(why), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
