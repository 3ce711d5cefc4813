//! The `request_id` in every JSON answer.

use crate::dialect::request_id;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::{BufMut as _, Bytes, BytesMut};
use omni_http::{ApiError, Peer};

/// Largest body that is stamped, bytes. Pages of messages are smaller; files are no JSON here.
const LIMIT: usize = 16 * 1024 * 1024;

/// Adds `request_id` to a JSON object. Errors have no body yet: the dialect writes theirs.
pub(crate) async fn stamp(Peer(info): Peer, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !response.status().is_success() || !is_small_json(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LIMIT).await else {
        // Its size is known and small: the handler's own body has failed.
        return ApiError::internal().into_response();
    };
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(with_id(bytes, &request_id(info.id()))))
}

fn is_small_json(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    let json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    // A file of a person may be JSON.
    let is_file = response.headers().contains_key(CONTENT_DISPOSITION);
    json && !is_file && response.body().size_hint().upper().is_some_and(|size| size <= LIMIT as u64)
}

/// The object with one more member, without reading it. Ids are visible ASCII of a client's choice.
fn with_id(body: Bytes, id: &str) -> Bytes {
    let Some(open) = body.strip_suffix(b"}").filter(|_| body.starts_with(b"{")) else {
        return body;
    };
    let id = serde_json::Value::from(id).to_string();
    let mut whole = BytesMut::with_capacity(body.len() + id.len() + 20);
    whole.put_slice(open);
    let member: &[u8] = if open.len() > 1 { b",\"request_id\":" } else { b"\"request_id\":" };
    whole.put_slice(member);
    whole.put_slice(id.as_bytes());
    whole.put_u8(b'}');
    whole.freeze()
}

#[cfg(test)]
mod tests {
    use super::with_id;
    use bytes::Bytes;

    #[test]
    fn objects_get_one_more_member_and_nothing_else_does() {
        let stamped = |text: &'static str| with_id(Bytes::from_static(text.as_bytes()), "req_\"1");
        assert_eq!(stamped(r#"{"a":1}"#), r#"{"a":1,"request_id":"req_\"1"}"#);
        assert_eq!(stamped("{}"), r#"{"request_id":"req_\"1"}"#);
        assert_eq!(stamped("[1]"), "[1]");
        assert_eq!(stamped(""), "");
    }
}
