use super::path::AttendantPath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, entry_points};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsWrite).fails(&[Failure::NotFound]);

/// Remove attendant
///
/// From its entry point. What it has not answered yet is answered.
#[utoipa::path(
    delete,
    path = "/attendants/{id}",
    tag = "entry-points",
    params(AttendantPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn remove_attendant(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AttendantPath>,
) -> Reply<Success> {
    entry_points::remove_attendant(&app, &caller, path.id).await?;
    Ok(Success::reply())
}
