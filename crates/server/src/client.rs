//! A client of the running server's API.

use crate::cli::Remote;
use crate::exit::{Exit, Failure};
use anyhow::Context as _;
use reqwest::{Method, RequestBuilder, multipart};
use serde_json::Value;
use std::time::Duration;
use url::{Host, Url};

/// Rows per request.
const PAGE: u32 = 100;

/// A client with a key.
#[derive(Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: Url,
    key: String,
}

impl Client {
    /// From `--url` and `--key`.
    pub(crate) fn new(remote: &Remote) -> anyhow::Result<Self> {
        let key = remote.key.as_deref().map(str::trim).filter(|key| !key.is_empty()).ok_or_else(|| {
            Failure::new(
                Exit::Auth,
                "give an API key: --key, or OMNI_API_KEY. `omni serve` printed one at its first start; \
                 if it is lost, stop the server and create another: omni keys create admin --direct",
            )
        })?;
        Self::with_key(&remote.url, key)
    }

    /// From an address and a key.
    pub(crate) fn with_key(url: &str, key: &str) -> anyhow::Result<Self> {
        let wrong = || {
            Failure::new(
                Exit::Arguments,
                format!("`{url}` is not a URL; give one such as http://127.0.0.1:8882"),
            )
        };
        let base = Url::parse(url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or_else(wrong)?;
        let http = builder(&base).build().context("the HTTP client cannot be set up")?;
        Ok(Self { http, base, key: key.to_owned() })
    }

    /// An address of the server. Behind a proxy its own may have a path, `https://host/omni`; that of
    /// its API, as other clients are given it, means the same.
    pub(crate) fn at(&self, path: &str) -> anyhow::Result<Url> {
        let prefix = self.base.path().trim_end_matches('/');
        let prefix = prefix.strip_suffix("/api/v2").unwrap_or(prefix);
        self.base.join(&format!("{prefix}{path}")).context("this address cannot be asked for")
    }

    /// The API key, in clear.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// GET.
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.send(self.request(Method::GET, path)?).await
    }

    /// POST with a JSON body.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.send(self.request(Method::POST, path)?.json(body)).await
    }

    /// POST with a form.
    pub(crate) async fn upload(&self, path: &str, form: multipart::Form) -> anyhow::Result<Value> {
        self.send(self.request(Method::POST, path)?.multipart(form)).await
    }

    /// DELETE.
    pub(crate) async fn delete(&self, path: &str) -> anyhow::Result<Value> {
        self.send(self.request(Method::DELETE, path)?).await
    }

    /// Every row of a list.
    pub(crate) async fn list(&self, path: &str) -> anyhow::Result<Vec<Value>> {
        let mut rows = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let next = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let mut page = self.get(&format!("{path}?limit={PAGE}{next}")).await?;
            if let Value::Array(items) = page["items"].take() {
                rows.extend(items);
            }
            cursor = page["meta"]["cursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return Ok(rows);
            }
        }
    }

    /// The id of the instance with this id or name.
    pub(crate) async fn instance_id(&self, given: &str) -> anyhow::Result<String> {
        let is_id = given.len() == 36 && given.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        if is_id {
            return Ok(given.to_owned());
        }
        let all = self.list("/instances").await?;
        let found = all.iter().find(|instance| instance["name"].as_str() == Some(given));
        let id = found.and_then(|instance| instance["id"].as_str());
        id.map(str::to_owned).ok_or_else(|| {
            let names: Vec<&str> =
                all.iter().filter_map(|instance| instance["name"].as_str()).take(10).collect();
            let known = if names.is_empty() {
                "there are none yet; `omni instances create NAME` creates one".to_owned()
            } else {
                format!("there are {}", names.join(", "))
            };
            Failure::new(
                Exit::NotFound,
                format!("no instance has the name or id `{given}`; {known}"),
            )
            .into()
        })
    }

    fn request(&self, method: Method, path: &str) -> anyhow::Result<RequestBuilder> {
        let url = self.at(&format!("/api/v2{path}"))?;
        Ok(self.http.request(method, url).header("x-api-key", &self.key))
    }

    async fn send(&self, request: RequestBuilder) -> anyhow::Result<Value> {
        let response = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = response.status();
        let body = response.bytes().await.map_err(|error| self.unreachable(&error))?;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        if status.is_success() {
            return Ok(body);
        }
        let error = &body["error"];
        let message = error["message"].as_str().map_or_else(
            || format!("{} returned {status}; is it an Omni server?", self.base),
            str::to_owned,
        );
        let failure = Failure::new(Exit::of_status(status.as_u16()), message);
        Err(match error["code"].as_str() {
            Some(code) => failure.with_code(code),
            None => failure,
        }
        .into())
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let why = if error.is_timeout() { "does not respond in time" } else { "cannot be reached" };
        let hint = "is the server running (omni serve), and is --url or OMNI_URL correct?";
        Failure::new(Exit::Network, format!("{} {why}; {hint}", self.base))
    }
}

/// A client's limits and defaults, for a server at this URL.
pub(crate) fn builder(base: &Url) -> reqwest::ClientBuilder {
    // Fails only if a provider is already installed, which is sufficient.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("omni-cli/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(150));
    // A proxy for the internet has no route to this machine.
    if is_local(base) { builder.no_proxy() } else { builder }
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Client;

    #[test]
    fn the_path_of_a_proxy_is_kept() {
        for (url, expected) in [
            ("http://127.0.0.1:8882", "http://127.0.0.1:8882/api/v2/instances?limit=1"),
            ("http://h/", "http://h/api/v2/instances?limit=1"),
            ("https://h/omni", "https://h/omni/api/v2/instances?limit=1"),
            ("https://h/a/omni/", "https://h/a/omni/api/v2/instances?limit=1"),
            ("https://h/omni/api/v2", "https://h/omni/api/v2/instances?limit=1"),
        ] {
            let client = Client::with_key(url, "omni_sk_test").expect("an address");
            let asked = client.at("/api/v2/instances?limit=1").expect("an address");
            assert_eq!(asked.as_str(), expected, "{url}");
        }
    }
}
