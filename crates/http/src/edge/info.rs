use super::{RateStatus, Shared, peer};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue};
use omni_domain::ids::ApiKeyId;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// Longest request id taken over from a client.
const ID_CHARS: usize = 128;

/// What is known of a request before its handler runs; in the request's extensions as
/// `Arc<RequestInfo>`.
#[derive(Debug)]
pub struct RequestInfo {
    pub(crate) shared: Arc<Shared>,
    id: Arc<str>,
    peer: Option<IpAddr>,
    key: OnceLock<ApiKeyId>,
    rate: OnceLock<RateStatus>,
}

impl RequestInfo {
    pub(super) fn new(request: &Request, shared: &Arc<Shared>) -> Self {
        let id = client_id(request.headers())
            .map_or_else(|| Arc::from(shared.env.id::<Uuid>().simple().to_string()), Arc::from);
        Self {
            id,
            peer: peer::address(request, &shared.options.trusted_proxies),
            shared: Arc::clone(shared),
            key: OnceLock::new(),
            rate: OnceLock::new(),
        }
    }

    /// The request's id: the client's own if it is sane, else one of ours.
    pub fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// Who is at the other end: the socket's address, or the one a trusted proxy names.
    pub const fn peer(&self) -> Option<IpAddr> {
        self.peer
    }

    /// The key the caller came with, once authenticated.
    pub fn key(&self) -> Option<ApiKeyId> {
        self.key.get().copied()
    }

    pub(crate) fn set_key(&self, key: ApiKeyId) {
        let _ = self.key.set(key);
    }

    pub(super) fn rate(&self) -> Option<&RateStatus> {
        self.rate.get()
    }

    pub(crate) fn set_rate(&self, status: RateStatus) {
        let _ = self.rate.set(status);
    }

    pub(super) fn id_header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.id).ok()
    }
}

/// A client's id goes into our log and back to it, so only visible ASCII of a bounded length does.
fn client_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get("x-request-id")?.to_str().ok()?;
    let sane = !id.is_empty() && id.len() <= ID_CHARS && id.bytes().all(|b| b.is_ascii_graphic());
    sane.then_some(id)
}
