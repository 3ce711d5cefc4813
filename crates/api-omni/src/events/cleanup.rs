use crate::shapes::{Reply, Time};
use axum::Json;
use axum::extract::State;
use omni_app::{App, events};
use omni_domain::access::Scope;
use omni_http::{ApiQuery, Auth, Endpoint};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub(crate) struct CleanupQuery {
    /// Events older than this many days are deleted.
    #[param(required = true, value_type = u32, minimum = 1, maximum = 36500, example = 90)]
    older_than_days: Option<u32>,
    /// Only count them; true by default.
    #[param(default = true)]
    dry_run: Option<bool>,
}

/// The number of events that were deleted, or would be.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CleanupView {
    /// Whether nothing was deleted.
    dry_run: bool,
    /// Events before the cutoff.
    events_to_delete: u64,
    /// The cutoff: events from this time on are kept.
    cutoff_date: Time,
    /// Number of deleted events; only if `dryRun` is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<u64>,
    /// Whether events before the cutoff remain, which a repeated request deletes; only if `dryRun` is false.
    #[serde(skip_serializing_if = "Option::is_none")]
    has_more: Option<bool>,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin);

/// Cleanup old events
///
/// Deletes in small batches, so that other work does not wait, and for at most half of a request's time
/// limit (`server.timeout_s`): repeat the request while `hasMore` is true. Messages are kept.
#[utoipa::path(
    delete,
    path = "/events/cleanup",
    tag = "events",
    params(CleanupQuery),
    responses((status = 200, body = CleanupView))
)]
pub(crate) async fn delete_old_events(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiQuery(query): ApiQuery<CleanupQuery>,
) -> Reply<CleanupView> {
    let dry_run = query.dry_run.unwrap_or(true);
    let done = events::cleanup(&app, &caller, query.older_than_days, dry_run).await?;
    Ok(Json(CleanupView {
        dry_run: done.dry_run,
        events_to_delete: done.events_to_delete,
        cutoff_date: done.cutoff.into(),
        deleted: done.deleted,
        has_more: done.has_more,
    }))
}
