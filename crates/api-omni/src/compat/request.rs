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
/// The flat members of an access rule in the original, and its criteria that correspond to them.
const CRITERIA: [(&str, &str); 3] = [
    ("phonePattern", "phonePatterns"),
    ("platformUserId", "platformUserId"),
    ("personId", "personId"),
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
    if path == "/access/rules" && method == Method::POST {
        return Some(nest_rule);
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

fn nest_rule(members: &mut Map<String, Value>) {
    if let Some(kind) = members.remove("ruleType") {
        members.entry("type").or_insert(kind);
    }
    for (flat, nested) in CRITERIA {
        let Some(value) = members.remove(flat) else { continue };
        if value.is_null() {
            continue;
        }
        let value = if flat == "phonePattern" { json!([value]) } else { value };
        let criteria = members.entry("criteria").or_insert_with(|| json!({}));
        if let Some(criteria) = criteria.as_object_mut() {
            criteria.entry(nested).or_insert(value);
        }
    }
    nest_action(members);
}

/// A text `action` and `blockMessage` become one action; the original blocks when none is given.
fn nest_action(members: &mut Map<String, Value>) {
    let message = members.remove("blockMessage").filter(|value| !value.is_null());
    let kind = members.get("action").filter(|value| value.is_string()).cloned();
    if members.get("type").is_some_and(|kind| kind == "allow") {
        // The original stores both with a rule that allows, `block` by default, and uses neither.
        if kind.is_some() {
            members.remove("action");
        }
        return;
    }
    if let Some(kind) = kind {
        members.insert("action".to_owned(), json!({ "type": kind }));
    }
    let Some(message) = message else { return };
    let action = members.entry("action").or_insert_with(|| json!({ "type": "block" }));
    if let Some(action) = action.as_object_mut() {
        action.entry("message").or_insert(message);
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
