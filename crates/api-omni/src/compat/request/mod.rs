//! Converts the SDKs' requests to this API's.

mod batch_job;
mod instance;
mod poll;
mod provider;
mod query;
mod rule;
mod sync;

use super::LIMIT;
use super::operation::Operation;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::Method;
use axum::http::header::{CONTENT_LENGTH, HeaderValue};
use omni_domain::Timestamp;
use omni_http::ApiError;
use serde_json::{Map, Value};

type Members = Map<String, Value>;

/// Members of a key that the original stores and never uses.
const UNUSED: [&str; 2] = ["description", "rateLimit"];

/// A request in this API's form.
#[derive(Debug)]
pub(super) struct Adapted {
    pub(super) request: Request,
    /// Whether the instance should be connected, of a change of one.
    pub(super) active: Option<bool>,
}

/// Rewrites the few requests that differ; all others pass unchanged.
pub(super) async fn adapt(
    request: Request,
    operation: &Operation,
    now: Timestamp,
) -> Result<Adapted, ApiError> {
    let request = query::adapt(request, operation);
    let Some(change) = change_for(operation) else {
        return Ok(Adapted { request, active: None });
    };
    let (mut parts, body) = request.into_parts();
    let bytes = to_bytes(body, LIMIT).await.map_err(|_| ApiError::too_large(LIMIT as u64))?;
    let Ok(Value::Object(mut members)) = serde_json::from_slice(&bytes) else {
        let request = Request::from_parts(parts, Body::from(bytes));
        return Ok(Adapted { request, active: None });
    };
    let active = instance::take_activation(operation, &mut members);
    change(&mut members, now);
    let bytes = Value::Object(members).to_string();
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Ok(Adapted { request: Request::from_parts(parts, Body::from(bytes)), active })
}

fn change_for(operation: &Operation) -> Option<fn(&mut Members, Timestamp)> {
    let creates = operation.method == Method::POST;
    let updates = operation.method == Method::PATCH;
    match operation.segments().as_slice() {
        ["instances"] if creates => Some(|members, _| instance::nest(members)),
        ["instances", _] if updates => Some(|members, _| instance::nest(members)),
        ["instances", _, "sync"] if creates => Some(sync::nest),
        ["access", "rules"] if creates => Some(|members, _| rule::nest(members)),
        ["providers"] if creates => Some(|members, _| provider::nest_new(members)),
        ["providers", _] if updates => Some(|members, _| provider::nest(members)),
        ["messages", "poll"] if creates => Some(|members, _| poll::nest(members)),
        ["batch-jobs"] if creates => Some(batch_job::nest),
        ["api-keys", ..] if creates || updates => Some(|members, _| drop_unused(members)),
        _ => None,
    }
}

fn drop_unused(members: &mut Members) {
    for name in UNUSED {
        members.remove(name);
    }
}

/// Gives a member this API's name; one that has it already takes precedence.
fn rename(members: &mut Members, from: &str, to: &str) {
    if let Some(value) = members.remove(from) {
        members.entry(to).or_insert(value);
    }
}

/// Puts a member into a group; one that is there already takes precedence.
fn nest_member(members: &mut Members, group: &str, name: &str, value: Value) {
    let group = members.entry(group).or_insert_with(|| Value::Object(Map::new()));
    if let Some(group) = group.as_object_mut() {
        group.entry(name).or_insert(value);
    }
}

/// The time that many days ago, as JSON.
fn days_ago(now: Timestamp, days: u64) -> Value {
    const DAY_MS: i64 = 86_400_000;
    let days = i64::try_from(days).unwrap_or(i64::MAX);
    let at = now.millis().saturating_sub(days.saturating_mul(DAY_MS)).max(0);
    Timestamp(at).to_string().into()
}
