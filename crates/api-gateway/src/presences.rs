//! "typing…" in a chat.

use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::App;
use omni_app::messages::{self, ShowTyping};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Endpoint, Routes};
use serde::Deserialize;
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

/// How long it is shown if the request does not say so, seconds.
const USUAL: u64 = 10;
/// Phones hide it after this time anyway.
const LONGEST: u64 = 25;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PresencePath {
    /// The chat: digits of a number, its address or its id.
    id: String,
}

/// What is shown.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PresenceRequest {
    /// `typing`, or `pause` to hide it.
    #[schema(example = "typing")]
    presence: String,
    /// Seconds.
    #[schema(minimum = 1, maximum = 25, default = 10)]
    delay: Option<u64>,
}

const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

pub(crate) fn routes() -> Routes<App> {
    Routes::new().route(routes!(send_presence), ENDPOINT)
}

/// Show typing
#[utoipa::path(
    put,
    path = "/presences/{id}",
    tag = "presences",
    params(PresencePath, AccountQuery),
    request_body = PresenceRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn send_presence(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<PresencePath>,
    ApiJson(body): ApiJson<PresenceRequest>,
) -> Reply<Success> {
    let delay = body.delay.unwrap_or(USUAL);
    if !(1..=LONGEST).contains(&delay) {
        let text = format!("must be from 1 to {LONGEST} seconds");
        return Err(ApiError::invalid("delay", text));
    }
    let time = match body.presence.as_str() {
        "typing" => Some(Duration::from_secs(delay)),
        "pause" => None,
        _ => return Err(ApiError::invalid("presence", "expected typing or pause")),
    };
    let typing = ShowTyping { instance_id: account.id, to: path.id, time };
    messages::show_typing(&app, &account.caller, typing).await?;
    Ok(Success::reply())
}
