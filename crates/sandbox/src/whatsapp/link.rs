//! The handle of one open connection.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use wacore_binary::Node;

use super::account::{Companion, DeviceLabel};
use super::node::now;
use super::prekeys::KeyBundle;
use super::sync::Lock;

/// An order for the writer of a connection.
pub(crate) enum Outgoing {
    /// Write a stanza ahead of the mailbox.
    Node(Node),
    /// Start to deliver the mailbox of the companion that has just logged in.
    OpenMailbox(Arc<Companion>),
    /// Write a last stanza, then close.
    Last(Node),
}

/// Who is at the other end.
#[derive(Clone)]
pub(crate) enum Peer {
    /// Not known yet.
    Unknown,
    /// A client that shows a QR or a code, with its keys.
    Candidate(Arc<KeyBundle>),
    /// A paired device.
    Companion(Arc<Companion>),
}

/// Handle of a connection.
pub(crate) struct Link {
    pub(crate) number: u64,
    pub(crate) since: SystemTime,
    /// The client's static Noise key.
    pub(crate) client_key: [u8; 32],
    pub(crate) frames_in: AtomicU64,
    pub(crate) frames_out: AtomicU64,
    /// Set by the fault that keeps the TCP connection but never sends again.
    pub(crate) silent: AtomicBool,
    pub(crate) ended: CancellationToken,
    /// What a client that is not paired yet calls itself.
    pub(crate) label: Lock<DeviceLabel>,
    peer: Lock<Peer>,
    out: mpsc::UnboundedSender<Outgoing>,
    requests: Lock<HashMap<String, oneshot::Sender<Node>>>,
}

impl Link {
    pub(crate) fn new(
        number: u64,
        client_key: [u8; 32],
        ended: CancellationToken,
    ) -> (Arc<Self>, mpsc::UnboundedReceiver<Outgoing>) {
        let (out, orders) = mpsc::unbounded_channel();
        let link = Self {
            number,
            since: now(),
            client_key,
            frames_in: AtomicU64::new(0),
            frames_out: AtomicU64::new(0),
            silent: AtomicBool::new(false),
            ended,
            label: Lock::default(),
            peer: Lock::new(Peer::Unknown),
            out,
            requests: Lock::default(),
        };
        (Arc::new(link), orders)
    }

    pub(crate) fn peer(&self) -> Peer {
        self.peer.lock().clone()
    }

    pub(crate) fn set_peer(&self, peer: Peer) {
        *self.peer.lock() = peer;
    }

    pub(crate) fn companion(&self) -> Option<Arc<Companion>> {
        match self.peer() {
            Peer::Companion(companion) => Some(companion),
            Peer::Unknown | Peer::Candidate(_) => None,
        }
    }

    /// Queues an order for the writer; a closed connection drops it.
    pub(crate) fn order(&self, order: Outgoing) {
        let _ = self.out.send(order);
    }

    pub(crate) fn send(&self, node: Node) {
        self.order(Outgoing::Node(node));
    }

    /// Drops the connection without a close frame.
    pub(crate) fn drop_now(&self) {
        self.ended.cancel();
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.silent.load(Ordering::Relaxed)
    }

    /// Sends a request to the client and waits for the answer with that id.
    pub(crate) async fn request(
        &self,
        id: &str,
        node: Node,
        limit: Duration,
    ) -> anyhow::Result<Node> {
        let (answer, answered) = oneshot::channel();
        self.requests.lock().insert(id.to_owned(), answer);
        self.send(node);
        let outcome = tokio::select! {
            outcome = tokio::time::timeout(limit, answered) => outcome,
            () = self.ended.cancelled() => anyhow::bail!("the client disconnected"),
        };
        self.requests.lock().remove(id);
        outcome.context("the client did not answer in time")?.context("the client disconnected")
    }

    /// Passes an answer to its waiting request.
    pub(crate) fn answered(&self, id: &str, node: Node) {
        if let Some(answer) = self.requests.lock().remove(id) {
            let _ = answer.send(node);
        }
    }
}
