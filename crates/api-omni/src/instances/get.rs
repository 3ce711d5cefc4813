use super::InstancePath;
use super::views::InstanceView;
use crate::shapes::{Tagged, TaggedReply};
use axum::extract::State;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get instance
#[utoipa::path(
    get,
    path = "/instances/{id}",
    tag = "instances",
    params(InstancePath),
    responses((status = 200, body = InstanceView))
)]
pub(crate) async fn get_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> TaggedReply<InstanceView> {
    let details = instances::get(&app, &caller, path.id).await?;
    Ok(Tagged::new(details.tag.clone(), details.into()))
}
