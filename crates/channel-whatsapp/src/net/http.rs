//! The library's HTTP client on `reqwest` pools, one for all sessions without a proxy and one for each
//! with it: version page, media up and down.

use crate::net::body;
use crate::net::guard::Guard;
use crate::net::proxy;
use crate::options::WhatsAppOptions;
use anyhow::{Context, bail};
use async_trait::async_trait;
use futures::TryStreamExt;
use omni_channel::{ChannelError, Proxy};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio_util::io::{StreamReader, SyncIoBridge};
use wacore::net::{HttpClient, HttpRequest, HttpResponse, StreamingHttpResponse, UploadBody};

/// Answers that are read whole are small: JSON, the version page, history blobs.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// For a request whose answer is read whole.
const ANSWER_LIMIT: Duration = Duration::from_mins(1);

/// An upload must not be slower than this, per second.
const SLOWEST_UPLOAD: u64 = 32 * 1024;

/// A pool of connections, of one session with a proxy or of all without.
#[derive(Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    guard: Guard,
    /// Without a byte for this long a download is given up.
    idle: Duration,
    /// More than the largest file: the ciphertext is a little longer.
    largest_download: u64,
    is_proxied: bool,
}

impl Http {
    pub(super) fn new(
        tls: &rustls::ClientConfig,
        guard: Guard,
        options: &WhatsAppOptions,
        proxy: Option<&Proxy>,
    ) -> Result<Self, ChannelError> {
        let refused = |error: reqwest::Error| {
            ChannelError::Configuration(format!("HTTP cannot be set up: {}", error.without_url()))
        };
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls.clone())
            .https_only(true)
            // Every address is checked before it is fetched; a redirect would escape that.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(Duration::from_secs(10))
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(4);
        if let Some(proxy) = proxy {
            builder = proxy::apply(proxy, builder).map_err(refused)?;
        }
        let client = builder.build().map_err(refused)?;
        let largest_download = options.max_file_size.saturating_add(1024);
        let idle = options.media_idle_timeout;
        Ok(Self { client, guard, idle, largest_download, is_proxied: proxy.is_some() })
    }

    /// Whether its requests go through a proxy.
    pub(super) const fn is_proxied(&self) -> bool {
        self.is_proxied
    }

    fn request(&self, request: &HttpRequest) -> anyhow::Result<reqwest::RequestBuilder> {
        let url = self.guard.check_http(&request.url)?;
        let mut builder = match request.method.as_str() {
            "GET" => self.client.get(url),
            "POST" => self.client.post(url),
            other => bail!("unexpected HTTP method {other}"),
        };
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        Ok(builder)
    }

    async fn send(builder: reqwest::RequestBuilder) -> anyhow::Result<reqwest::Response> {
        // The URL carries tokens and hashes; it must not end up in an error's text.
        builder.send().await.map_err(reqwest::Error::without_url).context("HTTP request failed")
    }

    /// The answer to a `GET`, if its body has at most this many bytes.
    pub(crate) async fn get(&self, url: &str, most: usize) -> anyhow::Result<HttpResponse> {
        let builder = self.request(&HttpRequest::get(url))?.timeout(ANSWER_LIMIT);
        Self::read_whole(Self::send(builder).await?, most).await
    }

    async fn read_whole(response: reqwest::Response, most: usize) -> anyhow::Result<HttpResponse> {
        let status_code = response.status().as_u16();
        let mut body = Vec::new();
        let mut pieces = response.bytes_stream();
        while let Some(piece) = pieces.try_next().await.map_err(reqwest::Error::without_url)? {
            if body.len() + piece.len() > most {
                bail!("the answer is longer than {most} bytes");
            }
            body.extend_from_slice(&piece);
        }
        Ok(HttpResponse { status_code, body })
    }
}

#[async_trait]
impl HttpClient for Http {
    async fn execute(&self, mut request: HttpRequest) -> anyhow::Result<HttpResponse> {
        let body = request.body.take();
        let mut builder = self.request(&request)?.timeout(ANSWER_LIMIT);
        if let Some(body) = body {
            builder = builder.body(body);
        }
        Self::read_whole(Self::send(builder).await?, LARGEST_ANSWER).await
    }

    fn supports_streaming(&self) -> bool {
        true
    }

    fn execute_streaming(&self, request: HttpRequest) -> anyhow::Result<StreamingHttpResponse> {
        let builder = self.request(&request)?;
        let idle = self.idle;
        let open = async { tokio::time::timeout(idle, Self::send(builder)).await };
        let response = Handle::current().block_on(open).context("no answer in time")??;
        let status_code = response.status().as_u16();
        let pieces = body::never_idle(response.bytes_stream(), idle);
        let reader = SyncIoBridge::new(StreamReader::new(Box::pin(pieces)));
        Ok(StreamingHttpResponse {
            status_code,
            body: Box::new(body::Limited::new(reader, self.largest_download)),
        })
    }

    fn supports_upload_streaming(&self) -> bool {
        true
    }

    fn execute_upload(
        &self,
        request: HttpRequest,
        source: UploadBody,
        content_length: u64,
    ) -> anyhow::Result<HttpResponse> {
        let (body, feeder) = body::from_reader(source, content_length);
        let limit = self.idle + Duration::from_secs(content_length / SLOWEST_UPLOAD);
        let builder = self
            .request(&request)?
            .timeout(limit)
            .header(reqwest::header::CONTENT_LENGTH, content_length)
            .body(body);
        let handle = Handle::current();
        let exchange = handle
            .spawn(async { Self::read_whole(Self::send(builder).await?, LARGEST_ANSWER).await });
        // This thread is the library's blocking one: it reads the file while the request sends.
        let fed = feeder.run();
        let answer = handle.block_on(exchange).context("the upload was abandoned")??;
        // A server may answer before it has read everything; its answer has priority.
        if answer.status_code < 400 {
            fed?;
        }
        Ok(answer)
    }
}
