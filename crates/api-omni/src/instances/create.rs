use super::requests::CreateInstanceRequest;
use super::views::InstanceView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::Conflict, Failure::NotSupported]);

/// Create instance
///
/// Creating does not connect it; `POST …/connect` does.
#[utoipa::path(
    post,
    path = "/instances",
    tag = "instances",
    request_body = CreateInstanceRequest,
    responses((status = 201, body = InstanceView))
)]
pub(crate) async fn create_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateInstanceRequest>,
) -> Result<(StatusCode, Json<InstanceView>), ApiError> {
    let details = instances::create(&app, &caller, body.try_into()?).await?;
    Ok((StatusCode::CREATED, Json(details.into())))
}
