//! Opens the chat socket and notes what comes through it.

use crate::net::tls::Connector;
use crate::session::vitals::Vitals;
use async_trait::async_trait;
use bytes::Bytes;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use wacore::net::{Transport, TransportEvent, TransportFactory};
use whatsapp_rust::transport::TokioWebSocketTransportFactory;

const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// Makes the sockets of one session. Evidence of life begins here, where bytes arrive.
pub(crate) struct Dialler {
    inner: TokioWebSocketTransportFactory,
    vitals: Arc<Vitals>,
}

impl fmt::Debug for Dialler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialler").finish_non_exhaustive()
    }
}

impl Dialler {
    pub(crate) fn new(url: &str, connector: &Connector, vitals: Arc<Vitals>) -> Self {
        let inner = TokioWebSocketTransportFactory::new()
            .with_url(url)
            .with_connector(connector.for_websocket());
        Self { inner, vitals }
    }
}

#[async_trait]
impl TransportFactory for Dialler {
    async fn create_transport(
        &self,
    ) -> anyhow::Result<(Arc<dyn Transport>, whatsapp_rust::async_channel::Receiver<TransportEvent>)>
    {
        let (transport, events) = match self.inner.create_transport().await {
            Ok(opened) => opened,
            Err(error) => {
                self.vitals.dial_failed(&error);
                return Err(error);
            }
        };
        self.vitals.socket_opened();
        Ok((
            Arc::new(Socket { inner: transport, vitals: Arc::clone(&self.vitals) }),
            self.tap(events),
        ))
    }
}

impl Dialler {
    /// Passes events on, noting each frame. The channel is short: back-pressure stays with
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
