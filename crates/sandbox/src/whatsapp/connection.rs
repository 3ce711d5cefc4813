//! One WebSocket connection: handshake, then a reader and a writer of stanzas.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc;
use wacore_binary::builder::NodeBuilder;
use wacore_binary::util::unpack;
use wacore_binary::{Node, marshal};
use wacore_noise::NoiseCipher;
use wacore_noise::framing::{FrameDecoder, encode_frame};

use super::account::Companion;
use super::handshake::{Answer, Established, answer_hello};
use super::hub::Hub;
use super::link::{Link, Outgoing, Peer};
use super::mailbox::{Due, Opened};
use super::{dispatch, login};

const HANDSHAKE_LIMIT: Duration = Duration::from_secs(20);
/// Clients attach their frame handler only after the handshake call returns.
const AFTER_HANDSHAKE: Duration = Duration::from_millis(5);
/// How long the client has to close by itself after a last stanza.
const LAST_WORD: Duration = Duration::from_millis(300);
/// Frames are written together up to about this size.
const WRITE_BATCH: usize = 64 * 1024;
/// Longest edge-routing introduction that is skipped.
const PREFIX: [u8; 2] = *b"ED";

/// Entrance of `/ws/chat`.
pub(crate) async fn upgrade(State(hub): State<Arc<Hub>>, upgrade: WebSocketUpgrade) -> Response {
    if hub.faults.refuses() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let tracker = hub.tasks.clone();
    upgrade.max_message_size(32 << 20).on_upgrade(move |socket| tracker.track_future(serve(hub, socket)))
}

async fn serve(hub: Arc<Hub>, socket: WebSocket) {
    hub.stats.connects.increase();
    let number = hub.next_link_number();
    if let Err(error) = Box::pin(run(&hub, socket, number)).await {
        tracing::debug!(connection = number, %error, "sandbox connection ended");
    }
    let link = hub.links.lock().remove(&number);
    if let Some(link) = link {
        login::forget(&hub, &link);
    }
    hub.stats.disconnects.increase();
}

async fn run(hub: &Arc<Hub>, socket: WebSocket, number: u64) -> anyhow::Result<()> {
    let (mut sink, stream) = socket.split();
    let mut frames = Frames::new(stream);
    let shaken = tokio::time::timeout(HANDSHAKE_LIMIT, shake_hands(hub, &mut sink, &mut frames));
    let established = shaken.await.context("the handshake took too long")??;
    tokio::time::sleep(AFTER_HANDSHAKE).await;

    let ended = hub.stop.child_token();
    let (link, orders) = Link::new(number, established.client_key, ended.clone());
    hub.links.lock().insert(number, Arc::clone(&link));
    // However either half ends, the other must end with it: a client that closes
    // would otherwise wait for a close frame that never comes.
    let _guard = ended.clone().drop_guard();
    let writer = Writer { link: Arc::clone(&link), sink, cipher: established.write, counter: 0, due_from: None };
    hub.tasks.spawn(async move {
        let link = Arc::clone(&writer.link);
        tokio::select! {
            () = link.ended.cancelled() => {}
            _ = writer.run(orders) => {}
        }
        link.ended.cancel();
    });
    login::admit(hub, &link, &established.payload);
    read(hub, &link, &mut frames, &established.read).await
}

async fn read(
    hub: &Arc<Hub>,
    link: &Arc<Link>,
    frames: &mut Frames,
    cipher: &NoiseCipher,
) -> anyhow::Result<()> {
    let mut counter = 0;
    loop {
        let frame = tokio::select! {
            () = link.ended.cancelled() => return Ok(()),
            frame = frames.next() => frame?,
        };
        let Some(mut frame) = frame else { return Ok(()) };
        if link.is_silent() {
            link.ended.cancelled().await;
            return Ok(());
        }
        cipher.decrypt_in_place_with_counter(counter, &mut frame)?;
        counter += 1;
        link.frames_in.fetch_add(1, Ordering::Relaxed);
        let plain = unpack(&frame)?;
        let node = marshal::unmarshal_ref(&plain)?.to_owned();
        if link.companion().is_some_and(|companion| companion.faults.drop_from.strike()) {
            continue;
        }
        dispatch::handle(hub, link, node).await;
    }
}

