//! Opens the chat socket and records the frames it receives.

use crate::net::guard::Guard;
use crate::net::proxy;
use crate::net::tls::Connector;
use crate::session::vitals::Vitals;
use anyhow::Context as _;
use async_trait::async_trait;
use bytes::Bytes;
use omni_channel::Proxy;
use reqwest::header::{HeaderValue, ORIGIN};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_websockets::{ClientBuilder, MaybeTlsStream, WebSocketStream};
use url::Url;
use wacore::net::{Transport, TransportEvent, TransportFactory, WHATSAPP_WEB_ORIGIN};
use whatsapp_rust::transport::from_websocket;

const CLOSE_LIMIT: Duration = Duration::from_secs(1);
/// For opening a socket: name resolution, TCP, TLS and the upgrade.
const DIAL_LIMIT: Duration = Duration::from_secs(20);

/// Opens the sockets of one session, and records each received frame as evidence.
pub(crate) struct Dialler {
    url: Url,
    connector: Connector,
    proxy: Option<Proxy>,
    vitals: Arc<Vitals>,
}

impl fmt::Debug for Dialler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialler").finish_non_exhaustive()
    }
}

impl Dialler {
    pub(crate) fn new(
        url: &Url,
        connector: &Connector,
        proxy: Option<Proxy>,
        vitals: Arc<Vitals>,
    ) -> Self {
        Self { url: url.clone(), connector: connector.clone(), proxy, vitals }
    }

    async fn connect(&self, host: &str, port: u16) -> anyhow::Result<TcpStream> {
        let Some(proxy) = &self.proxy else {
            let stream = TcpStream::connect((host, port)).await?;
            stream.set_nodelay(true)?;
            return Ok(stream);
        };
        Ok(proxy::connect(proxy, Guard::for_this_build(), host, port).await?)
    }

    /// The library's own way of dialling leaves Nagle's algorithm on: a stanza then waits for the
    /// acknowledgement of the one before, 40 ms on most systems, whenever two follow each other.
    async fn dial(&self) -> anyhow::Result<WebSocketStream<MaybeTlsStream<TcpStream>>> {
        let (host, port) = destination(&self.url)?;
        let stream = self.connect(host, port).await?;
        let stream = match self.url.scheme() {
            "wss" => self.connector.for_websocket().wrap(host, stream).await?,
            _ => tokio_websockets::Connector::Plain.wrap(host, stream).await?,
        };
        let (socket, _) = ClientBuilder::new()
            .uri(self.url.as_str())?
            .add_header(ORIGIN, HeaderValue::from_static(WHATSAPP_WEB_ORIGIN))?
            .connect_on(stream)
            .await?;
        Ok(socket)
    }
}

/// The host, without brackets, and the port of an address.
pub(super) fn destination(url: &Url) -> anyhow::Result<(&str, u16)> {
    let host = url.host_str().context("the address has no host")?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default().context("the address has no port")?;
    Ok((host, port))
}

#[async_trait]
impl TransportFactory for Dialler {
    async fn create_transport(
        &self,
    ) -> anyhow::Result<(Arc<dyn Transport>, whatsapp_rust::async_channel::Receiver<TransportEvent>)>
    {
        let dialled = tokio::time::timeout(DIAL_LIMIT, self.dial()).await;
        let socket = match dialled.context("no answer in time").flatten() {
            Ok(socket) => socket,
            Err(error) => {
                self.vitals.dial_failed(&error);
                return Err(error);
            }
        };
        let (transport, events) = from_websocket(socket);
        self.vitals.socket_opened();
        Ok((
            Arc::new(Socket { inner: transport, vitals: Arc::clone(&self.vitals) }),
            self.tap(events),
        ))
    }
}

impl Dialler {
    /// Forwards events, recording each frame. The channel is short, so that back-pressure reaches
    /// the socket.
    fn tap(
        &self,
        events: whatsapp_rust::async_channel::Receiver<TransportEvent>,
    ) -> whatsapp_rust::async_channel::Receiver<TransportEvent> {
        let (forward, tapped) = whatsapp_rust::async_channel::bounded(16);
        let vitals = Arc::clone(&self.vitals);
        tokio::spawn(async move {
            while let Ok(event) = events.recv().await {
                match &event {
                    TransportEvent::DataReceived(_) => vitals.frame(),
                    TransportEvent::Disconnected(_) => vitals.socket_closed(),
                    TransportEvent::Connected => {}
                }
                if forward.send(event).await.is_err() {
                    break;
                }
            }
        });
        tapped
    }
}

struct Socket {
    inner: Arc<dyn Transport>,
    vitals: Arc<Vitals>,
}

#[async_trait]
impl Transport for Socket {
    async fn send(&self, data: Bytes) -> anyhow::Result<()> {
        self.inner.send(data).await
    }

    async fn disconnect(&self) {
        self.vitals.socket_closed();
        // The close frame waits for a peer that reads; a half-open socket has none.
        let _ = tokio::time::timeout(CLOSE_LIMIT, self.inner.disconnect()).await;
    }
}
