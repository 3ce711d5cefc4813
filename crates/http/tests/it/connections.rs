//! Limits of connections, over real sockets.

use crate::support::{PLAIN, call, get, host};
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, StatusCode};
use axum::routing;
use futures::stream;
use omni_domain::Env;
use omni_http::{Endpoint, Host, HostContext, HttpOptions, MinRate, Mount, Routes, serve};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// More than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
    /// A handler has been entered.
    entered: Arc<Notify>,
    /// A permit lets it respond.
    respond: Arc<Semaphore>,
    /// The endless response has been dropped.
    dropped: Arc<Notify>,
}

struct NotifyOnDrop(Arc<Notify>);

impl Drop for NotifyOnDrop {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl Server {
    async fn start(options: HttpOptions) -> Self {
        let (entered, dropped) = <(Arc<Notify>, Arc<Notify>)>::default();
        let respond = Arc::new(Semaphore::new(0));
        let routes = Routes::new()
            .undocumented(Method::GET, "/", routing::get(|| async { "fine" }), Endpoint::open())
            .merge(waiting(&entered, &respond))
            .merge(endless(&dropped));
        let context = HostContext::new(options, Env::system());
        let host = Host::new(context.clone()).mount(Mount::new(PLAIN, routes));
        let router = host.into_router().expect("routes that do not conflict");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let task = tokio::spawn(serve(listener, router, context, stop.clone()));
        Self { address, stop, task, entered, respond, dropped }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("a connection")
    }

    /// A connection that has sent this.
    async fn sent(&self, text: &str) -> TcpStream {
        let mut socket = self.connect().await;
        socket.write_all(text.as_bytes()).await.expect("taken");
        socket
    }

    /// Stops, and waits for active requests.
    async fn stop(self) {
        self.stop.cancel();
        timeout(LIMIT, self.task).await.expect("it stops").expect("it does not panic");
    }
}

/// A handler that says that it has been entered, and responds when it may.
fn waiting(entered: &Arc<Notify>, respond: &Arc<Semaphore>) -> Routes {
    let (entered, respond) = (Arc::clone(entered), Arc::clone(respond));
    let handler = move || {
        let (entered, respond) = (Arc::clone(&entered), Arc::clone(&respond));
        async move {
            entered.notify_one();
            respond.acquire().await.expect("open").forget();
            "done"
        }
    };
    Routes::new().undocumented(Method::GET, "/waiting", routing::get(handler), Endpoint::open())
}

/// A response without an end, which says when it is dropped.
fn endless(dropped: &Arc<Notify>) -> Routes {
    let dropped = Arc::clone(dropped);
    let handler = move || {
        let guard = NotifyOnDrop(Arc::clone(&dropped));
        let pieces = stream::repeat_with(move || {
            let _guard = &guard;
            Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 8 * 1024]))
        });
        async move { Body::from_stream(pieces) }
    };
    Routes::new().undocumented(Method::GET, "/endless", routing::get(handler), Endpoint::open())
}

const GET: &str = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// Everything until the server closes the connection.
async fn until_closed(mut socket: TcpStream) -> String {
    let mut text = Vec::new();
    // A reset closes it, too.
    let _ = timeout(LIMIT, socket.read_to_end(&mut text)).await.expect("it is closed");
    String::from_utf8_lossy(&text).into_owned()
}

fn short() -> HttpOptions {
    HttpOptions {
        head_timeout: Duration::from_millis(100),
        idle_timeout: Duration::from_millis(100),
        ..HttpOptions::default()
    }
}

#[tokio::test]
async fn a_head_that_does_not_come_is_given_up() {
    let server = Server::start(short()).await;
    let long_idle = HttpOptions { idle_timeout: LIMIT * 10, ..short() };
    let patient = Server::start(long_idle).await;
    for server in [&server, &patient] {
        for start in ["", "G", "GET / HTTP/1.1\r\nhost: local"] {
            let answer = until_closed(server.sent(start).await).await;
            assert_eq!(answer, "", "{start}");
        }
    }
    // A later head of a connection, too.
    let mut socket = patient.sent(GET).await;
    let mut start = [0; 12];
    socket.read_exact(&mut start).await.expect("an answer");
    socket.write_all(b"GET / HT").await.expect("taken");
    assert!(until_closed(socket).await.ends_with("fine"));
    server.stop().await;
}

