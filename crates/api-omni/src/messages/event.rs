use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND;
use super::result::{Envelope, MessageResult, send};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::Timestamp;
use omni_domain::content::{CalendarEvent, EventPlace, Position};
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// An event to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendEventRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    #[schema(min_length = 1, max_length = 100, example = "Opening of the shop")]
    name: String,
    #[schema(max_length = 2048)]
    description: Option<String>,
    /// RFC 3339.
    #[schema(value_type = String, format = DateTime, example = "2027-03-01T18:00:00Z")]
    starts_at: Timestamp,
    /// RFC 3339.
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// Where it is.
    place: Option<PlaceFields>,
    /// The link of its call; `https`.
    link: Option<String>,
    /// People may bring others.
    #[schema(default = false)]
    extra_guests_allowed: Option<bool>,
    /// The message to quote: its internal id or the channel's.
    reply_to: Option<String>,
}

/// Where an event is. A position has both parts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PlaceFields {
    #[schema(min_length = 1, max_length = 255, example = "The park")]
    name: String,
    #[schema(max_length = 255)]
    address: Option<String>,
    #[schema(minimum = -90, maximum = 90)]
    latitude: Option<f64>,
    #[schema(minimum = -180, maximum = 180)]
    longitude: Option<f64>,
}

impl TryFrom<PlaceFields> for EventPlace {
    type Error = ApiError;

    fn try_from(place: PlaceFields) -> Result<Self, ApiError> {
        let position = match (place.latitude, place.longitude) {
            (Some(latitude), Some(longitude)) => Some(Position { latitude, longitude }),
            (None, None) => None,
            _ => {
                let message = "give `latitude` and `longitude`, or neither";
                return Err(ApiError::invalid("place", message));
            }
        };
        Ok(Self { name: Some(place.name), address: place.address, position })
    }
}

pub(crate) const ENDPOINT: Endpoint = SEND;

/// Send event
///
/// People answer whether they come: each answer arrives as a message that quotes the event, and
/// `GET /messages/{id}/answers` sums them up.
#[utoipa::path(
    post,
    path = "/messages/event",
    tag = "messages",
    params(DeliveryHeaders),
    request_body = SendEventRequest,
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn send_event(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    ApiJson(body): ApiJson<SendEventRequest>,
) -> Result<Response, ApiError> {
    let event = CalendarEvent {
        name: body.name,
        description: body.description.filter(|text| !text.trim().is_empty()),
        starts_at: Some(body.starts_at),
        ends_at: body.ends_at,
        place: body.place.map(EventPlace::try_from).transpose()?,
        link: body.link,
        extra_guests: body.extra_guests_allowed.unwrap_or_default(),
        cancelled: false,
    };
    let envelope = Envelope {
        instance_id: body.instance_id,
        to: body.to,
        reply_to: body.reply_to,
        mentions: Vec::new(),
        mention_all: false,
    };
    send(&app, &caller, delivery, envelope, SendBody::Event(Box::new(event))).await
}
