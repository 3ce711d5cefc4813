use super::path::DeadLetterPath;
use super::views::DeadLetterView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, dead_letters};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "This version of the server has no jobs of its kind.")]);

/// Retry dead letter
///
/// Its number of attempts starts again.
#[utoipa::path(
    post,
    path = "/dead-letters/{id}/retry",
    tag = "dead-letters",
    params(DeadLetterPath),
    responses((status = 200, body = DeadLetterView))
)]
pub(crate) async fn retry_dead_letter(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<DeadLetterPath>,
) -> Reply<DeadLetterView> {
    let letter = dead_letters::retry(&app, &caller, path.id).await?;
    Ok(Json(DeadLetterView::read(&app, &caller, letter).await?))
}
