use super::send::{Outgoing, SendHeaders, SentView, refuse_edit, send};
use crate::account::{Account, AccountQuery};
use crate::shapes::moment;
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::access::Scope;
use omni_domain::content::CalendarEvent;
use omni_http::{ApiError, ApiJson, Endpoint, IdempotencyKey};
use serde::Deserialize;
use utoipa::ToSchema;

/// An event to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SendEventRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: String,
    #[schema(min_length = 1, max_length = 100, example = "Opening of the shop")]
    title: String,
    #[schema(max_length = 2048)]
    description: Option<String>,
    /// Seconds since 1970.
    #[schema(example = 1_803_924_000)]
    start_time: i64,
    /// Seconds since 1970.
    end_time: Option<i64>,
    /// The message to quote: its id.
    quoted: Option<String>,
    /// Refused: only texts are changed. Delete the message and send another.
    edit: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Send event
///
/// People answer whether they come.
#[utoipa::path(
    post,
    path = "/messages/event",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body = SendEventRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_event(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiJson(body): ApiJson<SendEventRequest>,
) -> Result<Response, ApiError> {
    refuse_edit(body.edit.as_deref())?;
    let event = CalendarEvent {
        name: body.title,
        description: body.description.filter(|text| !text.trim().is_empty()),
        starts_at: Some(moment("startTime", body.start_time)?),
        ends_at: body.end_time.map(|at| moment("endTime", at)).transpose()?,
        place: None,
        link: None,
        extra_guests: false,
        cancelled: false,
    };
    let outgoing = Outgoing { to: body.to, quoted: body.quoted, ..Outgoing::default() };
    send(&app, &account, key, outgoing, SendBody::Event(Box::new(event))).await
}
