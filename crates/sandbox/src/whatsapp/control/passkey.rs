//! Routes of the passkey of an account, below `/phones/{number}/passkey`.

use anyhow::Context as _;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;

use super::bodies::SignChallenge;
use super::{Answer, done};
use crate::whatsapp::network::Network;

/// Protects the account with a new passkey: every new link demands it from now on.
pub(super) async fn protect(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    network.require_phone(&number)?.protect_with_passkey()?;
    Ok(done())
}

/// Whether the account is protected, and the code that its phone shows for a link; null while it shows
/// none.
pub(super) async fn show(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    let phone = network.require_phone(&number)?;
    let is_protected = phone.passkey().is_some();
    Ok(Json(json!({ "protected": is_protected, "code": phone.passkey_code() })))
}

/// Signs a challenge as the account's authenticator does; the assertion as a browser writes it.
pub(super) async fn sign(
    State(network): State<Network>,
    Path(number): Path<String>,
    Json(body): Json<SignChallenge>,
) -> Answer {
    let passkey = network.require_phone(&number)?.passkey();
    let passkey = passkey.context("the account has no passkey")?;
    Ok(Json(passkey.sign(&body.options)?))
}

/// The person answers that the code is another one: the confirmation of the other side is refused.
pub(super) async fn decline(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    network.require_phone(&number)?.decline_passkey_code();
    Ok(done())
}

/// Ends the links that wait for the passkey, as the network does when no one signs in time.
pub(super) async fn expire(State(network): State<Network>, Path(number): Path<String>) -> Answer {
    let expired = network.require_phone(&number)?.expire_passkey();
    Ok(Json(json!({ "expired": expired })))
}
