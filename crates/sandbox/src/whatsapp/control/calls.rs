//! Routes of calls, below `/phones/{number}`.

use anyhow::Context as _;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;

use super::bodies::{Call, EndCall};
use super::{Answer, done};
use crate::whatsapp::network::Network;

/// Calls a number; the call's id.
pub(super) async fn place(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<Call>,
) -> Answer {
    let call = network.require_phone(&number)?.call(&body.to, body.video)?;
    Ok(Json(json!({ "call": call })))
}

/// Gives a call up that rings.
pub(super) async fn end(
    State(network): State<Network>,
    Path((number, id)): Path<(String, String)>,
    Json(body): Json<EndCall>,
) -> Answer {
    network.require_phone(&number)?.end_call(&id, body.reason.as_deref())?;
    Ok(done())
}

/// A call as its caller sees it: `end` is null while it rings.
pub(super) async fn show(
    State(network): State<Network>,
    Path((number, id)): Path<(String, String)>,
) -> Answer {
    let seen = network.require_phone(&number)?.call_seen(&id);
    Ok(Json(json!(seen.with_context(|| format!("there was no call {id}"))?)))
}
