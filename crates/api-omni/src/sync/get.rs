use super::list::InstanceSyncView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, sync};
use omni_domain::access::Scope;
use omni_domain::ids::SyncId;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SyncPath {
    /// The sync's id.
    #[param(value_type = Uuid)]
    pub(super) id: SyncId,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get sync
///
/// Of any instance, while it is kept: as long as it runs, and then among the last twenty of its
/// instance.
#[utoipa::path(
    get,
    path = "/syncs/{id}",
    tag = "sync",
    params(SyncPath),
    responses((status = 200, body = InstanceSyncView))
)]
pub(crate) async fn get_sync(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<SyncPath>,
) -> Reply<InstanceSyncView> {
    Ok(Json(sync::find(&app, &caller, path.id).await?.into()))
}
