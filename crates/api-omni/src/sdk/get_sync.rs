use super::views::SyncDetailsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, sync};
use omni_domain::access::Scope;
use omni_domain::ids::{InstanceId, SyncId};
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SyncPath {
    id: InstanceId,
    job_id: SyncId,
}

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// One of the syncs of an instance that are kept.
pub(super) async fn get_sync(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<SyncPath>,
) -> Reply<SyncDetailsView> {
    Ok(Json(sync::get(&app, &caller, path.id, path.job_id).await?.into()))
}
