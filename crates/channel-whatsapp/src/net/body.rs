//! Bodies between the library's blocking readers and asynchronous HTTP.

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use std::io::{self, Read};
use std::time::Duration;
use tokio::sync::mpsc;

/// Fails once more than a number of bytes were read.
#[derive(Debug)]
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R> Limited<R> {
    pub(super) const fn new(inner: R, limit: u64) -> Self {
        Self { inner, left: limit }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::other("the file is larger than is allowed"))?;
        Ok(count)
    }
}

/// Chunks of a response; fails when none arrives for longer than `idle`.
pub(super) fn never_idle(
    pieces: impl Stream<Item = reqwest::Result<Bytes>> + Unpin,
    idle: Duration,
) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(pieces, move |mut pieces| async move {
        match tokio::time::timeout(idle, pieces.next()).await {
            Ok(Some(Ok(piece))) => Ok(Some((piece, pieces))),
            // The URL carries tokens; it must not end up in an error's text.
            Ok(Some(Err(error))) => Err(io::Error::other(error.without_url())),
            Ok(None) => Ok(None),
            Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut)),
        }
    })
}

const PIECE: usize = 64 * 1024;

/// Reads a file into a request body, at most three pieces ahead of the network.
pub(super) struct Feeder {
    source: Box<dyn Read + Send>,
    length: u64,
    sender: mpsc::Sender<io::Result<Bytes>>,
}

/// A body of exactly `length` bytes from `source`; the feeder must run on a blocking thread.
pub(super) fn from_reader(source: Box<dyn Read + Send>, length: u64) -> (reqwest::Body, Feeder) {
    let (sender, receiver) = mpsc::channel(2);
    let pieces = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    (reqwest::Body::wrap_stream(pieces), Feeder { source, length, sender })
}

impl Feeder {
    pub(super) fn run(self) -> io::Result<()> {
        let Self { source, length, sender } = self;
        let mut source = source.take(length);
        let mut left = length;
        while left > 0 {
            let mut piece = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
            match source.read(&mut piece) {
                Ok(0) => {
                    let short = || io::Error::from(io::ErrorKind::UnexpectedEof);
                    let _ = sender.blocking_send(Err(short()));
                    return Err(short());
                }
                Ok(count) => {
                    piece.truncate(count);
                    left -= count as u64;
                    // The receiver is gone: the request has ended and reports its own error.
                    if sender.blocking_send(Ok(Bytes::from(piece))).is_err() {
                        return Err(io::Error::from(io::ErrorKind::BrokenPipe));
                    }
                }
                Err(error) => {
                    let kind = error.kind();
                    let _ = sender.blocking_send(Err(error));
                    return Err(io::Error::from(kind));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Limited;
    use std::io::Read;

    #[test]
    fn a_limited_reader_fails_after_its_limit() {
        let mut out = Vec::new();
        assert!(Limited::new(&b"12345"[..], 5).read_to_end(&mut out).is_ok());
        assert_eq!(out, b"12345");
        assert!(Limited::new(&b"123456"[..], 5).read_to_end(&mut Vec::new()).is_err());
    }
}
