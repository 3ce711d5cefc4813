use super::WsOptions;
use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use serde::Serialize;
use std::time::{Duration, Instant};

/// Largest message from a client: they only send commands.
const MAX_COMMAND: usize = 64 * 1024;
/// Largest message to a client (a text of 65,536 characters, escaped) in the write buffer.
const MAX_WRITE: usize = 4 * 1024 * 1024;
/// Time limit of the close frame, since the client may not be reading.
const CLOSE_WAIT: Duration = Duration::from_secs(1);

/// Close codes: those of RFC 6455 and its registry, and 4401, Omni's own.
pub(super) const GOING_AWAY: u16 = 1001;
pub(super) const TOO_SLOW: u16 = 1013;
pub(super) const UNAUTHORIZED: u16 = 4401;

/// The socket is closed, by the client or by the server.
#[derive(Debug)]
pub(crate) struct Disconnected;

/// A socket whose sends are bounded in time, so that a slow client costs one message of memory.
#[derive(Debug)]
pub(super) struct Link {
    socket: WebSocket,
    received_at: Instant,
    options: WsOptions,
}

/// Bounds what either side may buffer.
pub(super) fn bounded(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .max_message_size(MAX_COMMAND)
        .max_frame_size(MAX_COMMAND)
        .max_write_buffer_size(MAX_WRITE)
}

impl Link {
    pub(super) fn new(socket: WebSocket, options: WsOptions) -> Self {
        Self { socket, received_at: Instant::now(), options }
    }

    /// The next command. Cancel-safe.
    pub(super) async fn recv(&mut self) -> Result<Bytes, Disconnected> {
        loop {
            let Some(Ok(message)) = self.socket.recv().await else { return Err(Disconnected) };
            self.received_at = Instant::now();
            match message {
                Message::Text(text) => return Ok(text.into()),
                Message::Binary(bytes) => return Ok(bytes),
                Message::Ping(_) | Message::Pong(_) => {}
                Message::Close(_) => return Err(Disconnected),
            }
        }
    }

    pub(super) async fn send(&mut self, message: &impl Serialize) -> Result<(), Disconnected> {
        let text = serde_json::to_string(message).map_err(|error| {
            tracing::error!(%error, "a WebSocket message could not be written");
            Disconnected
        })?;
        self.write(Message::text(text)).await
    }

    /// Sends a ping; ends the connection to a client that has been silent for too long.
    pub(super) async fn ping(&mut self) -> Result<(), Disconnected> {
        if self.received_at.elapsed() > self.options.heartbeat * 2 + self.options.heartbeat / 2 {
            return Err(Disconnected);
        }
        self.write(Message::Ping(Bytes::new())).await
    }

    pub(super) async fn close(&mut self, code: u16, reason: &'static str) {
        self.close_within(CLOSE_WAIT, code, reason).await;
    }

    /// Best effort: a client that does not read the close frame only sees the socket closed.
    async fn close_within(&mut self, limit: Duration, code: u16, reason: &'static str) {
        let frame = CloseFrame { code, reason: reason.into() };
        let _ = tokio::time::timeout(limit, self.socket.send(Message::Close(Some(frame)))).await;
    }

    async fn write(&mut self, message: Message) -> Result<(), Disconnected> {
        let sent = tokio::time::timeout(self.options.send_wait, self.socket.send(message)).await;
        let Ok(sent) = sent else {
            // Unread messages precede the close frame in the socket, so the client gets time to
            // reach it.
            let reason = "reads too slowly; reconnect and resume with `since`";
            self.close_within(self.options.close_wait, TOO_SLOW, reason).await;
            return Err(Disconnected);
        };
        sent.map_err(|_| Disconnected)
    }
}
