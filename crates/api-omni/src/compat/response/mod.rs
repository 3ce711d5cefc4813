//! Converts responses, so that the SDKs can read them as well.

mod shapes;

use super::operation::Operation;
use super::{LIMIT, SdkMembers};
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use omni_http::ApiError;
use serde_json::{Map, Value};

/// Adds the members that the SDKs read, and `data` to a single resource: a copy of its own members.
pub(super) async fn adapt(response: Response, operation: &Operation) -> Response {
    if !response.status().is_success() || !is_small_json(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LIMIT).await else {
        // Its size is known and small: the handler's own body has failed.
        return ApiError::internal().into_response();
    };
    let Ok(Value::Object(mut members)) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    if let Some(SdkMembers(more)) = parts.extensions.remove::<SdkMembers>() {
        members.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    shapes::extend(&mut members, operation);
    with_data(&mut members);
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(Value::Object(members).to_string()))
}

fn is_small_json(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    let json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    json && response.body().size_hint().upper().is_some_and(|size| size <= LIMIT as u64)
}

/// `{…}` becomes `{…, "data": {…}}`; lists and objects with a `data` are unchanged.
fn with_data(members: &mut Map<String, Value>) {
    if members.contains_key("items") || members.contains_key("data") {
        return;
    }
    let mut data = members.clone();
    // The SDKs' name of a new key's secret.
    let secret = data.get("key").and_then(Value::as_str);
    if let Some(secret) = secret.filter(|text| text.starts_with("omni_sk_")).map(str::to_owned) {
        data.insert("plainTextKey".to_owned(), secret.into());
    }
    members.insert("data".to_owned(), Value::Object(data));
}

#[cfg(test)]
mod tests {
    use super::with_data;
    use serde_json::{Value, json};

    fn adapted(mut body: Value) -> Value {
        with_data(body.as_object_mut().expect("an object"));
        body
    }

    #[test]
    fn single_resources_get_a_copy_of_their_members_and_lists_do_not() {
        let one = adapted(json!({ "id": 1, "name": "one" }));
        assert_eq!(one, json!({ "id": 1, "name": "one", "data": { "id": 1, "name": "one" } }));
        for unchanged in [json!({ "items": [], "meta": {} }), json!({ "data": {} })] {
            assert_eq!(adapted(unchanged.clone()), unchanged);
        }
        let key = adapted(json!({ "key": "omni_sk_x" }));
        assert_eq!(key["data"]["plainTextKey"], "omni_sk_x");
    }
}
