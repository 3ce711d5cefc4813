use super::path::BatchPath;
use super::views::BatchJobView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, batch_jobs};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get batch job
#[utoipa::path(
    get,
    path = "/batch-jobs/{id}",
    tag = "batch-jobs",
    params(BatchPath),
    responses((status = 200, body = BatchJobView))
)]
pub(crate) async fn get_batch_job(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<BatchPath>,
) -> Reply<BatchJobView> {
    Ok(Json(batch_jobs::get(&app, &caller, path.id).await?.into()))
}
