//! What WhatsApp no longer delivers from accounts of people: an error with the alternative, and never
//! a success of something that is not shown.

use crate::account::{Account, AccountQuery};
use crate::shapes::{Reply, Success};
use omni_domain::access::Scope;
use omni_http::{ApiError, Endpoint};

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
    responses((status = 200, body = Success))
)]
pub(crate) async fn send_interactive(_: Account) -> Reply<Success> {
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
    responses((status = 200, body = Success))
)]
pub(crate) async fn send_carousel(_: Account) -> Reply<Success> {
    Err(ApiError::invalid(
        "cards",
        "WhatsApp no longer shows carousels of accounts of people; send each card with \
         POST /api/v1/messages/image and its text as the caption",
    ))
}
