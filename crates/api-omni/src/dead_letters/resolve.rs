use super::path::DeadLetterPath;
use super::views::DeadLetterView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, dead_letters};
use omni_domain::access::Scope;
use omni_http::{ApiJson, ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use utoipa::ToSchema;

/// How a dead letter was dealt with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ResolveDeadLetterRequest {
    #[schema(min_length = 1, max_length = 500, example = "answered by phone")]
    note: String,
}

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::Admin).fails(&[Failure::NotFound]);

/// Resolve dead letter
///
/// It is kept with the note, the time and the API key, and is not run. `/retry` still runs it.
#[utoipa::path(
    post,
    path = "/dead-letters/{id}/resolve",
    tag = "dead-letters",
    params(DeadLetterPath),
    request_body = ResolveDeadLetterRequest,
    responses((status = 200, body = DeadLetterView))
)]
pub(crate) async fn resolve_dead_letter(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<DeadLetterPath>,
    ApiJson(body): ApiJson<ResolveDeadLetterRequest>,
) -> Reply<DeadLetterView> {
    let letter = dead_letters::resolve(&app, &caller, path.id, &body.note).await?;
    Ok(Json(DeadLetterView::read(&app, &caller, letter).await?))
}
