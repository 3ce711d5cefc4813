//! A Socket.IO client over WebSocket, as small as the tests need it, and a server with a real socket.

use crate::support::host_with;
use futures::{SinkExt, StreamExt};
use omni_api_gateway::SocketOptions;
use omni_http::HttpOptions;
use omni_testing::TestApp;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    asked: u64,
}

impl Client {
    /// Opens the connection below, without a session of its own yet.
    pub(crate) async fn open(address: SocketAddr, token: Option<&str>) -> Result<Self, Error> {
        let url = format!("ws://{address}/socket.io/?EIO=4&transport=websocket");
        let mut request = url.into_client_request()?;
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().expect("a header");
            request.headers_mut().insert("authorization", value);
        }
        let (socket, _) = connect_async(request).await?;
        let mut client = Self { socket, asked: 0 };
        let open = client.text().await.expect("an open packet");
        assert!(open.starts_with('0'), "{open}");
        Ok(client)
    }

    async fn connect(address: SocketAddr, auth: &Value) -> (Self, String) {
        let mut client = Self::open(address, None).await.expect("open");
        client.send(format!("40{auth}")).await;
        let answer = client.text().await.expect("an answer");
        (client, answer)
    }

    /// A client that was admitted.
    pub(crate) async fn admitted(address: SocketAddr, auth: Value) -> Self {
        let (client, answer) = Self::connect(address, &auth).await;
        assert!(answer.starts_with("40{"), "{answer}");
        client
    }

    /// The same with the token in a header of the handshake.
    pub(crate) async fn with_header(address: SocketAddr, token: &str) -> Self {
        let mut client = Self::open(address, Some(token)).await.expect("open");
        client.send("40".to_owned()).await;
        let answer = client.text().await.expect("an answer");
        assert!(answer.starts_with("40{"), "{answer}");
        client
    }

    /// Why a client is refused: the body in its `connect_error`.
    pub(crate) async fn refused(address: SocketAddr, auth: Value) -> Value {
        let (_, answer) = Self::connect(address, &auth).await;
        refusal(&answer)
    }

    /// The answer to a connection to this namespace, which is not the usual one.
    pub(crate) async fn in_namespace(address: SocketAddr, namespace: &str, auth: &Value) -> String {
        let mut client = Self::open(address, None).await.expect("open");
        client.send(format!("40{namespace},{auth}")).await;
        client.text().await.expect("an answer")
    }

    /// Why a client that has a cookie alone is refused.
    pub(crate) async fn refused_with_cookie(address: SocketAddr, cookie: &str) -> Value {
        let url = format!("ws://{address}/socket.io/?EIO=4&transport=websocket");
        let mut request = url.into_client_request().expect("a request");
        request.headers_mut().insert("cookie", cookie.parse().expect("a header"));
        let (socket, _) = connect_async(request).await.expect("a connection");
        let mut client = Self { socket, asked: 0 };
        client.text().await.expect("an open packet");
        client.send("40".to_owned()).await;
        refusal(&client.text().await.expect("an answer"))
    }

    async fn send(&mut self, text: String) {
        self.socket.send(Message::text(text)).await.expect("a live socket");
    }

    /// The next packet but pings, which are answered; `None` at the end.
    async fn text(&mut self) -> Option<String> {
        loop {
            let next = tokio::time::timeout(LIMIT, self.socket.next()).await;
            match next.expect("something in time") {
                Some(Ok(Message::Text(text))) if text.as_str() == "2" => {
                    self.send("3".to_owned()).await;
                }
                Some(Ok(Message::Text(text))) => return Some(text.as_str().to_owned()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// The next event: its name and its arguments.
    pub(crate) async fn next_event(&mut self) -> Vec<Value> {
        loop {
            let packet = self.text().await.expect("an event");
            if let Some(event) = packet.strip_prefix("42") {
                return serde_json::from_str(event).expect("a list");
            }
        }
    }

    /// The arguments of the next event with this name; skips others.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        loop {
            let mut event = self.next_event().await;
            if event.remove(0) == name {
                return Value::Array(event);
            }
        }
    }

    /// Sends a command, and waits for what acknowledges it.
    pub(crate) async fn ask(&mut self, name: &str, argument: Value) -> Value {
        let id = self.asked;
        self.asked += 1;
        self.send(format!("42{id}{}", json!([name, argument]))).await;
        let prefix = format!("43{id}[");
        loop {
            let packet = self.text().await.expect("an acknowledgement");
            if packet.starts_with(&prefix) {
                let found: Value = serde_json::from_str(&packet[prefix.len() - 1..]).expect("JSON");
                return found[0].clone();
            }
        }
    }

    /// Waits until the server has ended the session.
    pub(crate) async fn disconnected(&mut self) {
        while self.text().await.is_some_and(|packet| packet != "41") {}
    }

    /// Waits, without reading, until the server has been unable to send for a second; then reads to the
    /// end.
    pub(crate) async fn reads_until_disconnected(mut self) {
        let MaybeTlsStream::Plain(socket) = self.socket.get_ref() else { panic!("no TLS here") };
        let mut unread = vec![0; 32 * 1024 * 1024];
        let (mut before, mut unchanged) = (0, 0);
        while unchanged < 20 {
            let now = socket.peek(&mut unread).await.expect("an open socket");
            unchanged = if now == before { unchanged + 1 } else { 0 };
            before = now;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.disconnected().await;
    }
}

/// The body in a `connect_error`.
fn refusal(answer: &str) -> Value {
    let error = answer.strip_prefix("44").unwrap_or_else(|| panic!("admitted: {answer}"));
    let error: Value = serde_json::from_str(error).expect("JSON");
    serde_json::from_str(error["message"].as_str().expect("a text")).expect("JSON in it")
}

pub(crate) async fn serve(app: &TestApp) -> SocketAddr {
    serve_with(app, SocketOptions::default()).await
}

pub(crate) async fn serve_with(app: &TestApp, options: SocketOptions) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = host_with(&app.app, HttpOptions::default(), options);
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}
