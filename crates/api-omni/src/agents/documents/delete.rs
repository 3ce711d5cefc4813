use super::super::path::DocumentPath;
use crate::shapes::{Reply, Success};
use axum::extract::State;
use omni_app::{App, agent_documents};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound])
    .explains(&[(Failure::Conflict, "The agent was changed at the same time.")]);

/// Delete document of agent
///
/// It makes the next version of the agent. Turns whose agent was given passages of it keep its name.
#[utoipa::path(
    delete,
    path = "/agents/{id}/documents/{documentId}",
    tag = "agents",
    params(DocumentPath),
    responses((status = 200, body = Success))
)]
pub(crate) async fn delete_agent_document(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<DocumentPath>,
) -> Reply<Success> {
    agent_documents::delete(&app, &caller, path.id, path.document_id).await?;
    Ok(Success::reply())
}