#[tokio::test]
async fn a_connection_between_requests_is_closed_and_one_with_a_request_is_not() {
    let server = Server::start(short()).await;
    let answer = until_closed(server.sent(&GET.repeat(2)).await).await;
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2, "{answer}");

    let socket = server.sent("GET /waiting HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    timeout(LIMIT, server.entered.notified()).await.expect("entered");
    // Another connection comes and goes by its time limits meanwhile.
    until_closed(server.sent(GET).await).await;
    until_closed(server.sent(GET).await).await;
    server.respond.add_permits(1);
    let answer = until_closed(socket).await;
    assert!(answer.ends_with("done"), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn a_head_that_begins_behind_a_request_has_no_more_time_than_another() {
    let server = Server::start(HttpOptions { idle_timeout: LIMIT * 10, ..short() }).await;
    for head in [
        "GET /waiting HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "GET /waiting HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}",
    ] {
        let mut socket = server.sent(head).await;
        timeout(LIMIT, server.entered.notified()).await.expect("entered");
        socket.write_all(b"GET / HT").await.expect("taken");
        // Another connection takes its whole time meanwhile: the bytes above have arrived.
        until_closed(server.sent("GET").await).await;
        server.respond.add_permits(1);
        let answer = until_closed(socket).await;
        assert!(answer.ends_with("done"), "{answer}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_a_large_response_is_disconnected() {
    let min_rate = MinRate { bytes_per_s: 1024, grace: Duration::from_millis(100) };
    let server = Server::start(HttpOptions { min_rate, ..HttpOptions::default() }).await;
    let socket = server.sent("GET /endless HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    timeout(LIMIT, server.dropped.notified()).await.expect("the response is given up");
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn one_address_cannot_have_all_connections() {
    let options = HttpOptions { connections_max: 8, ..HttpOptions::default() };
    let server = Server::start(options).await;
    let mut held = Vec::new();
    for _ in 0..6 {
        held.push(server.sent("GET /").await);
    }
    let refused = until_closed(server.connect().await).await;
    assert!(
        refused.starts_with("HTTP/1.1 503 ") && refused.contains("retry-after: 1"),
        "{refused}"
    );
    // A request on a connection that is there is answered.
    let mut one = held.pop().expect("a connection");
    one.write_all(b" HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .await
        .expect("taken");
    assert!(until_closed(one).await.starts_with("HTTP/1.1 200 OK"));
    // Its slot is free once the server has noticed the close.
    let answered = async {
        loop {
            let mut socket = server.sent(GET).await;
            let mut start = [0; 12];
            if socket.read_exact(&mut start).await.is_ok() && start == *b"HTTP/1.1 200" {
                break;
            }
        }
    };
    timeout(LIMIT, answered).await.expect("a slot is free again");
    drop(held);
    server.stop().await;
}

#[tokio::test]
async fn a_stop_waits_for_requests_and_for_nothing_else() {
    let server = Server::start(HttpOptions {
        head_timeout: LIMIT * 10,
        idle_timeout: LIMIT * 10,
        ..HttpOptions::default()
    })
    .await;
    let half = server.sent("GET / HT").await;
    let silent = server.connect().await;
    let mut idle = server.sent(GET).await;
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.expect("an answer");
    let active = server.sent("GET /waiting HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    timeout(LIMIT, server.entered.notified()).await.expect("entered");
    server.stop.cancel();
    for socket in [half, silent] {
        assert_eq!(until_closed(socket).await, "");
    }
    until_closed(idle).await;
    assert!(!server.task.is_finished());
    server.respond.add_permits(1);
    assert!(until_closed(active).await.ends_with("done"));
    server.stop().await;
}

#[tokio::test]
async fn behind_a_proxy_requests_are_counted_by_the_forwarded_address() {
    let options = HttpOptions {
        trusted_proxies: vec!["10.0.0.0/8".parse().expect("a network")],
        connections_per_address: 1,
        ..HttpOptions::default()
    };
    let (entered, respond) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
    let host = host(waiting(&entered, &respond), &options);
    let from = |client: &str| {
        let mut request = get("/waiting");
        request.headers_mut().insert("x-forwarded-for", client.parse().expect("a header"));
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 40_000))));
        let host = host.clone();
        async move { call(&host, request).await }
    };
    let first = tokio::spawn(from("198.51.100.7"));
    timeout(LIMIT, entered.notified()).await.expect("entered");
    let second = from("198.51.100.7").await;
    assert_eq!(second.status, StatusCode::TOO_MANY_REQUESTS, "{}", second.body);
    assert_eq!(second.header("retry-after"), "1");
    let other = tokio::spawn(from("198.51.100.8"));
    timeout(LIMIT, entered.notified()).await.expect("entered");
    respond.add_permits(3);
    for answer in [first.await, other.await] {
        assert_eq!(answer.expect("no panic").status, StatusCode::OK);
    }
    let later = from("198.51.100.7").await;
    assert_eq!(later.status, StatusCode::OK, "its slot is free again");
}
