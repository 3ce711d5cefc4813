use super::path::BatchPath;
use super::views::BatchJobView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, batch_jobs};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "It has ended.")]);

/// Cancel batch job
///
/// The file in progress is abandoned; existing results are kept. Cancelling twice is not an error.
#[utoipa::path(
    post,
    path = "/batch-jobs/{id}/cancel",
    tag = "batch-jobs",
    params(BatchPath),
    responses((status = 200, body = BatchJobView))
)]
pub(crate) async fn cancel_batch_job(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<BatchPath>,
) -> Reply<BatchJobView> {
    Ok(Json(batch_jobs::cancel(&app, &caller, path.id).await?.into()))
}
