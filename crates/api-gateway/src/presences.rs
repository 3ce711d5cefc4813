//! "typing…" in a chat, and who is online: the account, and others.

use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success, Time};
use axum::Json;
use axum::extract::State;
use omni_app::account_state::SeenPerson;
use omni_app::messages::{self, ShowTyping, TypingState};
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::route;
use omni_http::{ApiError, ApiJson, ApiPath, Endpoint, Routes};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

/// How long it is shown if the request gives no time, seconds.
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
    /// `typing` or `recording`, or `pause` to hide it.
    #[schema(example = "typing")]
    presence: String,
    /// Seconds.
    #[schema(minimum = 1, maximum = 25, default = 10)]
    delay: Option<u64>,
}

/// Whether others see the account as online.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct OwnPresenceRequest {
    /// `online` or `offline`.
    #[schema(example = "online")]
    presence: String,
}

/// The presence of a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PresenceView {
    /// Their address.
    #[schema(example = "15550002222@s.whatsapp.net")]
    contact_id: String,
    /// `online`, `offline`, `typing` or `recording`; `pending` if nothing was reported yet, or they hide it.
    #[schema(example = "online")]
    status: &'static str,
    /// Last online, if they show it.
    last_seen: Option<Time>,
}

impl From<SeenPerson> for PresenceView {
    fn from(seen: SeenPerson) -> Self {
        Self {
            contact_id: seen.address.id,
            status: seen.presence.status.as_str(),
            last_seen: seen.presence.last_seen.map(Time::from),
        }
    }
}

const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);
const READ: Endpoint = Endpoint::scope(Scope::MessagesRead);

pub(crate) fn routes() -> Routes<App> {
    Routes::new()
        .route(route!(send_presence), ENDPOINT)
        .route(route!(set_own_presence), ENDPOINT)
        .route(route!(subscribe_presence), ENDPOINT)
        .route(route!(get_presence), READ)
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
    let state = match body.presence.as_str() {
        "typing" => TypingState::Typing,
        "recording" => TypingState::Recording,
        "pause" => TypingState::Paused,
        _ => return Err(ApiError::invalid("presence", "expected typing, recording or pause")),
    };
    let time = Some(Duration::from_secs(delay));
    let typing = ShowTyping { instance_id: account.id, to: path.id, state, time };
    messages::show_typing(&app, &account.caller, typing).await?;
    Ok(Success::reply())
}

/// Show online
///
/// Until the account's connection ends. An account without a name cannot.
#[utoipa::path(
    put,
    path = "/presences/me",
    tag = "presences",
    params(AccountQuery),
    request_body = OwnPresenceRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn set_own_presence(
    State(app): State<App>,
    account: Account,
    ApiJson(body): ApiJson<OwnPresenceRequest>,
) -> Reply<Success> {
    let online = match body.presence.as_str() {
        "online" => true,
        "offline" => false,
        _ => return Err(ApiError::invalid("presence", "expected online or offline")),
    };
    account_state::show_online(&app, &account.caller, account.id, online).await?;
    Ok(Success::reply())
}

/// Subscribe to presence
///
/// WhatsApp reports from now on whether a person is online, until the account's connection ends, as far as
/// they let it be seen and while the account is shown as online itself. Twice is not an error. Who writes to
/// the account is followed already.
#[utoipa::path(
    post,
    path = "/presences/{id}",
    tag = "presences",
    params(PresencePath, AccountQuery),
    responses((status = 200, body = PresenceView))
)]
pub(crate) async fn subscribe_presence(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<PresencePath>,
) -> Reply<PresenceView> {
    let seen = account_state::follow_presence(&app, &account.caller, account.id, &path.id).await?;
    Ok(Json(seen.into()))
}

/// Get presence
///
/// What a person does, as it was reported last. Whose presence is not subscribed to is `NOT_FOUND`.
#[utoipa::path(
    get,
    path = "/presences/{id}",
    tag = "presences",
    params(PresencePath, AccountQuery),
    responses((status = 200, body = PresenceView))
)]
pub(crate) async fn get_presence(
    State(app): State<App>,
    account: Account,
    ApiPath(path): ApiPath<PresencePath>,
) -> Reply<PresenceView> {
    let seen = account_state::presence(&app, &account.caller, account.id, &path.id).await?;
    Ok(Json(seen.into()))
}
