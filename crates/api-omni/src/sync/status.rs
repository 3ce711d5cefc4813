use super::continuous::ContinuousSyncView;
use crate::instances::InstancePath;
use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::sync::SyncState;
use omni_app::{App, sync};
use omni_domain::access::Scope;
use omni_domain::sync::{SyncJob, SyncStatus};
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The progress of an instance's syncs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SyncStatusView {
    /// When one was last completed.
    last_sync: Option<Time>,
    /// Contacts stored.
    contacts_count: i64,
    /// Chats stored.
    chats_count: i64,
    /// Messages stored.
    messages_count: i64,
    /// A sync is running.
    in_progress: bool,
    /// The progress of its stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<ProgressView>,
    /// The running sync, or else the one that started last.
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<SyncJobView>,
    /// The schedule of the continuous sync, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    continuous: Option<ContinuousSyncView>,
}

/// The progress of a stage.
#[derive(Debug, Serialize, ToSchema)]
struct ProgressView {
    /// Number of processed contacts in the first stage, chats in the others.
    current: i64,
    /// Their total number.
    total: i64,
    /// `contacts`, `chats` or `messages`.
    #[schema(example = "messages")]
    stage: &'static str,
}

/// A sync.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SyncJobView {
    job_id: Uuid,
    /// `running`, `completed`, `failed` or `cancelled`.
    #[schema(example = "running")]
    status: &'static str,
    /// Contacts that the network reported.
    contacts: i64,
    /// Chats that the network reported.
    chats: i64,
    /// Messages that were received and stored.
    messages: i64,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    created_at: Time,
    updated_at: Time,
    finished_at: Option<Time>,
}

impl From<SyncJob> for SyncJobView {
    fn from(job: SyncJob) -> Self {
        Self {
            job_id: job.id.uuid(),
            status: job.status.as_str(),
            contacts: job.counts.contacts,
            chats: job.counts.chats,
            messages: job.counts.messages,
            error: job.error,
            created_at: job.created_at.into(),
            updated_at: job.updated_at.into(),
            finished_at: job.finished_at.map(Time),
        }
    }
}

impl From<SyncState> for SyncStatusView {
    fn from(state: SyncState) -> Self {
        let running = state.sync.as_ref().filter(|sync| sync.status == SyncStatus::Running);
        Self {
            last_sync: state.last_sync.map(Time),
            contacts_count: state.totals.contacts,
            chats_count: state.totals.chats,
            messages_count: state.totals.messages,
            in_progress: running.is_some(),
            progress: running.map(|sync| ProgressView {
                current: sync.progress.current,
                total: sync.progress.total,
                stage: sync.stage.as_str(),
            }),
            job: state.sync.map(SyncJobView::from),
            continuous: state.schedule.map(ContinuousSyncView::from),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get sync status
#[utoipa::path(
    get,
    path = "/instances/{id}/sync/status",
    tag = "sync",
    params(InstancePath),
    responses((status = 200, body = SyncStatusView))
)]
pub(crate) async fn get_sync_status(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
) -> Reply<SyncStatusView> {
    Ok(Json(sync::status(&app, &caller, path.id).await?.into()))
}
