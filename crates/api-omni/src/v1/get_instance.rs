use super::NamePath;
use super::views::V1InstanceView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get instance by name (v1)
#[utoipa::path(
    get,
    path = "/instances/{name}",
    tag = "v1",
    params(NamePath),
    responses((status = 200, body = V1InstanceView))
)]
pub(crate) async fn get_instance_v1(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<NamePath>,
) -> Reply<V1InstanceView> {
    Ok(Json(instances::find_by_name(&app, &caller, &path.name).await?.into()))
}
