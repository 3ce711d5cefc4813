use super::get::ContactPath;
use crate::account::{Account, AccountQuery};
use crate::address::NETWORK;
use crate::messages::{Outgoing, SendHeaders, SentView, refuse_edit, send};
use axum::extract::State;
use axum::response::Response;
use omni_app::messages::SendBody;
use omni_app::{App, channels};
use omni_domain::PhoneNumber;
use omni_domain::access::Scope;
use omni_domain::content::ContactCard;
use omni_http::{ApiError, ApiJson, ApiPath, Endpoint, IdempotencyKey};
use serde::Deserialize;
use utoipa::ToSchema;

/// To whom a person's card is sent.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ShareContactRequest {
    /// Digits of a number, an address, or a chat's id.
    #[schema(example = "5511999998888")]
    to: String,
    /// The name on the card; the number if absent.
    name: Option<String>,
    /// The message to quote: its id.
    quoted: Option<String>,
    /// Refused: only texts are changed. Delete the message and send another.
    edit: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend);

/// Send card of contact
///
/// `POST /messages/contact` sends any card.
#[utoipa::path(
    post,
    path = "/contacts/{id}",
    tag = "contacts",
    params(ContactPath, AccountQuery, SendHeaders),
    request_body = ShareContactRequest,
    responses((status = 200, body = SentView), (status = 202, body = SentView))
)]
pub(crate) async fn share_contact(
    State(app): State<App>,
    account: Account,
    IdempotencyKey(key): IdempotencyKey,
    ApiPath(path): ApiPath<ContactPath>,
    ApiJson(body): ApiJson<ShareContactRequest>,
) -> Result<Response, ApiError> {
    refuse_edit(body.edit.as_deref())?;
    let phone = number(&app, &path.id)?.to_string();
    let card = ContactCard {
        name: body.name.unwrap_or_else(|| phone.clone()),
        phone: Some(phone),
        email: None,
        organization: None,
        vcard: None,
    };
    let outgoing = Outgoing { to: body.to, quoted: body.quoted, ..Outgoing::default() };
    send(&app, &account, key, outgoing, SendBody::Contacts(vec![card])).await
}

/// The number that a card shows.
fn number(app: &App, id: &str) -> Result<PhoneNumber, ApiError> {
    let of_address = channels::phone_of(app, NETWORK, id);
    let number = of_address.or_else(|| PhoneNumber::parse(id));
    number.ok_or_else(|| ApiError::invalid("id", "expected a number with its country code"))
}
