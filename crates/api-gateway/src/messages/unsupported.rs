//! What WhatsApp does not deliver from linked devices of people: an error with the alternative, and never
//! a success of something that is not shown.

use crate::account::{Account, AccountQuery};
use axum::response::Response;
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Endpoint};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Buttons or a list, as WHAPI's clients send them.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "it is refused whatever it holds; the members are for the document")]
pub(crate) struct SendInteractiveRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: Option<String>,
    /// `button`, `list` or `product`.
    #[serde(rename = "type")]
    #[schema(example = "button")]
    kind: Option<String>,
    #[schema(value_type = Option<Object>)]
    header: Option<Value>,
    #[schema(value_type = Option<Object>)]
    body: Option<Value>,
    #[schema(value_type = Option<Object>)]
    footer: Option<Value>,
    /// The buttons, or the list.
    #[schema(value_type = Option<Object>)]
    action: Option<Value>,
}

/// Cards in a row, as WHAPI's clients send them.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "it is refused whatever it holds; the members are for the document")]
pub(crate) struct SendCarouselRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: Option<String>,
    #[schema(value_type = Option<Object>)]
    body: Option<Value>,
    #[schema(value_type = Option<Vec<Object>>)]
    cards: Option<Value>,
}

/// A place that moves, as WHAPI's clients send it.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "it is refused whatever it holds; the members are for the document")]
pub(crate) struct SendLiveLocationRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: Option<String>,
    #[schema(example = -23.55)]
    latitude: Option<f64>,
    #[schema(example = -46.63)]
    longitude: Option<f64>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Send buttons or a list
///
/// Always `VALIDATION_ERROR`: `WhatsApp` no longer shows buttons and lists of accounts that are not on
/// its Business Platform. A poll (`POST /messages/poll`) lets people choose.
#[utoipa::path(
    post,
    path = "/messages/interactive",
    tag = "messages",
    params(AccountQuery),
    request_body = SendInteractiveRequest
)]
pub(crate) async fn send_interactive(
    _: Account,
    _: ApiJson<SendInteractiveRequest>,
) -> Result<Response, ApiError> {
    Err(ApiError::invalid(
        "type",
        "WhatsApp no longer shows buttons and lists of accounts of people; send a poll with \
         POST /api/v1/messages/poll, or a text with numbered choices",
    ))
}

/// Send carousel
///
/// Always `VALIDATION_ERROR`, for the same reason; send the pictures with captions instead.
#[utoipa::path(
    post,
    path = "/messages/carousel",
    tag = "messages",
    params(AccountQuery),
    request_body = SendCarouselRequest
)]
pub(crate) async fn send_carousel(
    _: Account,
    _: ApiJson<SendCarouselRequest>,
) -> Result<Response, ApiError> {
    Err(ApiError::invalid(
        "cards",
        "WhatsApp no longer shows carousels of accounts of people; send each card with \
         POST /api/v1/messages/image and its text as the caption",
    ))
}

/// Send live location
///
/// Always `VALIDATION_ERROR`: a live location is updated by the phone that moves, and a linked device has
/// no position. Send the place with `POST /messages/location`, again when it changes.
#[utoipa::path(
    post,
    path = "/messages/live_location",
    tag = "messages",
    params(AccountQuery),
    request_body = SendLiveLocationRequest
)]
pub(crate) async fn send_live_location(
    _: Account,
    _: ApiJson<SendLiveLocationRequest>,
) -> Result<Response, ApiError> {
    Err(ApiError::invalid(
        "latitude",
        "WhatsApp takes live locations from phones only; send the place with \
         POST /api/v1/messages/location, again when it changes",
    ))
}
