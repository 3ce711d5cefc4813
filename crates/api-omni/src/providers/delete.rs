use super::path::ProviderPath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, providers};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::SettingsWrite)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[(Failure::Conflict, "Instances use it.")]);

/// Delete provider
///
/// A provider that instances use is kept, with a 409 that names them.
#[utoipa::path(
    delete,
    path = "/providers/{id}",
    tag = "providers",
    params(ProviderPath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_provider(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<ProviderPath>,
) -> Reply<Success> {
    providers::delete(&app, &caller, path.id, precondition).await?;
    Ok(Success::reply())
}
