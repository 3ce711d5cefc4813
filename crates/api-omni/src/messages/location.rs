use super::delivery::{Delivery, DeliveryHeaders};
use super::endpoint::SEND;
use super::result::{Envelope, MessageResult, send};
use axum::extract::State;
use axum::response::Response;
use omni_app::App;
use omni_app::messages::SendBody;
use omni_domain::content::Location;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// A location to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendLocationRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// A phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    #[schema(minimum = -90, maximum = 90, example = -23.55)]
    latitude: f64,
    #[schema(minimum = -180, maximum = 180, example = -46.63)]
    longitude: f64,
    /// The location's name.
    name: Option<String>,
    /// The location's postal address.
    address: Option<String>,
    /// The message to quote: its internal id or the channel's.
    reply_to: Option<String>,
}

pub(crate) const ENDPOINT: Endpoint = SEND;

/// Send location
#[utoipa::path(
    post,
    path = "/messages/location",
    tag = "messages",
    params(DeliveryHeaders),
    request_body = SendLocationRequest,
    responses(
        (status = 201, description = "Sent.", body = MessageResult),
        (status = 202, description = "Queued.", body = MessageResult)
    )
)]
pub(crate) async fn send_location(
    State(app): State<App>,
    Auth(caller): Auth,
    delivery: Delivery,
    ApiJson(body): ApiJson<SendLocationRequest>,
) -> Result<Response, ApiError> {
    let location = Location {
        latitude: body.latitude,
        longitude: body.longitude,
        name: body.name,
        address: body.address,
        live: false,
    };
    let envelope = Envelope {
        instance_id: body.instance_id,
        to: body.to,
        reply_to: body.reply_to,
        mentions: Vec::new(),
        mention_all: false,
    };
    send(&app, &caller, delivery, envelope, SendBody::Location(location)).await
}
