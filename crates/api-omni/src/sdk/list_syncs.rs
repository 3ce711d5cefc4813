use super::views::SyncView;
use crate::instances::InstancePath;
use crate::shapes::{ListView, Reply};
use axum::Json;
use axum::extract::State;
use omni_app::{App, sync};
use omni_domain::access::Scope;
use omni_domain::page::Page;
use omni_domain::sync::SyncStatus;
use omni_http::{ApiPath, ApiQuery, Auth, Endpoint, Failure};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    /// Only in these states: `running`, `completed`, `failed`, `cancelled`.
    status: Vec<SyncStatus>,
    /// Maximum number of rows.
    limit: Option<usize>,
}

pub(super) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// The syncs of an instance that are kept, newest first.
pub(super) async fn list_syncs(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<InstancePath>,
    ApiQuery(query): ApiQuery<Query>,
) -> Reply<ListView<SyncView>> {
    let syncs = sync::list(&app, &caller, path.id).await?;
    let fits = |status| query.status.is_empty() || query.status.contains(&status);
    let mut items: Vec<_> = syncs.into_iter().filter(|job| fits(job.status)).collect();
    let total = items.len() as u64;
    items.truncate(query.limit.unwrap_or(usize::MAX));
    Ok(Json(ListView::of(Page { items, next: None }, SyncView::from).counted(total)))
}
