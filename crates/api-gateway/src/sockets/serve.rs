use super::handshake::Handshake;
use super::rooms::Rooms;
use super::{SocketOptions, admission, session};
use axum::body::Body;
use axum::extract::{Extension, FromRequestParts as _, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use omni_app::App;
use omni_http::{ApiError, Details, Endpoint, Keyless, Peer, Routes};
use socketioxide::extract::{SocketRef, TryData};
use socketioxide::handler::ConnectHandler as _;
use socketioxide::{ParserConfig, SocketIo};
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt as _, service_fn};

/// Where clients connect.
pub(crate) const PATH: &str = "/socket.io/";

/// Admitted by the handshake, whose credential is a part of the protocol.
const ENDPOINT: Endpoint = Endpoint::open().socket();

/// When a client may try again that was refused because all connections are taken, ms.
const RETRY_MS: u64 = 5_000;

/// The Socket.IO server of this process.
#[derive(Clone)]
pub(crate) struct Sockets {
    service: BoxCloneSyncService<Request, Response, Infallible>,
    clients: Arc<Semaphore>,
}

impl fmt::Debug for Sockets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sockets").field("clients", &self.clients).finish_non_exhaustive()
    }
}

impl Sockets {
    pub(crate) fn new(app: &App, options: SocketOptions) -> Self {
        let parser = ParserConfig::common()
            .max_incoming_binary_buf_size(options.max_payload)
            .max_incoming_binaries(1);
        let (service, io) = SocketIo::builder()
            .req_path("/socket.io")
            .ping_interval(options.ping_interval)
            .ping_timeout(options.ping_timeout)
            .upgrade_timeout(options.handshake_wait)
            .connect_timeout(options.handshake_wait)
            .max_buffer_size(options.queue)
            .max_payload(u64::try_from(options.max_payload).unwrap_or(u64::MAX))
            .ws_max_message_size(options.max_payload)
            .ws_max_frame_size(options.max_payload)
            .with_parser(parser)
            .build_svc();
        let own = app.clone();
        let admit = move |socket: SocketRef, auth: TryData<Option<admission::Auth>>| {
            admission::admit(own, socket, auth)
        };
        let (own, rooms) = (app.clone(), Rooms::new(app.clone()));
        let connected = move |socket: SocketRef| session::start(own, options, rooms, &socket);
        io.ns("/", connected.with(admit));
        let service = service_fn(move |request: Request| {
            let mut service = service.clone();
            async move {
                let response = Service::<Request>::call(&mut service, request).await?;
                Ok::<Response, Infallible>(response.map(Body::new))
            }
        });
        let clients = Arc::new(Semaphore::new(options.clients));
        Self { service: BoxCloneSyncService::new(service), clients }
    }
}

/// Both transports: GET polls or becomes a WebSocket, POST is what a polling client sends.
pub(crate) fn routes() -> Routes<App> {
    ["/socket.io", PATH].into_iter().fold(Routes::new(), |routes, path| {
        routes.undocumented(Method::GET, path, get(serve), ENDPOINT).undocumented(
            Method::POST,
            path,
            post(serve),
            ENDPOINT,
        )
    })
}

async fn serve(
    State(app): State<App>,
    Extension(sockets): Extension<Sockets>,
    Peer(info): Peer,
    request: Request,
) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    if begins(&parts) {
        Keyless::from_request_parts(&mut parts, &()).await?;
        let place = Arc::clone(&sockets.clients).try_acquire_owned().map_err(|_| full())?;
        parts.extensions.insert(Handshake::new(info, place));
    }
    let stopping = app.sessions.stopping();
    tokio::select! {
        answer = sockets.service.oneshot(Request::from_parts(parts, body)) => match answer {
            Ok(response) => Ok(response),
            Err(never) => match never {},
        },
        // A poll would keep the server from stopping until its next ping.
        () = stopping.cancelled() => Err(stops()),
    }
}

/// Whether a request begins a session, as the protocol decides it.
fn begins(parts: &Parts) -> bool {
    !parts.uri.query().unwrap_or_default().split('&').any(|part| part.starts_with("sid="))
}

fn full() -> ApiError {
    let text = "this server has as many realtime clients as it may have; try again later";
    let details = Details::RateLimited { retry_after_ms: RETRY_MS, per_minute: None };
    let mut error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", text);
    error = error.with_details(details);
    error.retry_after_ms = Some(RETRY_MS);
    error
}

fn stops() -> ApiError {
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "the server stops; connect again")
}

#[cfg(test)]
mod tests {
    use super::begins;
    use axum::http::Request;

    #[test]
    fn a_request_without_a_session_begins_one() {
        let begins =
            |path: &str| begins(&Request::get(path).body(()).expect("a request").into_parts().0);
        assert!(begins("/socket.io/") && begins("/socket.io/?EIO=4&transport=polling"));
        assert!(!begins("/socket.io/?EIO=4&transport=polling&sid=AAAA"));
    }
}
