//! Reading a request's body, bounded.

use crate::ApiError;
use crate::bodies::Charge;
use axum::body::BodyDataStream;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, EXPECT};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use std::sync::Arc;
use std::time::Duration;

/// How many more bytes of a body that is too large are read and discarded, and for how long.
/// Closing a socket with unread bytes resets the connection, and most clients would then report the
/// reset instead of the response.
const DISCARD_BYTES: usize = 32 * 1024 * 1024;
const DISCARD_TIME: Duration = Duration::from_secs(5);

/// The whole body, or 413 once it exceeds `limit`; never holds more than `limit`.
pub(crate) async fn read_body(request: Request, limit: usize) -> Result<Bytes, ApiError> {
    let declared = declared_length(request.headers());
    let waits = request.headers().contains_key(EXPECT);
    let charge = request.extensions().get::<Arc<Charge>>().cloned();
    // Bytes that are discarded are not held.
    let stop_counting = || charge.iter().for_each(|charge| charge.stream());
    let mut stream = request.into_body().into_data_stream();
    if declared.is_some_and(|length| length > limit as u64) {
        // A client that waits for `100 Continue` has sent nothing yet.
        if !waits {
            stop_counting();
            discard(stream).await;
        }
        return Err(ApiError::too_large(limit as u64));
    }
    let Some(first) = next_chunk(&mut stream).await? else { return Ok(Bytes::new()) };
    let Some(second) = next_chunk(&mut stream).await? else {
        return if first.len() > limit {
            Err(ApiError::too_large(limit as u64))
        } else {
            Ok(first)
        };
    };
    let expected = declared.and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let mut whole = BytesMut::with_capacity(expected.max(first.len() + second.len()).min(limit));
    let mut next = Some(first);
    let mut after = Some(second);
    while let Some(chunk) = next {
        if whole.len() + chunk.len() > limit {
            drop(whole);
            stop_counting();
            discard(stream).await;
            return Err(ApiError::too_large(limit as u64));
        }
        whole.extend_from_slice(&chunk);
        next = match after.take() {
            Some(chunk) => Some(chunk),
            None => next_chunk(&mut stream).await?,
        };
    }
    Ok(whole.freeze())
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn next_chunk(stream: &mut BodyDataStream) -> Result<Option<Bytes>, ApiError> {
    stream.next().await.transpose().map_err(|_| ApiError::invalid("", "the body ended early"))
}

pub(crate) async fn discard(mut stream: BodyDataStream) {
    let all = async {
        let mut seen = 0_usize;
        while let Some(Ok(chunk)) = stream.next().await {
            seen = seen.saturating_add(chunk.len());
            if seen > DISCARD_BYTES {
                break;
            }
        }
    };
    // After a timeout the client may see a reset; nothing else is lost.
    let _ = tokio::time::timeout(DISCARD_TIME, all).await;
}
