use omni_app::Caller;
use omni_app::authentication::Credential;
use omni_domain::ids::InstanceId;
use omni_http::RequestInfo;
use socketioxide::extract::SocketRef;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::OwnedSemaphorePermit;

/// The first request of a client. The library keeps it for as long as the client is connected.
#[derive(Debug)]
pub(super) struct Handshake {
    /// Behind a proxy it holds the slot of the client.
    pub(super) info: Arc<RequestInfo>,
    pub(super) admitted: OnceLock<Admitted>,
    is_used: AtomicBool,
    _place: OwnedSemaphorePermit,
}

/// Who a client is, and what it asked for.
#[derive(Debug, Clone)]
pub(super) struct Admitted {
    pub(super) caller: Caller,
    /// To check it again: a socket outlives its request.
    pub(super) credential: Credential,
    /// To follow from the start.
    pub(super) accounts: Vec<InstanceId>,
    /// Resume after this number.
    pub(super) since: Option<i64>,
}

impl Handshake {
    pub(super) fn new(info: Arc<RequestInfo>, place: OwnedSemaphorePermit) -> Arc<Self> {
        let admitted = OnceLock::new();
        Arc::new(Self { info, admitted, is_used: AtomicBool::new(false), _place: place })
    }

    /// That of a client.
    pub(super) fn of(socket: &SocketRef) -> Option<Arc<Self>> {
        socket.req_parts().extensions.get::<Arc<Self>>().cloned()
    }

    /// Whether this is the connection's only attempt: a client that guesses pays for a new one each
    /// time, and never has two sessions on one.
    pub(super) fn begin(&self) -> bool {
        !self.is_used.swap(true, Ordering::Relaxed)
    }
}
