//! The media server: blobs over HTTPS, exactly as clients upload them. Those of newsletters are not
//! encrypted, and a post names them by their handle.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::RngExt as _;
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::hub::Hub;
use super::sync::Lock;

const HANDSHAKE_LIMIT: Duration = Duration::from_secs(5);

/// Blobs by path.
pub(crate) struct MediaStore {
    blobs: Lock<HashMap<String, Bytes>>,
    expired: Lock<HashSet<String>>,
    /// Names of what was uploaded for newsletters.
    handles: Lock<HashSet<String>>,
    address: Lock<Option<SocketAddr>>,
    token: String,
    limit: usize,
    failures: AtomicU32,
    failure_status: AtomicU16,
}

impl MediaStore {
    pub(crate) fn new(limit: usize) -> Self {
        let raw: [u8; 12] = rand::rng().random();
        Self {
            blobs: Lock::default(),
            expired: Lock::default(),
            handles: Lock::default(),
            address: Lock::default(),
            token: hex::encode(raw),
            limit,
            failures: AtomicU32::new(0),
            failure_status: AtomicU16::new(503),
        }
    }

    /// `127.0.0.1:PORT`, which clients put behind `https://`.
    pub(crate) fn host(&self) -> String {
        self.address.lock().map_or_else(String::new, |address| address.to_string())
    }

    /// The token that an upload needs.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Whether a file was uploaded for newsletters under this handle.
    pub(crate) fn has_handle(&self, handle: &str) -> bool {
        self.handles.lock().contains(handle)
    }

    /// Stores a blob; returns its path.
    pub(crate) fn put(&self, kind: &str, ciphertext_hash: &[u8], blob: Bytes) -> String {
        let path = format!("/v/{kind}/{}", BASE64_URL_SAFE_NO_PAD.encode(ciphertext_hash));
        self.expired.lock().remove(&path);
        self.blobs.lock().insert(path.clone(), blob);
        path
    }

    pub(crate) fn get(&self, path: &str) -> Option<Bytes> {
        if self.expired.lock().contains(path) {
            return None;
        }
        self.blobs.lock().get(path).cloned()
    }

    pub(crate) fn expire(&self, part: &str) -> usize {
        let matching: Vec<String> =
            self.blobs.lock().keys().filter(|path| path.contains(part)).cloned().collect();
        let mut expired = self.expired.lock();
        matching.into_iter().filter(|path| expired.insert(path.clone())).count()
    }

    pub(crate) fn fail_uploads(&self, count: u32, status: u16) {
        self.failure_status.store(status, Ordering::Relaxed);
        self.failures.store(count, Ordering::Relaxed);
    }

    fn failure(&self) -> Option<StatusCode> {
        self.failures
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .ok()?;
        StatusCode::from_u16(self.failure_status.load(Ordering::Relaxed)).ok()
    }
}

#[derive(Deserialize)]
struct UploadQuery {
    auth: Option<String>,
    resume: Option<String>,
}

async fn upload(
    State(hub): State<Arc<Hub>>,
    Path((kind, token)): Path<(String, String)>,
    Query(query): Query<UploadQuery>,
    body: Bytes,
) -> Response {
    if query.resume.is_some() {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Some(status) = hub.media.failure() {
        return status.into_response();
    }
    if query.auth.as_deref() != Some(hub.media.token()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(hash) = BASE64_URL_SAFE_NO_PAD.decode(token.trim_end_matches('=')) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    hub.stats.media_uploaded.add(body.len() as u64);
    let path = hub.media.put(&kind, &hash, body);
    let url = format!("https://{}{path}", hub.media.host());
    axum::Json(serde_json::json!({ "url": url, "direct_path": path })).into_response()
}

/// A file for newsletters: its token is the hash of the file itself.
async fn upload_plain(
    State(hub): State<Arc<Hub>>,
    Path((kind, token)): Path<(String, String)>,
    Query(query): Query<UploadQuery>,
    body: Bytes,
) -> Response {
    if let Some(status) = hub.media.failure() {
        return status.into_response();
    }
    if query.auth.as_deref() != Some(hub.media.token()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let hash = Sha256::digest(&body);
    if BASE64_URL_SAFE_NO_PAD.encode(hash) != token || !kind.starts_with("newsletter-") {
        return StatusCode::BAD_REQUEST.into_response();
    }
    hub.stats.media_uploaded.add(body.len() as u64);
    let path = hub.media.put(&kind, &hash, body);
    let handle = format!("4:{token}");
    hub.media.handles.lock().insert(handle.clone());
    let url = format!("https://{}{path}", hub.media.host());
    let answer = serde_json::json!({ "url": url, "direct_path": path, "handle": handle });
    axum::Json(answer).into_response()
}

async fn download(State(hub): State<Arc<Hub>>, Path(path): Path<String>) -> Response {
    // Some clients append their parameters with `&` even without a `?` before them.
    let path = format!("/v/{}", path.split('&').next().unwrap_or_default());
    if hub.media.expired.lock().contains(&path) {
        return StatusCode::GONE.into_response();
    }
    match hub.media.get(&path) {
        Some(blob) => {
            hub.stats.media_downloaded.add(blob.len() as u64);
            blob.into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Starts the server.
pub(crate) async fn start(hub: &Arc<Hub>, port: u16) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    *hub.media.address.lock() = Some(listener.local_addr()?);
    let routes = Router::new()
        .route("/mms/{kind}/{token}", post(upload))
        .route("/newsletter/{kind}/{token}", post(upload_plain))
        .route("/v/{*path}", get(download))
        .layer(DefaultBodyLimit::max(hub.media.limit))
        .with_state(Arc::clone(hub));
    let listener = TlsListener { listener, acceptor: acceptor()? };
    let stop = hub.stop.clone();
    hub.tasks.spawn(async move {
        let server = axum::serve(listener, routes);
        if let Err(error) = server.with_graceful_shutdown(stop.cancelled_owned()).await {
            tracing::warn!(%error, "the media server ended");
        }
    });
    Ok(())
}

fn acceptor() -> anyhow::Result<TlsAcceptor> {
    let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let certified = rcgen::generate_simple_self_signed(names)?;
    let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key.into())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Accepts TCP and does the TLS handshake.
struct TlsListener {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = match self.listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "the media server cannot accept");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            // A failure only costs time.
            let _ = stream.set_nodelay(true);
            let handshake =
                tokio::time::timeout(HANDSHAKE_LIMIT, self.acceptor.accept(stream)).await;
            if let Ok(Ok(stream)) = handshake {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
