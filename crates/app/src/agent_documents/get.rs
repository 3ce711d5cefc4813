use crate::agents;
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::agent_document::AgentDocument;
use omni_domain::ids::{AgentDocumentId, AgentId};

/// A document with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDetails {
    /// The document.
    pub document: AgentDocument,
    /// All of its text.
    pub text: String,
}

/// One document of an agent, with its text.
pub async fn get(
    app: &App,
    caller: &Caller,
    agent: AgentId,
    id: AgentDocumentId,
) -> Result<DocumentDetails, Error> {
    agents::load(app, caller, agents::READ, agent).await?;
    let document = app.store.find_agent_document(caller.tenant_id, agent, id).await?;
    let text = app.store.agent_document_text(caller.tenant_id, agent, id).await?;
    let (Some(document), Some(text)) = (document, text) else {
        return Err(Error::not_found("document of this agent", id));
    };
    Ok(DocumentDetails { document, text })
}
