//! A client as its rooms see it.

use super::backlog::{Backlog, Next};
use super::frame::Frame;
use socketioxide::extract::SocketRef;
use socketioxide::{SendError, SocketError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Shared by a client's session and the rooms that it is in.
pub(super) struct Member {
    socket: SocketRef,
    may_link: bool,
    backlog: Mutex<Backlog>,
    /// Notified when the session has something to send.
    held: Notify,
}

impl Member {
    /// Its session sends first.
    pub(super) fn new(socket: SocketRef, may_link: bool, limit: usize) -> Arc<Self> {
        let backlog = Mutex::new(Backlog::new(limit));
        Arc::new(Self { socket, may_link, backlog, held: Notify::new() })
    }

    pub(super) fn may_link(&self) -> bool {
        self.may_link
    }

    /// Puts an event into the client's queue, without waiting. If the queue is full, its session
    /// sends from then on, until the client has everything.
    pub(super) fn give(&self, frame: &Arc<Frame>) {
        let mut backlog = self.backlog();
        if !backlog.needs(frame) {
            return;
        }
        if !backlog.is_direct() {
            backlog.keep(frame);
            return;
        }
        match frame.packet(self.may_link).send(&self.socket) {
            Ok(()) => backlog.advance(frame.seq),
            Err(SendError::Socket(SocketError::InternalChannelFull)) => {
                backlog.hold();
                backlog.keep(frame);
                self.held.notify_one();
            }
            // The client is gone, and its session about to end.
            Err(_) => {}
        }
    }

    /// What the client follows begins behind `position`, which the rooms have reached: nothing of a
    /// room that it enters now comes from before.
    pub(super) fn enter(&self, position: i64) {
        let mut backlog = self.backlog();
        if backlog.is_direct() {
            backlog.advance(position);
            backlog.hold();
        }
    }

    /// From now on the session sends, and the rooms do not.
    pub(super) fn hold(&self) {
        self.backlog().hold();
    }

    /// Waits until the session has something to send.
    pub(super) async fn held(&self) {
        self.held.notified().await;
    }

    /// What the session sends next.
    pub(super) fn next(&self) -> Next {
        self.backlog().next()
    }

    pub(super) fn position(&self) -> i64 {
        self.backlog().position()
    }

    pub(super) fn advance(&self, position: i64) {
        self.backlog().advance(position);
    }

    fn backlog(&self) -> MutexGuard<'_, Backlog> {
        self.backlog.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