async fn shake_hands(
    hub: &Hub,
    sink: &mut SplitSink<WebSocket, Message>,
    frames: &mut Frames,
) -> anyhow::Result<Established> {
    let hello = frames.next().await?.context("closed before the hello")?;
    match answer_hello(&hub.noise(), &frames.prologue, &hello)? {
        Answer::Done(reply, established) => {
            hub.stats.handshakes_ik.increase();
            send(sink, encode_frame(&reply, None)?).await?;
            Ok(*established)
        }
        Answer::Continue(reply, state) => {
            hub.stats.handshakes_xx.increase();
            send(sink, encode_frame(&reply, None)?).await?;
            let finish = frames.next().await?.context("closed before the finish")?;
            state.finish(&finish)
        }
    }
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, bytes: Vec<u8>) -> anyhow::Result<()> {
    Ok(sink.send(Message::Binary(Bytes::from(bytes))).await?)
}

/// Splits the byte stream into frames, after the connection header.
struct Frames {
    stream: SplitStream<WebSocket>,
    decoder: FrameDecoder,
    head: Vec<u8>,
    prologue: [u8; 4],
    started: bool,
}

impl Frames {
    fn new(stream: SplitStream<WebSocket>) -> Self {
        Self { stream, decoder: FrameDecoder::new(), head: Vec::new(), prologue: [0; 4], started: false }
    }

    async fn next(&mut self) -> anyhow::Result<Option<BytesMut>> {
        loop {
            if let Some(frame) = self.decoder.decode_frame() {
                return Ok(Some(frame));
            }
            match self.stream.next().await {
                Some(Ok(Message::Binary(bytes))) => self.feed(&bytes),
                Some(Ok(Message::Close(_))) | None => return Ok(None),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        if self.started {
            self.decoder.feed(bytes);
            return;
        }
        self.head.extend_from_slice(bytes);
        let skip = intro_length(&self.head);
        let Some(header) = skip.and_then(|skip| self.head.get(skip..skip + 4)) else { return };
        self.prologue.copy_from_slice(header);
        self.started = true;
        let rest = skip.map_or(0, |skip| skip + 4);
        self.decoder.feed(&self.head[rest..]);
        self.head.clear();
    }
}

/// Length of the edge-routing introduction, which precedes the header of some
/// reconnecting clients; none while too little has arrived to tell.
fn intro_length(head: &[u8]) -> Option<usize> {
    if !head.starts_with(&PREFIX) {
        return (head.len() >= 2).then_some(0);
    }
    let length = head.get(4..7)?;
    let length = length.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    Some(7 + length)
}

/// Encrypts and writes what the link and the mailbox hold.
struct Writer {
    link: Arc<Link>,
    sink: SplitSink<WebSocket, Message>,
    cipher: NoiseCipher,
    counter: u32,
    due_from: Option<Backlog>,
}

/// The mailbox being delivered.
struct Backlog {
    companion: Arc<Companion>,
    generation: u64,
    /// Entries below this waited while the device was away.
    until: u64,
    /// How many those were; none once their end was announced.
    announce: Option<usize>,
}

impl Writer {
    async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Outgoing>) -> anyhow::Result<()> {
        loop {
            let mut batch = Vec::new();
            let last = self.collect(&mut orders, &mut batch)?;
            if !batch.is_empty() {
                self.write(batch).await?;
                if !last {
                    continue;
                }
            }
            if last {
                tokio::time::sleep(LAST_WORD).await;
                let _ = self.sink.send(Message::Close(None)).await;
                return Ok(());
            }
            let mailbox = self.due_from.as_ref().map(|backlog| Arc::clone(&backlog.companion));
            tokio::select! {
                order = orders.recv() => {
                    let Some(order) = order else { return Ok(()) };
                    let mut batch = Vec::new();
                    if self.obey(order, &mut batch)? {
                        self.write(batch).await?;
                        tokio::time::sleep(LAST_WORD).await;
                        let _ = self.sink.send(Message::Close(None)).await;
                        return Ok(());
                    }
                    self.write(batch).await?;
                }
                () = async {
                    match &mailbox {
                        Some(companion) => companion.mailbox.arrival().await,
                        None => std::future::pending().await,
                    }
                } => {}
            }
        }
    }

    /// Fills a batch; true when it ends with the last word.
    fn collect(
        &mut self,
        orders: &mut mpsc::UnboundedReceiver<Outgoing>,
        batch: &mut Vec<u8>,
    ) -> anyhow::Result<bool> {
        while batch.len() < WRITE_BATCH
            && let Ok(order) = orders.try_recv()
        {
            if self.obey(order, batch)? {
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

    fn obey(&mut self, order: Outgoing, batch: &mut Vec<u8>) -> anyhow::Result<bool> {
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
