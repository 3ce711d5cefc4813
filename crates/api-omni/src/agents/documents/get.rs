use super::super::path::DocumentPath;
use super::views::AgentDocumentTextView;
use crate::shapes::Reply;
use axum::Json;
use axum::extract::State;
use omni_app::{App, agent_documents};
use omni_domain::access::Scope;
use omni_http::{ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint =
    Endpoint::scope(Scope::InstancesRead).fails(&[Failure::NotFound]);

/// Get document of agent
///
/// With its text.
#[utoipa::path(
    get,
    path = "/agents/{id}/documents/{documentId}",
    tag = "agents",
    params(DocumentPath),
    responses((status = 200, body = AgentDocumentTextView))
)]
pub(crate) async fn get_agent_document(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<DocumentPath>,
) -> Reply<AgentDocumentTextView> {
    Ok(Json(agent_documents::get(&app, &caller, path.id, path.document_id).await?.into()))
}
