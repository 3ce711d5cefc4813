use super::views::BatchJobView;
use crate::choices::{BatchKindChoice, BatchStatusChoice};
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::batch_jobs::BatchQuery;
use omni_app::{App, batch_jobs};
use omni_domain::access::Scope;
use omni_domain::batch::{BatchKind, BatchStatus};
use omni_http::{ApiQuery, Auth, Endpoint, PageParams, PageQuery};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct BatchJobsQuery {
    /// Only in these states: `pending`, `running`, `completed`, `failed`, `cancelled`.
    #[param(inline, value_type = Vec<BatchStatusChoice>)]
    status: Vec<BatchStatus>,
    /// Only of these types.
    #[serde(rename = "type")]
    #[param(inline, value_type = Vec<BatchKindChoice>)]
    kind: Vec<BatchKind>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesRead);

/// List batch jobs
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/batch-jobs",
    tag = "batch-jobs",
    params(BatchJobsQuery, PageParams),
    responses((status = 200, body = ListView<BatchJobView>))
)]
pub(crate) async fn list_batch_jobs(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<BatchJobsQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<BatchJobView>> {
    let query = BatchQuery { statuses: query.status, kinds: query.kind };
    let page = batch_jobs::list(&app, &caller, query, page).await?;
    Ok(Json(ListView::of(page, BatchJobView::from)))
}
