//! Which addresses this build may reach.

use omni_channel::ChannelError;
use std::net::IpAddr;
use url::{Host, Url};

/// The hosts of WhatsApp's version page and its media.
const REAL_HOSTS: [&str; 3] = ["whatsapp.com", "whatsapp.net", "fbcdn.net"];

/// Decides by the kind of build: one that verifies WhatsApp's certificates reaches only
/// WhatsApp, one that does not reaches only this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// TLS everywhere, media only from WhatsApp's own hosts.
    Verified,
    /// Any server of the protocol, but on loopback.
    LoopbackOnly,
}

impl Guard {
    pub(crate) const fn for_this_build() -> Self {
        if crate::SANDBOX { Self::LoopbackOnly } else { Self::Verified }
    }

    /// The chat server's URL, from the configuration.
    pub(crate) fn check_chat(self, text: &str) -> Result<Url, ChannelError> {
        let url = parse(text)?;
        match self {
            Self::Verified if url.scheme() != "wss" => Err(refused(format!(
                "whatsapp.url must begin with wss:// in this build, `{text}` does not"
            ))),
            Self::LoopbackOnly if !matches!(url.scheme(), "ws" | "wss") => Err(refused(format!(
                "whatsapp.url must begin with ws:// or wss://, `{text}` does not"
            ))),
            Self::LoopbackOnly if !is_loopback(&url) => Err(refused(format!(
                "this build (feature `sandbox`) does not verify WhatsApp's certificates and so \
                 reaches loopback addresses only; set whatsapp.url to one, `{text}` is not"
            ))),
            _ => Ok(url),
        }
    }

    /// A URL that the network returned: media, the version page.
    pub(crate) fn check_http(self, text: &str) -> Result<Url, ChannelError> {
        let url = parse(text)?;
        let allowed = url.scheme() == "https"
            && match self {
                Self::Verified => is_whatsapp(&url),
                Self::LoopbackOnly => is_loopback(&url),
            };
        if allowed {
            return Ok(url);
        }
        let host = url.host_str().unwrap_or_default();
        Err(refused(format!("this build does not fetch from `{}://{host}`", url.scheme())))
    }
}

fn parse(text: &str) -> Result<Url, ChannelError> {
    Url::parse(text).map_err(|error| refused(format!("`{text}` is not a URL: {error}")))
}

const fn refused(message: String) -> ChannelError {
    ChannelError::Configuration(message)
}

/// Names are not looked up: what `localhost` means is fixed, what other names mean is not.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // `ws` is no scheme whose hosts the parser reads as addresses.
        Some(Host::Domain(name)) => {
            name.eq_ignore_ascii_case("localhost")
                || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

fn is_whatsapp(url: &Url) -> bool {
    let Some(Host::Domain(name)) = url.host() else { return false };
    let name = name.to_ascii_lowercase();
    REAL_HOSTS.iter().any(|host| {
        name.strip_suffix(host).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::Guard;
    use rstest::rstest;

    #[rstest]
    #[case("wss://web.whatsapp.com/ws/chat", true, false)]
    #[case("ws://web.whatsapp.com/ws/chat", false, false)]
    #[case("ws://127.0.0.1:9000/ws/chat", false, true)]
    #[case("wss://127.0.0.1:9000/ws/chat", true, true)]
    #[case("ws://[::1]:9000/ws/chat", false, true)]
    #[case("ws://localhost:9000/ws/chat", false, true)]
    #[case("ws://localhost.example.com/", false, false)]
    #[case("ws://192.168.1.2/ws/chat", false, false)]
    #[case("http://127.0.0.1/", false, false)]
    #[case("not a url", false, false)]
    fn chat_urls(#[case] url: &str, #[case] verified: bool, #[case] sandbox: bool) {
        assert_eq!(Guard::Verified.check_chat(url).is_ok(), verified);
        assert_eq!(Guard::LoopbackOnly.check_chat(url).is_ok(), sandbox);
    }

    #[rstest]
    #[case("https://mmg.whatsapp.net/v/t62?x=1", true, false)]
    #[case("https://web.whatsapp.com/sw.js", true, false)]
    #[case("https://media-gru2-1.cdn.whatsapp.net/x", true, false)]
    #[case("https://evilwhatsapp.net/x", false, false)]
    #[case("http://mmg.whatsapp.net/x", false, false)]
    #[case("https://127.0.0.1:4433/mms/image/x", false, true)]
    #[case("https://10.0.0.1/mms/image/x", false, false)]
    #[case("http://127.0.0.1:4433/mms/image/x", false, false)]
    fn http_urls(#[case] url: &str, #[case] verified: bool, #[case] sandbox: bool) {
        assert_eq!(Guard::Verified.check_http(url).is_ok(), verified);
        assert_eq!(Guard::LoopbackOnly.check_http(url).is_ok(), sandbox);
    }
}
