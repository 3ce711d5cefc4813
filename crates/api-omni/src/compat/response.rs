//! Converts responses, so that the SDKs can read them as well.

use super::LIMIT;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use omni_http::ApiError;
use serde_json::Value;

/// Adds `data` to a single resource: a copy of its own members.
pub(super) async fn adapt(response: Response) -> Response {
    if !response.status().is_success() || !is_small_json(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LIMIT).await else {
        // Its size is known and small: the handler's own body has failed.
        return ApiError::internal().into_response();
    };
    let body = match with_data(&bytes) {
        Some(text) => {
            parts.headers.remove(CONTENT_LENGTH);
            Body::from(text)
        }
        None => Body::from(bytes),
    };
    Response::from_parts(parts, body)
}

fn is_small_json(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    let json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    json && response.body().size_hint().upper().is_some_and(|size| size <= LIMIT as u64)
}

/// `{…}` becomes `{…, "data": {…}}`; lists and objects with a `data` are unchanged.
fn with_data(bytes: &[u8]) -> Option<String> {
    let Ok(Value::Object(mut members)) = serde_json::from_slice::<Value>(bytes) else {
        return None;
    };
    if members.contains_key("items") || members.contains_key("data") {
        return None;
    }
    let mut data = members.clone();
    // The SDKs' name of a new key's secret.
    let secret = data.get("key").and_then(Value::as_str);
    if let Some(secret) = secret.filter(|text| text.starts_with("omni_sk_")).map(str::to_owned) {
        data.insert("plainTextKey".to_owned(), secret.into());
    }
    members.insert("data".to_owned(), Value::Object(data));
    Some(Value::Object(members).to_string())
}

#[cfg(test)]
mod tests {
    use super::with_data;
    use serde_json::{Value, json};

    fn adapted(body: &Value) -> Option<Value> {
        let text = with_data(body.to_string().as_bytes())?;
        Some(serde_json::from_str(&text).expect("JSON"))
    }

    #[test]
    fn single_resources_get_a_copy_of_their_members_and_lists_do_not() {
        let one = adapted(&json!({ "id": 1, "name": "one" })).expect("a resource");
        assert_eq!(one, json!({ "id": 1, "name": "one", "data": { "id": 1, "name": "one" } }));
        assert_eq!(adapted(&json!({ "items": [], "meta": {} })), None);
        assert_eq!(adapted(&json!({ "data": {} })), None);
        assert_eq!(adapted(&json!([1])), None);
        let key = adapted(&json!({ "key": "omni_sk_x" })).expect("a resource");
        assert_eq!(key["data"]["plainTextKey"], "omni_sk_x");
    }
}
