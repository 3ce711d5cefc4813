use super::{RateLimit, RateStatus, Shared, Who, peer};
use crate::serve::Slot;
use crate::{ApiError, Details};
use axum::extract::{MatchedPath, Request};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use omni_app::keys::{self, Origin, UsedKey};
use omni_app::{App, Caller};
use omni_domain::TenantId;
use omni_domain::access::Principal;
use omni_domain::ids::InstanceId;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// Longest request id accepted from a client, in bytes.
const ID_CHARS: usize = 128;

/// The facts of a request that are known before its handler runs; in the request's extensions as
/// `Arc<RequestInfo>`.
#[derive(Debug)]
pub struct RequestInfo {
    pub(crate) shared: Arc<Shared>,
    id: Arc<str>,
    socket: Option<IpAddr>,
    peer: Option<IpAddr>,
    is_forwarded: bool,
    user_agent: Option<HeaderValue>,
    method: Method,
    route: Option<MatchedPath>,
    caller: OnceLock<KnownCaller>,
    rate: OnceLock<RateStatus>,
    slot: OnceLock<ForwardedSlot>,
}

/// The slot of a request that a trusted proxy forwards, one of those of its client. Held by the
/// request, by its response, and by the WebSocket that it may become.
#[derive(Debug, Clone)]
pub(crate) struct ForwardedSlot {
    _slot: Arc<Slot>,
}

/// The principal of a request, and the audit log in which its credential's uses are recorded.
#[derive(Debug)]
struct KnownCaller {
    app: App,
    principal: Principal,
    tenant_id: TenantId,
}

impl RequestInfo {
    pub(super) fn new(request: &Request, shared: &Arc<Shared>) -> Self {
        let id = client_id(request.headers())
            .map_or_else(|| Arc::from(shared.env.id::<Uuid>().simple().to_string()), Arc::from);
        Self {
            id,
            socket: peer::socket(request),
            peer: peer::address(request, &shared.options.trusted_proxies),
            is_forwarded: peer::is_forwarded(request.headers()),
            user_agent: request.headers().get(USER_AGENT).cloned(),
            method: request.method().clone(),
            route: request.extensions().get::<MatchedPath>().cloned(),
            shared: Arc::clone(shared),
            caller: OnceLock::new(),
            rate: OnceLock::new(),
            slot: OnceLock::new(),
        }
    }

    /// The request's id: the client's own if it is valid, else a generated one.
    pub fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// The client's address: the socket's, or the one that a trusted proxy reports.
    pub const fn peer(&self) -> Option<IpAddr> {
        self.peer
    }

    /// Whether the peer of the socket is this machine, and no proxy forwards the request for
    /// another client. A header can only make this false.
    pub fn is_local(&self) -> bool {
        !self.is_forwarded && self.socket.is_some_and(|ip| ip.is_loopback())
    }

    /// The origin of the request, for audit records.
    pub fn origin(&self) -> Origin {
        let agent = self.user_agent.as_ref().and_then(|agent| agent.to_str().ok());
        Origin {
            ip: self.peer,
            user_agent: agent.map(str::to_owned),
            request_id: Some(self.id.to_string()),
        }
    }

    /// How many requests a caller may make in a minute; `None` if that is not limited.
    pub fn requests_per_minute(&self) -> Option<u32> {
        Some(self.shared.options.rate_limit_per_minute).filter(|most| *most > 0)
    }

    /// The principal of the caller, once authenticated.
    pub fn principal(&self) -> Option<Principal> {
        self.caller.get().map(|known| known.principal)
    }

    pub(crate) fn set_caller(&self, app: &App, caller: &Caller) {
        let Caller { principal, tenant_id, .. } = *caller;
        let _ = self.caller.set(KnownCaller { app: app.clone(), principal, tenant_id });
    }

    /// Records the use of an API key, if there is one, in its audit log. The edge layer does so
    /// with each response; a socket whose key is in its first message, with that message.
    pub fn record_use(&self, status_code: u16) {
        let Some(KnownCaller { app, principal, tenant_id }) = self.caller.get() else { return };
        let Some(key_id) = principal.api_key() else { return };
        let endpoint = format!("{} {}", self.method, self.route());
        let (origin, tenant_id) = (self.origin(), *tenant_id);
        keys::record_use(app, UsedKey { key_id, tenant_id, origin, endpoint, status_code });
    }

    /// Acquires a slot for a request that a trusted proxy forwards: of such clients the connections
    /// cannot be counted.
    pub(super) fn acquire_slot(&self) -> Result<(), ApiError> {
        let Some(client) = self.peer.filter(|peer| self.socket != Some(*peer)) else {
            return Ok(());
        };
        let connections = &self.shared.connections;
        let Some(slot) = connections.acquire_forwarded(client) else {
            return Err(too_many(connections.max_per_address()));
        };
        let _ = self.slot.set(ForwardedSlot { _slot: Arc::new(slot) });
        Ok(())
    }

    pub(super) fn slot(&self) -> Option<&ForwardedSlot> {
        self.slot.get()
    }

    /// Counts a delivery to the webhook of this instance, against a limit of its own.
    pub fn count_delivery(&self, instance: InstanceId) -> Result<(), ApiError> {
        self.count_with(self.shared.deliveries.as_deref(), Who::Hook(instance))
    }

    /// Counts a delivery with a wrong secret, by its client's address. Guesses count against no
    /// instance: they must not use up the limit of its own sender.
    pub fn count_refused_delivery(&self) -> Result<(), ApiError> {
        let Some(peer) = self.peer else { return Ok(()) };
        self.count_with(self.shared.deliveries.as_deref(), Who::of(peer))
    }

    /// Counts a request against the limit of requests, if there is one.
    pub(crate) fn count(&self, who: Who) -> Result<(), ApiError> {
        self.count_with(self.shared.rate.as_deref(), who)
    }

    fn count_with(&self, limit: Option<&RateLimit>, who: Who) -> Result<(), ApiError> {
        let Some(limit) = limit else { return Ok(()) };
        let (status, refusal) = limit.check(who, self.shared.env.now());
        let _ = self.rate.set(status);
        refusal.map_or(Ok(()), Err)
    }

    pub(super) const fn method(&self) -> &Method {
        &self.method
    }

    /// The matched route and not the path: a path may hold a phone number.
    pub(super) fn route(&self) -> &str {
        self.route.as_ref().map_or("unmatched", MatchedPath::as_str)
    }

    pub(super) fn rate(&self) -> Option<&RateStatus> {
        self.rate.get()
    }

    pub(super) fn id_header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.id).ok()
    }
}

/// A client's id is logged and returned to it, so only visible ASCII of a bounded length is
/// accepted.
fn client_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get("x-request-id")?.to_str().ok()?;
    let sane = !id.is_empty() && id.len() <= ID_CHARS && id.bytes().all(|b| b.is_ascii_graphic());
    sane.then_some(id)
}

fn too_many(max: usize) -> ApiError {
    const RETRY_MS: u64 = 1000;
    let text = format!("this address has {max} unfinished requests, and may not have more at once");
    let mut error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", text)
        .with_details(Details::RateLimited { retry_after_ms: RETRY_MS, per_minute: None });
    error.retry_after_ms = Some(RETRY_MS);
    error
}
