//! The writing half of a connection: orders first, then the device's mailbox.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use bytes::Bytes;
use futures::SinkExt as _;
use futures::stream::SplitSink;
use tokio::sync::mpsc;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::{Node, marshal};
use wacore_noise::NoiseCipher;
use wacore_noise::framing::encode_frame;

use super::account::Companion;
use super::hub::Hub;
use super::link::{Link, Outgoing, Peer};
use super::mailbox::{Due, Opened};

/// How long the client has to close by itself after a last stanza.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(300);
/// Frames are written together up to about this size.
const WRITE_BATCH: usize = 64 * 1024;

pub(crate) type Sink = SplitSink<WebSocket, Message>;

/// Writes bytes as one WebSocket message.
pub(crate) async fn send(sink: &mut Sink, bytes: Vec<u8>) -> anyhow::Result<()> {
    Ok(sink.send(Message::Binary(Bytes::from(bytes))).await?)
}

/// Encrypts and writes the orders of the link and the stanzas of the mailbox.
pub(crate) struct Writer {
    hub: Arc<Hub>,
    pub(crate) link: Arc<Link>,
    sink: Sink,
    cipher: NoiseCipher,
    counter: u32,
    due_from: Option<Backlog>,
}

/// The mailbox being delivered.
struct Backlog {
    companion: Arc<Companion>,
    generation: u64,
    /// Entries below this arrived while the device was offline.
    until: u64,
    /// How many those are; none once their end was announced.
    announce: Option<usize>,
}

impl Writer {
    pub(crate) fn new(hub: Arc<Hub>, link: Arc<Link>, sink: Sink, cipher: NoiseCipher) -> Self {
        Self { hub, link, sink, cipher, counter: 0, due_from: None }
    }

    /// Writes until the connection ends.
    pub(crate) async fn run(
        mut self,
        mut orders: mpsc::UnboundedReceiver<Outgoing>,
    ) -> anyhow::Result<()> {
        loop {
            let mut batch = Vec::new();
            let mut last = self.collect(&mut orders, &mut batch)?;
            if batch.is_empty() && !last {
                let mailbox = self.due_from.as_ref().map(|backlog| Arc::clone(&backlog.companion));
                let arrival = async {
                    match &mailbox {
                        Some(companion) => companion.mailbox.arrival().await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    () = arrival => {}
                    order = orders.recv() => match order {
                        Some(order) => last = self.execute(order, &mut batch)?,
                        None => return Ok(()),
                    },
                }
            }
            if !batch.is_empty() {
                self.write(batch).await?;
            }
            if last {
                tokio::time::sleep(CLOSE_TIMEOUT).await;
                let _ = self.sink.send(Message::Close(None)).await;
                return Ok(());
            }
        }
    }

    /// Fills a batch; true when it ends with the last stanza.
    fn collect(
        &mut self,
        orders: &mut mpsc::UnboundedReceiver<Outgoing>,
        batch: &mut Vec<u8>,
    ) -> anyhow::Result<bool> {
        while batch.len() < WRITE_BATCH
            && let Ok(order) = orders.try_recv()
        {
            if self.execute(order, batch)? {
                return Ok(true);
            }
        }
        while batch.len() < WRITE_BATCH
            && let Some(backlog) = &mut self.due_from
        {
            let due = backlog.companion.mailbox.take_due(backlog.generation);
            let until = backlog.until;
            let ends = due.as_ref().is_none_or(|due| due.sequence >= until);
            if ends && let Some(count) = backlog.announce.take() {
                self.append(&offline_end(count), batch)?;
            }
            let Some(Due { sequence, node }) = due else { break };
            if sequence < until {
                let mut late = Node::clone(&node);
                late.attrs.insert("offline", sequence);
                self.append(&late, batch)?;
            } else {
                self.append(&node, batch)?;
            }
        }
        Ok(false)
    }

    fn execute(&mut self, order: Outgoing, batch: &mut Vec<u8>) -> anyhow::Result<bool> {
        match order {
            Outgoing::Node(node) => self.append(&node, batch)?,
            Outgoing::OpenMailbox(companion) => {
                let Opened { generation, until, count } = companion.mailbox.open();
                if count > 0 {
                    self.append(&offline_preview(count), batch)?;
                }
                let announce = Some(count);
                self.due_from = Some(Backlog { companion, generation, until, announce });
            }
            Outgoing::Last(node) => {
                self.append(&node, batch)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn append(&mut self, node: &Node, batch: &mut Vec<u8>) -> anyhow::Result<()> {
        if let Peer::Companion(companion) = self.link.peer()
            && companion.faults.drop_to.strike()
        {
            if node.tag == "message" {
                self.hub.stats.messages_lost.increase();
            }
            return Ok(());
        }
        let plain = marshal::marshal_auto(node)?;
        let sealed = self.cipher.encrypt_with_counter(self.counter, &plain)?;
        self.counter += 1;
        self.link.frames_out.fetch_add(1, Ordering::Relaxed);
        batch.extend_from_slice(&encode_frame(&sealed, None)?);
        Ok(())
    }

    async fn write(&mut self, batch: Vec<u8>) -> anyhow::Result<()> {
        if let Some(delay) = self.link.companion().and_then(|companion| companion.faults.delay()) {
            tokio::time::sleep(delay).await;
        }
        if self.link.is_silent() {
            std::future::pending::<()>().await;
        }
        send(&mut self.sink, batch).await
    }
}

fn offline_preview(count: usize) -> Node {
    let preview = NodeBuilder::new("offline_preview").attr("count", count).attr("message", count);
    NodeBuilder::new("ib").children([preview.build()]).build()
}

fn offline_end(count: usize) -> Node {
    let end = NodeBuilder::new("offline").attr("count", count);
    NodeBuilder::new("ib").attr("from", wacore_binary::SERVER_JID).children([end.build()]).build()
}
