use super::InstancePath;
use super::requests::UpdateInstanceRequest;
use super::views::InstanceView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite).fails(&[
    Failure::NotFound,
    Failure::Conflict,
    Failure::NotSupported,
]);

/// Update instance
///
/// Groups are merged member by member: all of the request is applied, or none of it.
#[utoipa::path(
    patch,
    path = "/instances/{id}",
    tag = "instances",
    params(InstancePath),
    request_body = UpdateInstanceRequest,
    responses((status = 200, body = InstanceView))
)]
pub(crate) async fn update_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<UpdateInstanceRequest>,
) -> Reply<InstanceView> {
    let patch = body.try_into()?;
    Ok(Json(instances::update(&app, &caller, path.id, patch).await?.into()))
}
