use super::path::EntryPointPath;
use super::views::EntryPointDetailsView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, entry_points};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::SettingsRead).fails(&[Failure::NotFound]);

/// Get entry point
///
/// With its attendants, in the order in which they are chosen.
#[utoipa::path(
    get,
    path = "/entry-points/{id}",
    tag = "entry-points",
    params(EntryPointPath),
    responses((status = 200, body = EntryPointDetailsView))
)]
pub(crate) async fn get_entry_point(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<EntryPointPath>,
) -> Reply<EntryPointDetailsView> {
    Ok(Json(entry_points::get(&app, &caller, path.id).await?.into()))
}
