//! Converts the SDKs' requests to this API's.

use super::LIMIT;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::Method;
use axum::http::header::{CONTENT_LENGTH, HeaderValue};
use omni_http::ApiError;
use serde_json::{Map, Value, json};

/// The flat members of an instance in the original, and the nested members that correspond to them.
const AGENT: [(&str, &str); 6] = [
    ("agentProviderId", "providerId"),
    ("agentApiUrl", "apiUrl"),
    ("agentApiKey", "apiKey"),
    ("agentId", "agentId"),
    ("agentTimeout", "timeout"),
    ("agentStreamMode", "streaming"),
];
/// Members of a key that the original stores and never uses.
const UNUSED: [&str; 2] = ["description", "rateLimit"];

/// Rewrites the few bodies that differ; all others pass unchanged.
pub(super) async fn adapt(request: Request) -> Result<Request, ApiError> {
    let Some(change) = change_for(&request) else { return Ok(request) };
    let (mut parts, body) = request.into_parts();
    let bytes = to_bytes(body, LIMIT).await.map_err(|_| ApiError::too_large(LIMIT as u64))?;
    let Ok(Value::Object(mut members)) = serde_json::from_slice(&bytes) else {
        return Ok(Request::from_parts(parts, Body::from(bytes)));
    };
    change(&mut members);
    let bytes = Value::Object(members).to_string();
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Paths here are relative to the API's base, and aliases are resolved.
fn change_for(request: &Request) -> Option<fn(&mut Map<String, Value>)> {
    let method = request.method();
    let path = request.uri().path();
    let instance = path.strip_prefix("/instances").is_some_and(|rest| {
        let id = rest.trim_start_matches('/');
        id.is_empty() == (method == Method::POST) && !id.contains('/')
    });
    if instance && matches!(*method, Method::POST | Method::PATCH) {
        return Some(nest_agent);
    }
    let key = path.starts_with("/api-keys") && matches!(*method, Method::POST | Method::PATCH);
    key.then_some(drop_unused as fn(&mut Map<String, Value>))
}

fn nest_agent(members: &mut Map<String, Value>) {
    for (flat, nested) in AGENT {
        let Some(mut value) = members.remove(flat) else { continue };
        if nested == "timeout" {
            // Seconds there, milliseconds here.
            value = value.as_u64().map_or(value, |seconds| json!(seconds.saturating_mul(1000)));
        }
        if value.is_null() {
            continue;
        }
        let agent = members.entry("agent").or_insert_with(|| json!({}));
        if let Some(agent) = agent.as_object_mut() {
            agent.entry(nested).or_insert(value);
        }
    }
}

fn drop_unused(members: &mut Map<String, Value>) {
    for name in UNUSED {
        members.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::nest_agent;
    use serde_json::json;

    #[test]
    fn flat_members_of_the_agent_are_nested_and_nested_ones_take_precedence() {
        let mut body = json!({
            "name": "one", "agentId": "a", "agentTimeout": 60, "agentProviderId": null,
            "agent": { "agentId": "b" },
        });
        nest_agent(body.as_object_mut().expect("an object"));
        assert_eq!(body, json!({ "name": "one", "agent": { "agentId": "b", "timeout": 60_000 } }));
    }
}
