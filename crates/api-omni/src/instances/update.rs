use super::InstancePath;
use super::requests::UpdateInstanceRequest;
use super::views::InstanceView;
use crate::shapes::{IfMatchHeader, Tagged, TaggedReply};
use axum::extract::State;
use omni_app::instances::InstancePatch;
use omni_app::{App, instances};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite).fails(&[
    Failure::NotFound,
    Failure::Stale,
    Failure::Conflict,
    Failure::NotSupported,
    Failure::ChannelUnavailable,
]);

/// Update instance
///
/// Groups are merged member by member: all of the request is applied, or none of it.
#[utoipa::path(
    patch,
    path = "/instances/{id}",
    tag = "instances",
    params(InstancePath, IfMatchHeader),
    request_body = UpdateInstanceRequest,
    responses((status = 200, body = InstanceView))
)]
pub(crate) async fn update_instance(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<InstancePath>,
    ApiJson(body): ApiJson<UpdateInstanceRequest>,
) -> TaggedReply<InstanceView> {
    let patch = InstancePatch { precondition, ..body.try_into()? };
    let details = instances::update(&app, &caller, path.id, patch).await?;
    Ok(Tagged::new(details.tag.clone(), details.into()))
}
