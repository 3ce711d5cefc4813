use super::RulePath;
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, access};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::AccessWrite).fails(&[Failure::NotFound, Failure::Stale]);

/// Delete access rule
#[utoipa::path(
    delete,
    path = "/access/rules/{id}",
    tag = "access",
    params(RulePath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_access_rule(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<RulePath>,
) -> Reply<Success> {
    access::delete(&app, &caller, path.id, precondition).await?;
    Ok(Success::reply())
}
