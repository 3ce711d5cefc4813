use crate::choices::SyncStatusChoice;
use crate::shapes::{ListView, Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::sync::SyncQuery;
use omni_app::{App, sync};
use omni_domain::access::Scope;
use omni_domain::ids::InstanceId;
use omni_domain::sync::{SyncJob, SyncStatus};
use omni_http::{ApiQuery, Auth, Endpoint, Failure, PageParams, PageQuery};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SyncsQuery {
    /// Only in these states.
    #[param(inline, value_type = Vec<SyncStatusChoice>)]
    status: Vec<SyncStatus>,
    /// Only of this instance.
    #[param(value_type = Option<Uuid>)]
    instance_id: Option<InstanceId>,
}

/// A sync of an instance.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "options of the caller, each by itself")]
pub(crate) struct InstanceSyncView {
    job_id: Uuid,
    instance_id: Uuid,
    /// `running`, `completed`, `failed` or `cancelled`.
    #[schema(example = "running")]
    status: &'static str,
    /// `contacts`, `chats` or `messages`: the present or last stage.
    #[schema(example = "messages")]
    stage: &'static str,
    /// Number of processed contacts in the first stage, chats in the others.
    current: i64,
    /// Their total number.
    total: i64,
    /// What was asked for.
    sync_contacts: bool,
    sync_chats: bool,
    sync_messages: bool,
    process_media: bool,
    since: Option<Time>,
    until: Option<Time>,
    /// Contacts that the network reported.
    contacts: i64,
    /// Chats that the network reported.
    chats: i64,
    /// Messages that were received and stored.
    messages: i64,
    /// Chats whose messages were to be requested.
    estimated_chats: i64,
    /// Upper bound of the number of messages at the start.
    estimated_messages: i64,
    /// Why it failed.
    error: Option<String>,
    created_at: Time,
    updated_at: Time,
    finished_at: Option<Time>,
}

impl From<SyncJob> for InstanceSyncView {
    fn from(job: SyncJob) -> Self {
        Self {
            job_id: job.id.uuid(),
            instance_id: job.instance_id.uuid(),
            status: job.status.as_str(),
            stage: job.stage.as_str(),
            current: job.progress.current,
            total: job.progress.total,
            sync_contacts: job.options.contacts,
            sync_chats: job.options.chats,
            sync_messages: job.options.messages,
            process_media: job.options.process_media,
            since: job.options.since.map(Time),
            until: job.options.until.map(Time),
            contacts: job.counts.contacts,
            chats: job.counts.chats,
            messages: job.counts.messages,
            estimated_chats: job.estimated_chats,
            estimated_messages: job.estimated_messages,
            error: job.error,
            created_at: job.created_at.into(),
            updated_at: job.updated_at.into(),
            finished_at: job.finished_at.map(Time),
        }
    }
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// List syncs
///
/// Of all instances, newest first: those that run, and the last twenty of each instance that ended.
#[utoipa::path(
    get,
    path = "/syncs",
    tag = "sync",
    params(SyncsQuery, PageParams),
    responses((status = 200, body = ListView<InstanceSyncView>))
)]
pub(crate) async fn list_syncs(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<SyncsQuery>,
    PageQuery(page): PageQuery,
) -> Reply<ListView<InstanceSyncView>> {
    let query = SyncQuery { statuses: query.status, instance_id: query.instance_id };
    let page = sync::list_all(&app, &caller, query, page).await?;
    Ok(Json(ListView::of(page, InstanceSyncView::from)))
}
