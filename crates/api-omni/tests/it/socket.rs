//! A WebSocket client, and a server with a real socket for it.

use crate::support::host;
use futures::{SinkExt, StreamExt};
use omni_api_omni::{ApiOptions, WsOptions};
use omni_testing::TestApp;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub(crate) struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    /// `path` is relative to `/api/v2/`.
    pub(crate) async fn open(address: SocketAddr, path: &str) -> Result<Self, Error> {
        connect_async(format!("ws://{address}/api/v2/{path}")).await.map(|(socket, _)| Self(socket))
    }

    pub(crate) async fn send(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("a live socket");
    }

    /// Subscribes and waits for the confirmation.
    pub(crate) async fn subscribe(&mut self, message: Value) {
        self.send(message).await;
        assert_eq!(self.receive().await, json!({ "type": "subscribed" }));
    }

    async fn frame(&mut self) -> Message {
        let next = tokio::time::timeout(Duration::from_secs(10), self.0.next()).await;
        next.expect("something within 10 s").expect("not ended").expect("no error")
    }

    /// The next message, except pings.
    pub(crate) async fn receive(&mut self) -> Value {
        loop {
            match self.frame().await {
                Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Message::Ping(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The next message of this type; skips others.
    pub(crate) async fn receive_kind(&mut self, kind: &str) -> Value {
        loop {
            let message = self.receive().await;
            if message["type"] == kind {
                return message;
            }
        }
    }

    /// Waits, without reading, until the server has been unable to send for a second.
    pub(crate) async fn buffers_full(&self) {
        let MaybeTlsStream::Plain(socket) = self.0.get_ref() else { panic!("no TLS in tests") };
        let mut unread = vec![0; 32 * 1024 * 1024];
        let (mut before, mut unchanged) = (0, 0);
        while unchanged < 20 {
            let now = socket.peek(&mut unread).await.expect("an open socket");
            unchanged = if now == before { unchanged + 1 } else { 0 };
            before = now;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The close frame; skips messages before it.
    pub(crate) async fn closed(&mut self) -> CloseFrame {
        loop {
            match self.frame().await {
                Message::Close(Some(frame)) => return frame,
                Message::Ping(_) | Message::Text(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub(crate) async fn close_code(&mut self) -> u16 {
        u16::from(self.closed().await.code)
    }
}

pub(crate) async fn serve(app: &TestApp) -> SocketAddr {
    serve_with(app, WsOptions::default()).await
}

pub(crate) async fn serve_with(app: &TestApp, ws: WsOptions) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let options = ApiOptions { ws, ..ApiOptions::default() };
    let router = host(&app.app, options);
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}
