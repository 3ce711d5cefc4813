use super::RulePath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, access};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::AccessWrite).fails(&[Failure::NotFound]);

/// Delete access rule
#[utoipa::path(
    delete,
    path = "/access/rules/{id}",
    tag = "access",
    params(RulePath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_access_rule(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<RulePath>,
) -> Reply<Success> {
    access::delete(&app, &caller, path.id).await?;
    Ok(Success::reply())
}
