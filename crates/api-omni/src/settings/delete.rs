use super::path::SettingPath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::settings::Changed;
use omni_app::{App, settings};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch, Peer};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsWrite)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "A stored secret would be sent to another address.")]);

/// Delete setting
///
/// A known setting returns to its default; any other is removed. Its history is kept.
#[utoipa::path(
    delete,
    path = "/settings/{key}",
    tag = "settings",
    params(SettingPath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_setting(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    Peer(peer): Peer,
    ApiPath(path): ApiPath<SettingPath>,
) -> Reply<Success> {
    let changed = Changed { reason: None, ip: peer.peer() };
    settings::delete(&app, &caller, &path.key, precondition, changed).await?;
    Ok(Success::reply())
}
