use crate::instances::InstancePath;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::profiles::Validated;
use omni_app::{App, profiles};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The recipient to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValidateRecipientRequest {
    /// A phone number in any usual form, or an address of the channel.
    #[schema(example = "+55 11 99999-8888")]
    recipient: String,
}

/// The result of the check.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecipientView {
    /// Well-formed.
    valid: bool,
    /// The recipient exists. For a group: this account is a member.
    exists: bool,
    /// The network's form of the address if the recipient exists, else the requested one,
    /// normalised.
    #[schema(example = "551199998888@s.whatsapp.net")]
    normalized: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<RecipientProfile>,
}

/// The known parts of their profile.
#[derive(Debug, Serialize, ToSchema)]
struct RecipientProfile {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// A picture, if it was requested recently.
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<String>,
}

impl From<Validated> for RecipientView {
    fn from(found: Validated) -> Self {
        let Validated { valid, exists, normalized, name, avatar } = found;
        let profile = exists.then_some(RecipientProfile { name, avatar });
        Self { valid, exists, normalized, profile }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead)
    .fails(&[Failure::NotFound, Failure::ChannelUnavailable, Failure::NotSupported])
    .explains(&[
        (Failure::SendFailed, "The network refused the request."),
        (Failure::NotConnected, "The instance is not connected."),
        (Failure::ChannelTimeout, "The network did not answer in time."),
    ]);

/// Validate recipient
///
/// Queries the network. Of Brazilian (with or without the ninth digit), Mexican (52 and 521) and
/// Argentine (54 and 549) numbers every form is tried.
#[utoipa::path(
    post,
    path = "/instances/{id}/validate-recipient",
    tag = "instances",
    params(InstancePath),
    request_body = ValidateRecipientRequest,
    responses(
        (status = 200, body = RecipientView)
    )
)]
pub(crate) async fn validate_recipient(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<ValidateRecipientRequest>,
) -> Reply<RecipientView> {
    let found = profiles::validate_recipient(&app, &caller, path.id, &body.recipient).await?;
    Ok(Json(found.into()))
}
