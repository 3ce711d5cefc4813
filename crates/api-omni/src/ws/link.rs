use super::WsOptions;
use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use serde::Serialize;
use std::time::{Duration, Instant};

/// Largest message from a client: they only send commands.
const MAX_COMMAND: usize = 64 * 1024;
/// Largest message to a client (a text of 65,536 characters, escaped) waiting in our buffer.
const MAX_WRITE: usize = 4 * 1024 * 1024;
/// For the last word to a client that may not listen.
const CLOSE_WAIT: Duration = Duration::from_secs(1);

/// Close codes: RFC 6455 and its registry, 4401 of our own.
pub(super) const GOING_AWAY: u16 = 1001;
pub(super) const TOO_SLOW: u16 = 1013;
pub(super) const UNAUTHORIZED: u16 = 4401;

/// The other end is gone, or was sent away.
#[derive(Debug)]
pub(crate) struct Gone;

/// A socket whose sends are bounded in time, so that a slow reader costs one message of memory.
#[derive(Debug)]
pub(super) struct Link {
    socket: WebSocket,
    heard: Instant,
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
        Self { socket, heard: Instant::now(), options }
    }

    /// The next command. Cancel-safe.
    pub(super) async fn recv(&mut self) -> Result<Bytes, Gone> {
        loop {
            let Some(Ok(message)) = self.socket.recv().await else { return Err(Gone) };
            self.heard = Instant::now();
            match message {
                Message::Text(text) => return Ok(text.into()),
                Message::Binary(bytes) => return Ok(bytes),
                Message::Ping(_) | Message::Pong(_) => {}
                Message::Close(_) => return Err(Gone),
            }
        }
    }

    pub(super) async fn send(&mut self, message: &impl Serialize) -> Result<(), Gone> {
        let text = serde_json::to_string(message).map_err(|error| {
            tracing::error!(%error, "a WebSocket message could not be written");
            Gone
        })?;
        self.write(Message::text(text)).await
    }

    /// Asks whether the other end is still there, and gives up on one that has long been silent.
    pub(super) async fn beat(&mut self) -> Result<(), Gone> {
        if self.heard.elapsed() > self.options.heartbeat * 2 + self.options.heartbeat / 2 {
            return Err(Gone);
        }
        self.write(Message::Ping(Bytes::new())).await
    }

    pub(super) async fn close(&mut self, code: u16, reason: &'static str) {
        self.close_within(CLOSE_WAIT, code, reason).await;
    }

    /// Best effort: whoever does not read it finds the socket closed.
    async fn close_within(&mut self, limit: Duration, code: u16, reason: &'static str) {
        let frame = CloseFrame { code, reason: reason.into() };
        let _ = tokio::time::timeout(limit, self.socket.send(Message::Close(Some(frame)))).await;
    }

    async fn write(&mut self, message: Message) -> Result<(), Gone> {
        let sent = tokio::time::timeout(self.options.send_wait, self.socket.send(message)).await;
        let Ok(sent) = sent else {
            // What it has not read stands before this in the socket, so it gets time to come here.
            let reason = "reads too slowly; come back and resume with `since`";
            self.close_within(self.options.close_wait, TOO_SLOW, reason).await;
            return Err(Gone);
        };
        sent.map_err(|_| Gone)
    }
}
