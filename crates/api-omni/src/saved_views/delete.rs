use super::{OF_A_KEY, ViewPath};
use crate::shapes::{IfMatchHeader, Reply, Success};
use axum::extract::State;
use omni_app::{App, views};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure, IfMatch};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::MessagesRead)
    .fails(&[Failure::NotFound, Failure::Stale])
    .explains(&[OF_A_KEY]);

/// Delete view
#[utoipa::path(
    delete,
    path = "/views/{id}",
    tag = "views",
    params(ViewPath, IfMatchHeader),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_view(
    State(app): State<App>,
    Auth(caller): Auth,
    IfMatch(precondition): IfMatch,
    ApiPath(path): ApiPath<ViewPath>,
) -> Reply<Success> {
    views::delete(&app, &caller, path.id, precondition).await?;
    Ok(Success::reply())
}
