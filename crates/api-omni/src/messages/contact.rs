use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND;
use super::result::{Envelope, MessageResult, send};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::content::ContactCard;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A contact card to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendContactRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    /// The card.
    contact: Option<CardFields>,
    /// Several cards in one message, instead of `contact`.
    #[schema(min_items = 1, max_items = 257)]
    contacts: Option<Vec<CardFields>>,
    /// The message to quote: its internal id or the channel's.
    reply_to: Option<String>,
}

/// The card's fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CardFields {
    #[schema(min_length = 1, example = "Ann Lee")]
    name: String,
    #[schema(example = "+5511988887777")]
    phone: Option<String>,
    email: Option<String>,
    organization: Option<String>,
}

impl From<CardFields> for ContactCard {
    fn from(card: CardFields) -> Self {
        Self {
            name: card.name,
            phone: card.phone,
            email: card.email,
            organization: card.organization,
            vcard: None,
        }
    }
}

pub(crate) const ENDPOINT: Endpoint = SEND;

/// Send contact cards
///
/// One card as `contact`, or several in one message as `contacts`.
#[utoipa::path(
    post,
    path = "/messages/contact",
    tag = "messages",
    params(DeliveryHeaders),
    request_body = SendContactRequest,
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn send_contact(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    ApiJson(body): ApiJson<SendContactRequest>,
) -> Result<Response, ApiError> {
    let cards = match (body.contact, body.contacts) {
        (Some(card), None) => vec![card],
        (None, Some(cards)) => cards,
        _ => return Err(ApiError::invalid("contact", "give either `contact` or `contacts`")),
    };
    let cards = cards.into_iter().map(ContactCard::from).collect();
    let envelope = Envelope {
        instance_id: body.instance_id,
        to: body.to,
        reply_to: body.reply_to,
        mentions: Vec::new(),
        mention_all: false,
    };
    send(&app, &caller, delivery, envelope, SendBody::Contacts(cards)).await
}
