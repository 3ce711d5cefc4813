use super::send::{Outgoing, SendHeaders, SentView, refuse_edit, send};
use crate::account::{Account, AccountQuery};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::access::Scope;
use omni_domain::content::Location;
use omni_http::{ApiError, ApiJson, Endpoint, IdempotencyKey};
use serde::Deserialize;
use utoipa::ToSchema;

/// A place to send.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendLocationRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: String,
    #[schema(minimum = -90, maximum = 90, example = -23.55)]
    latitude: f64,
    #[schema(minimum = -180, maximum = 180, example = -46.63)]
    longitude: f64,
    name: Option<String>,
    address: Option<String>,
    /// The message to quote: its id.
    quoted: Option<String>,
    /// Refused: only texts are changed. Delete the message and send another.
    edit: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Send location
#[utoipa::path(
    post,
    path = "/messages/location",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body = SendLocationRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_location(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiJson(body): ApiJson<SendLocationRequest>,
) -> Result<Response, ApiError> {
    refuse_edit(body.edit.as_deref())?;
    let location = Location {
        latitude: body.latitude,
        longitude: body.longitude,
        name: body.name,
        address: body.address,
        live: false,
    };
    let outgoing = Outgoing { to: body.to, quoted: body.quoted, ..Outgoing::default() };
    send(&app, &account, key, outgoing, SendBody::Location(location)).await
}
