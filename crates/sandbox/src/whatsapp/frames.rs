//! Splits the byte stream of a WebSocket into frames.

use axum::extract::ws::{Message, WebSocket};
use bytes::BytesMut;
use futures::StreamExt as _;
use futures::stream::SplitStream;
use wacore_noise::framing::FrameDecoder;

/// Start of the edge-routing introduction.
const INTRODUCTION: [u8; 2] = *b"ED";

/// Splits the byte stream into frames, after the connection header.
pub(crate) struct Frames {
    stream: SplitStream<WebSocket>,
    decoder: FrameDecoder,
    head: Vec<u8>,
    pub(crate) prologue: [u8; 4],
    started: bool,
}

impl Frames {
    pub(crate) fn new(stream: SplitStream<WebSocket>) -> Self {
        Self {
            stream,
            decoder: FrameDecoder::new(),
            head: Vec::new(),
            prologue: [0; 4],
            started: false,
        }
    }

    pub(crate) async fn next(&mut self) -> anyhow::Result<Option<BytesMut>> {
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
/// reconnecting clients; none while too little has arrived to know.
fn intro_length(head: &[u8]) -> Option<usize> {
    if !head.starts_with(&INTRODUCTION) {
        return (head.len() >= 2).then_some(0);
    }
    let length = head.get(4..7)?;
    let length = length.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    Some(7 + length)
}
