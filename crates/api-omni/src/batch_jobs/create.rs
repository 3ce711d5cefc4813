use super::views::BatchJobView;
use crate::shapes::Time;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::batch_jobs::NewBatchJob;
use omni_app::{App, batch_jobs};
use omni_domain::Timestamp;
use omni_domain::access::Scope;
use omni_domain::batch::{BatchConfig, BatchKind};
use omni_domain::content::MediaKind;
use omni_domain::ids::InstanceId;
use omni_http::{ApiError, ApiJson, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// A batch job to start.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateBatchJobRequest {
    /// `media_reprocess`: transcribes, describes and extracts media that is already stored.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "media_reprocess")]
    kind: BatchKind,
    config: BatchConfigRequest,
}

/// The files to process.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BatchConfigRequest {
    /// Absent is all instances.
    #[schema(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
    /// Messages from this time on.
    #[schema(value_type = Option<Time>)]
    since: Option<Timestamp>,
    /// Messages before this time.
    #[schema(value_type = Option<Time>)]
    until: Option<Timestamp>,
    /// Some of `audio`, `image`, `document`, `sticker` and `video`.
    #[schema(value_type = Vec<String>, min_items = 1, example = json!(["audio", "image"]))]
    media_types: Vec<MediaKind>,
    /// Also files that have a result.
    #[serde(default)]
    #[schema(default = false)]
    overwrite: bool,
}

impl From<CreateBatchJobRequest> for NewBatchJob {
    fn from(body: CreateBatchJobRequest) -> Self {
        let config = BatchConfig {
            instance_id: body.config.instance_id,
            since: body.config.since,
            until: body.config.until,
            media_types: body.config.media_types,
            overwrite: body.config.overwrite,
        };
        Self { kind: body.kind, config }
    }
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "A batch job of this type is already running there.")]);

/// Create batch job
///
/// One job of a type runs on an instance at a time; another request is a 409 that names it.
#[utoipa::path(
    post,
    path = "/batch-jobs",
    tag = "batch-jobs",
    request_body = CreateBatchJobRequest,
    responses((status = 201, body = BatchJobView))
)]
pub(crate) async fn create_batch_job(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiJson(body): ApiJson<CreateBatchJobRequest>,
) -> Result<(StatusCode, Json<BatchJobView>), ApiError> {
    let job = batch_jobs::create(&app, &caller, body.into()).await?;
    Ok((StatusCode::CREATED, Json(job.into())))
}
