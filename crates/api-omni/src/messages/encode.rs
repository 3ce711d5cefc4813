//! Base64 inside JSON, encoded as a stream.

use super::download::MediaFileView;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::stream::{self, BoxStream, Stream, StreamExt};
use omni_http::ApiError;
use std::io;

/// A JSON object with an empty `base64` as its first member, split where the bytes are inserted.
#[derive(Debug)]
pub(super) struct JsonParts {
    head: Bytes,
    tail: Bytes,
}

/// The member that [`MediaFileView`] declares first.
const OPENING: &str = r#"{"base64":""#;

impl JsonParts {
    pub(super) fn around_base64(view: &MediaFileView) -> Result<Self, ApiError> {
        let whole = serde_json::to_string(view).map_err(|error| {
            tracing::error!(%error, "a media response could not be serialised");
            ApiError::internal()
        })?;
        let tail = whole.strip_prefix(OPENING).unwrap_or_default().to_owned();
        Ok(Self { head: Bytes::from_static(OPENING.as_bytes()), tail: tail.into() })
    }

    /// Length of the whole response for a file of this size, in bytes.
    pub(super) const fn length(&self, size: u64) -> u64 {
        (self.head.len() + self.tail.len()) as u64 + size.div_ceil(3) * 4
    }

    pub(super) fn stream(
        self,
        bytes: BoxStream<'static, io::Result<Bytes>>,
    ) -> impl Stream<Item = io::Result<Bytes>> {
        let head = stream::once(async move { Ok(self.head) });
        let tail = stream::once(async move { Ok(self.tail) });
        head.chain(base64(bytes)).chain(tail)
    }
}

/// Encodes in groups of three bytes and carries the rest over to the next chunk.
fn base64(bytes: BoxStream<'static, io::Result<Bytes>>) -> impl Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some((bytes, Vec::new())), |state| async move {
        let (mut bytes, mut carry) = state?;
        match bytes.next().await {
            None if carry.is_empty() => None,
            None => Some((Ok(STANDARD.encode(&carry).into()), None)),
            Some(Err(error)) => Some((Err(error), None)),
            Some(Ok(piece)) => {
                carry.extend_from_slice(&piece);
                let odd = carry.split_off(carry.len() - carry.len() % 3);
                Some((Ok(STANDARD.encode(&carry).into()), Some((bytes, odd))))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::base64;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use bytes::Bytes;
    use futures::{StreamExt, TryStreamExt, stream};

    #[tokio::test]
    async fn chunks_of_any_size_make_one_encoding() {
        let whole: Vec<u8> = (0..=255).collect();
        for size in [1, 2, 3, 7, 100, 256] {
            let pieces: Vec<_> =
                whole.chunks(size).map(|p| Ok(Bytes::copy_from_slice(p))).collect();
            let encoded: Vec<Bytes> =
                base64(stream::iter(pieces).boxed()).try_collect().await.expect("no error");
            assert_eq!(encoded.concat(), STANDARD.encode(&whole).into_bytes(), "{size}");
        }
    }
}
