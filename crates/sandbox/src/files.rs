//! A tiny HTTP server with files of known bytes, for media that is sent by URL.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures::stream;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const CHUNK: usize = 64 * 1024;

/// What a path answers with.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The bytes, as a media type.
    File(String, Vec<u8>),
    /// The same, after a pause.
    Slow(String, Vec<u8>, Duration),
    /// So many zero bytes, streamed without a `Content-Length`.
    Endless(String, u64),
    /// Redirects to another path or address.
    Redirect(String),
    /// An error status.
    Status(u16),
}

/// A running file server; it stops when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Files {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    address: SocketAddr,
    contents: Arc<Contents>,
    stop: CancellationToken,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[derive(Debug, Default)]
struct Contents {
    answers: Mutex<HashMap<String, Answer>>,
    requests: Mutex<Vec<String>>,
}

impl Files {
    /// Serves `path → (media type, bytes)` on a port that the system chooses.
    pub async fn start(files: HashMap<String, (String, Vec<u8>)>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let contents = Arc::new(Contents::default());
        let stop = CancellationToken::new();
        let routes = Router::new().fallback(serve).with_state(Arc::clone(&contents));
        let server =
            axum::serve(listener, routes).with_graceful_shutdown(stop.clone().cancelled_owned());
        tokio::spawn(async move {
            if let Err(error) = server.await {
                tracing::warn!(%error, "the file server ended");
            }
        });
        let started = Self { inner: Arc::new(Inner { address, contents, stop }) };
        for (path, (mime, bytes)) in files {
            started.set(&path, Answer::File(mime, bytes));
        }
        Ok(started)
    }

    /// Address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{}", self.inner.address, absolute(path))
    }

    /// Sets what a path answers with.
    pub fn set(&self, path: &str, answer: Answer) {
        let mut answers =
            self.inner.contents.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(absolute(path), answer);
    }

    /// Paths requested so far, in order.
    pub fn requests(&self) -> Vec<String> {
        self.inner.contents.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn absolute(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

async fn serve(State(contents): State<Arc<Contents>>, uri: Uri) -> Response {
    let path = uri.path().to_owned();
    let answer = {
        let answers = contents.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(&path).cloned()
    };
    contents.requests.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    match answer {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Answer::File(mime, bytes)) => typed(&mime, Body::from(bytes)),
        Some(Answer::Slow(mime, bytes, pause)) => {
            tokio::time::sleep(pause).await;
            typed(&mime, Body::from(bytes))
        }
        Some(Answer::Endless(mime, length)) => typed(&mime, zeros(length)),
        Some(Answer::Redirect(to)) => with(StatusCode::FOUND, header::LOCATION, &to),
        Some(Answer::Status(status)) => StatusCode::from_u16(status)
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}

fn typed(mime: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    if let Ok(value) = HeaderValue::from_str(mime) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    response
}

fn with(status: StatusCode, name: HeaderName, value: &str) -> Response {
    match HeaderValue::from_str(value) {
        Ok(value) => (status, [(name, value)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn zeros(length: u64) -> Body {
    let chunk = Bytes::from(vec![0_u8; CHUNK]);
    Body::from_stream(stream::unfold(length, move |left| {
        let size = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        let next = (size > 0).then(|| {
            (
                Ok::<_, std::io::Error>(chunk.slice(..size)),
                left - u64::try_from(size).unwrap_or(left),
            )
        });
        async move { next }
    }))
}
