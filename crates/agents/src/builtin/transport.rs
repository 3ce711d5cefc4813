//! The transport of the library for model APIs: the guarded HTTP client, with the bounds and
//! errors of this crate.

use crate::error::AgentError;
use crate::http;
use bytes::Bytes;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use rig_core::http_client::{
    self, Error, HttpClientExt, LazyBody, MultipartForm, Request, Response, StreamingResponse,
};

/// A model's answer is read up to this size, bytes.
const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// Sends the library's requests. An [`AgentError`] goes through the library unchanged, as
/// [`Error::Instance`]; dropping the call closes its connection.
#[derive(Clone)]
pub(super) struct Guarded {
    http: reqwest::Client,
    /// The credentials: the library is given none, so that it cannot log any.
    headers: HeaderMap,
    /// Query of the base address (`?api-version=…`); the library would append its paths behind it.
    query: Option<String>,
}

impl Guarded {
    pub(super) const fn new(
        http: reqwest::Client,
        headers: HeaderMap,
        query: Option<String>,
    ) -> Self {
        Self { http, headers, query }
    }

    fn call(&self, request: Request<Bytes>) -> Result<reqwest::RequestBuilder, AgentError> {
        let (mut parts, body) = request.into_parts();
        let invalid = |_| AgentError::Invalid("the agent's address cannot be used".to_owned());
        let mut url = Url::parse(&parts.uri.to_string()).map_err(invalid)?;
        if url.query().is_none() {
            url.set_query(self.query.as_deref());
        }
        // Where there is no key, the library sends an empty one.
        for name in [AUTHORIZATION.as_str(), "x-api-key"] {
            parts.headers.remove(name);
        }
        let call = self.http.request(parts.method, url).headers(parts.headers);
        Ok(call.headers(self.headers.clone()).body(body))
    }
}

impl HttpClientExt for Guarded {
    fn send<T, U>(
        &self,
        request: Request<T>,
    ) -> impl Future<Output = http_client::Result<Response<LazyBody<U>>>> + Send + 'static
    where
        T: Into<Bytes> + Send,
        U: From<Bytes> + Send + 'static,
    {
        let call = self.call(request.map(Into::into));
        async move {
            let call = call.map_err(Error::instance)?;
            let response = http::sent(call).await.map_err(Error::instance)?;
            let (status, headers) = (response.status(), response.headers().clone());
            let body: LazyBody<U> = Box::pin(async move {
                let body = http::read(response, MAX_ANSWER_BYTES).await;
                body.map(|body| U::from(Bytes::from(body))).map_err(Error::instance)
            });
            let mut response = Response::new(body);
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        }
    }

    fn send_multipart<U>(
        &self,
        _: Request<MultipartForm>,
    ) -> impl Future<Output = http_client::Result<Response<LazyBody<U>>>> + Send + 'static
    where
        U: From<Bytes> + Send + 'static,
    {
        std::future::ready(Err(unasked()))
    }

    async fn send_streaming<T>(&self, _: Request<T>) -> http_client::Result<StreamingResponse>
    where
        T: Into<Bytes> + Send,
    {
        Err(unasked())
    }
}

/// The agent requests whole answers and sends no files.
fn unasked() -> Error {
    Error::instance(AgentError::Invalid("models are requested for whole answers".to_owned()))
}
