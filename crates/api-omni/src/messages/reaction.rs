use crate::compat::SdkMembers;
use crate::shapes::Success;
use axum::extract::State;
use axum::{Extension, Json};
use omni_app::messages::SendReaction;
use omni_app::{App, messages};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// A reaction to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SendReactionRequest {
    #[schema(value_type = Uuid)]
    instance_id: InstanceId,
    /// The conversation: a phone number, a channel address, a chat's id or a person's id.
    #[schema(example = "+5511999998888")]
    to: String,
    /// The message: its internal id or the channel's.
    message_id: String,
    /// One emoji; empty removes the reaction.
    #[schema(example = "👍")]
    emoji: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(&[
    Failure::NotFound,
    Failure::NotConnected,
    Failure::RecipientNotOnChannel,
    Failure::NotSupported,
]);

/// Send reaction
///
/// Durably queued; does not wait for the network.
#[utoipa::path(
    post,
    path = "/messages/reaction",
    tag = "messages",
    request_body = SendReactionRequest,
    responses((status = 200, body = Success))
)]
pub(crate) async fn send_reaction(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<SendReactionRequest>,
) -> Result<(Extension<SdkMembers>, Json<Success>), ApiError> {
    let target = SdkMembers::one("messageId", body.message_id.clone());
    let reaction = SendReaction {
        instance_id: body.instance_id,
        to: body.to,
        message_id: body.message_id,
        emoji: body.emoji,
    };
    messages::react(&app, &caller, reaction).await?;
    Ok((Extension(target), Success::reply()))
}
