use super::create::CreateBatchJobRequest;
use super::views::dollars;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::batch_jobs::{BatchEstimate, KindEstimate};
use omni_app::{App, batch_jobs};
use omni_domain::access::Scope;
use omni_http::{ApiJson, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;

/// What a batch job would do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BatchEstimateView {
    /// Number of files.
    total_items: u64,
    /// Number of files that would be processed, at most.
    items_to_process: u64,
    /// US dollars, by what the latest results cost. Null if it is not known of one of the kinds.
    cost_usd: Option<f64>,
    /// Milliseconds, by what the latest results took. Null if it is not known of one of the kinds.
    duration_ms: Option<u64>,
    /// Each kind of which there are files.
    media_types: Vec<BatchKindEstimateView>,
}

/// What a batch job would do to files of one kind.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BatchKindEstimateView {
    #[schema(example = "audio")]
    media_type: &'static str,
    total_items: u64,
    items_to_process: u64,
    /// Null if no file of this kind was processed before.
    cost_usd: Option<f64>,
    /// Null if no file of this kind was processed before.
    duration_ms: Option<u64>,
}

impl From<KindEstimate> for BatchKindEstimateView {
    fn from(estimate: KindEstimate) -> Self {
        Self {
            media_type: estimate.kind.as_str(),
            total_items: estimate.total,
            items_to_process: estimate.to_process,
            cost_usd: estimate.cost_micros.map(dollars),
            duration_ms: estimate.processing_ms,
        }
    }
}

impl From<BatchEstimate> for BatchEstimateView {
    fn from(estimate: BatchEstimate) -> Self {
        Self {
            total_items: estimate.total,
            items_to_process: estimate.to_process,
            cost_usd: estimate.cost_micros.map(dollars),
            duration_ms: estimate.processing_ms,
            media_types: estimate.kinds.into_iter().map(BatchKindEstimateView::from).collect(),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesWrite).fails(&[Failure::NotFound]);

/// Estimate batch job
///
/// What a batch job with this request would do now. Nothing is started.
#[utoipa::path(
    post,
    path = "/batch-jobs/estimate",
    tag = "batch-jobs",
    request_body = CreateBatchJobRequest,
    responses((status = 200, body = BatchEstimateView))
)]
pub(crate) async fn estimate_batch_job(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateBatchJobRequest>,
) -> Reply<BatchEstimateView> {
    Ok(Json(batch_jobs::estimate(&app, &caller, body.into()).await?.into()))
}
