use super::path::EntryPointPath;
use super::views::EntryPointDetailsView;
use crate::shapes::{Tagged, TaggedReply};
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
) -> TaggedReply<EntryPointDetailsView> {
    let details = entry_points::get(&app, &caller, path.id).await?;
    Ok(Tagged::new(entry_points::tag(&details), details.into()))
}
