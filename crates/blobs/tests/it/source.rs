//! Streams to store, and streams read back.

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use omni_blobs::ByteStream;
use std::io;

/// These bytes in pieces of `piece` bytes.
pub(crate) fn pieces(bytes: &[u8], piece: usize) -> ByteStream {
    let all: Vec<_> = bytes.chunks(piece).map(|c| Ok(Bytes::copy_from_slice(c))).collect();
    stream::iter(all).boxed()
}

/// These bytes, and then an error.
pub(crate) fn broken(bytes: &[u8]) -> ByteStream {
    let gone = stream::iter([Err(io::Error::new(io::ErrorKind::ConnectionReset, "gone"))]);
    pieces(bytes, 100_000).chain(gone).boxed()
}

/// These bytes, and then nothing, for ever.
pub(crate) fn stuck(bytes: &[u8]) -> ByteStream {
    pieces(bytes, 100_000).chain(stream::pending()).boxed()
}

pub(crate) async fn all(stream: ByteStream) -> Vec<u8> {
    stream.map_ok(|piece| piece.to_vec()).try_concat().await.unwrap()
}

/// Bytes that differ from position to position.
pub(crate) fn pattern(size: usize) -> Vec<u8> {
    (0..size).map(|at| u8::try_from((at * 31 + at / 251) % 256).unwrap()).collect()
}
