use super::views::LabelView;
use crate::instances::InstancePath;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::App;
use omni_app::account_state::{self, NewLabel};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// A label to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CreateLabelRequest {
    /// Its name, 1 to 100 characters.
    #[schema(example = "New customer")]
    name: String,
    /// The number of its colour, 0 to 19; without it one that others do not have yet.
    #[schema(minimum = 0, maximum = 19)]
    color: Option<i32>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::NotConnected,
    Failure::NotSupported,
    Failure::SendFailed,
    Failure::ChannelTimeout,
    Failure::ChannelUnavailable,
]);

/// Create label
///
/// On all devices of the account; here alone where the channel has no labels. `WhatsApp` shows labels in
/// business accounts only.
#[utoipa::path(
    post,
    path = "/instances/{id}/labels",
    tag = "labels",
    params(InstancePath),
    request_body = CreateLabelRequest,
    responses((status = 201, body = LabelView))
)]
pub(crate) async fn create_label(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<CreateLabelRequest>,
) -> Result<(StatusCode, Json<LabelView>), ApiError> {
    let new = NewLabel { name: body.name, color: body.color };
    let label = account_state::create_label(&app, &caller, path.id, new).await?;
    Ok((StatusCode::CREATED, Json(label.into())))
}
