use super::views::ExecutionView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, Error, executions};
use omni_domain::access::Scope;
use omni_domain::ids::ExecutionId;
use omni_http::{ApiPath, Auth, Endpoint, Failure};
use serde::Deserialize;
use std::slice;
use utoipa::IntoParams;

#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ExecutionPath {
    /// The execution's id.
    #[param(value_type = Uuid)]
    id: ExecutionId,
}

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::MessagesRead).fails(&[Failure::NotFound]);

/// Get execution
///
/// With its answer, once it is completed.
#[utoipa::path(
    get,
    path = "/executions/{id}",
    tag = "entry-points",
    params(ExecutionPath),
    responses((status = 200, body = ExecutionView))
)]
pub(crate) async fn get_execution(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<ExecutionPath>,
) -> Reply<ExecutionView> {
    let found = executions::get(&app, &caller, path.id).await?;
    let found = found.ok_or_else(|| Error::not_found("execution", path.id))?;
    let mut messages = executions::messages_of(&app, slice::from_ref(&found)).await?;
    let message = messages.remove(&found.execution.message_id);
    Ok(Json(ExecutionView::of(found, message)))
}
