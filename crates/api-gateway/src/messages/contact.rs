use super::send::{Outgoing, SendHeaders, SentView, refuse_edit, send};
use crate::account::{Account, AccountQuery};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::access::Scope;
use omni_domain::content::ContactCard;
use omni_http::{ApiError, ApiJson, Endpoint, IdempotencyKey};
use serde::Deserialize;
use utoipa::ToSchema;

/// A contact card of a list.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CardFields {
    #[schema(min_length = 1, example = "Ann Lee")]
    name: String,
    /// The whole card; made of name and phone if absent.
    vcard: Option<String>,
    #[schema(example = "+5511988887777")]
    phone: Option<String>,
}

/// A contact card to send.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendContactRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: String,
    #[schema(min_length = 1, example = "Ann Lee")]
    name: String,
    /// The whole card; made of name and phone if absent.
    vcard: Option<String>,
    #[schema(example = "+5511988887777")]
    phone: Option<String>,
    /// The message to quote: its id.
    quoted: Option<String>,
    /// Refused: only texts are changed. Delete the message and send another.
    edit: Option<String>,
}

/// Contact cards to send in one message.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendContactListRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: String,
    #[schema(min_items = 1, max_items = 257)]
    list: Vec<CardFields>,
    /// The message to quote: its id.
    quoted: Option<String>,
    /// Refused: only texts are changed. Delete the message and send another.
    edit: Option<String>,
}

impl From<CardFields> for ContactCard {
    fn from(card: CardFields) -> Self {
        Self {
            name: card.name,
            phone: card.phone,
            email: None,
            organization: None,
            vcard: card.vcard,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Send contact
#[utoipa::path(
    post,
    path = "/messages/contact",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body = SendContactRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_contact(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiJson(body): ApiJson<SendContactRequest>,
) -> Result<Response, ApiError> {
    refuse_edit(body.edit.as_deref())?;
    let outgoing = Outgoing { to: body.to, quoted: body.quoted, ..Outgoing::default() };
    let card = CardFields { name: body.name, vcard: body.vcard, phone: body.phone };
    send(&app, &account, key, outgoing, SendBody::Contacts(vec![card.into()])).await
}

/// Send contact list
#[utoipa::path(
    post,
    path = "/messages/contact_list",
    tag = "messages",
    params(AccountQuery, SendHeaders),
    request_body = SendContactListRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn send_contact_list(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiJson(body): ApiJson<SendContactListRequest>,
) -> Result<Response, ApiError> {
    refuse_edit(body.edit.as_deref())?;
    let outgoing = Outgoing { to: body.to, quoted: body.quoted, ..Outgoing::default() };
    let cards = body.list.into_iter().map(ContactCard::from).collect();
    send(&app, &account, key, outgoing, SendBody::Contacts(cards)).await
}
