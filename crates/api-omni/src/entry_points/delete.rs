use super::path::EntryPointPath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, entry_points};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsWrite).fails(&[Failure::NotFound, Failure::Stale]);

/// Delete entry point
///
/// With its attendants. What it has accepted is answered, and its executions stay.
#[utoipa::path(
    delete,
    path = "/entry-points/{id}",
    tag = "entry-points",
    params(EntryPointPath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_entry_point(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<EntryPointPath>,
) -> Reply<Success> {
    entry_points::delete(&app, &caller, path.id, precondition).await?;
    Ok(Success::reply())
}
