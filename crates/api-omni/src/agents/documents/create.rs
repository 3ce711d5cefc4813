use super::super::path::AgentPath;
use super::body::{CreateAgentDocumentForm, CreateAgentDocumentRequest, DocumentBody};
use super::views::AgentDocumentView;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use omni_app::{App, agent_documents};
use omni_domain::access::Scope;
use omni_http::{ApiError, ApiPath, Auth, Endpoint, Failure};

pub(crate) const ENDPOINT: Endpoint = Endpoint::scope(Scope::InstancesWrite)
    .fails(&[Failure::NotFound, Failure::TooLarge])
    .explains(&[(
        Failure::Conflict,
        "The agent has a document of this name, or as many as it may have.",
    )])
    .with_files();

/// Create document of agent
///
/// A text, or a file whose text is read: text, Markdown, HTML, CSV, JSON, PDF, DOCX or XLSX. From the next
/// turn on the agent is given the passages that fit to the message. It makes the next version of the agent.
#[utoipa::path(
    post,
    path = "/agents/{id}/documents",
    tag = "agents",
    params(AgentPath),
    request_body(content(
        (CreateAgentDocumentRequest = "application/json"),
        (CreateAgentDocumentForm = "multipart/form-data")
    )),
    responses((status = 201, body = AgentDocumentView))
)]
pub(crate) async fn create_agent_document(
    State(app): State<App>,
    Auth(caller): Auth,
    ApiPath(path): ApiPath<AgentPath>,
    DocumentBody(new): DocumentBody,
) -> Result<(StatusCode, Json<AgentDocumentView>), ApiError> {
    let created = agent_documents::create(&app, &caller, path.id, new).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
