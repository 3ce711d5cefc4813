use super::path::LabelPath;
use super::views::LabelView;
use crate::failures::FAILURES;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, account_state};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint};
use serde::Deserialize;
use utoipa::ToSchema;

/// Changes of a label.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(min_properties = 1)]
pub(crate) struct UpdateLabelRequest {
    /// Its name, 1 to 100 characters.
    name: Option<String>,
    /// The number of its colour, 0 to 19.
    #[schema(minimum = 0, maximum = 19)]
    color: Option<i32>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesSend).fails(FAILURES);

/// Update label
///
/// On all devices of the account; here alone where the channel has no labels.
#[utoipa::path(
    patch,
    path = "/instances/{id}/labels/{labelId}",
    tag = "labels",
    params(LabelPath),
    request_body = UpdateLabelRequest,
    responses((status = 200, body = LabelView))
)]
pub(crate) async fn update_label(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<LabelPath>,
    ApiJson(body): ApiJson<UpdateLabelRequest>,
) -> Reply<LabelView> {
    let UpdateLabelRequest { name, color } = body;
    let label =
        account_state::rename_label(&app, &caller, path.id, &path.label_id, name, color).await?;
    Ok(Json(label.into()))
}
