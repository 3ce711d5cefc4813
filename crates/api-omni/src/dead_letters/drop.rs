use super::path::DeadLetterPath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, dead_letters};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin).fails(&[Failure::NotFound]);

/// Drop dead letter
///
/// The job is deleted; the data that it refers to is unchanged.
#[utoipa::path(
    delete,
    path = "/dead-letters/{id}",
    tag = "dead-letters",
    params(DeadLetterPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn drop_dead_letter(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<DeadLetterPath>,
) -> Reply<Success> {
    dead_letters::delete(&app, &caller, path.id).await?;
    Ok(Success::reply())
}
