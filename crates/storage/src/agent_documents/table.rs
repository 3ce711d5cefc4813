//! The table `agent_documents`.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use omni_domain::Timestamp;
use omni_domain::agent_document::{AgentDocument, DocumentRef};
use omni_domain::ids::{AgentDocumentId, AgentId, TenantId};
use uuid::Uuid;

row! {
    pub(super) struct DocumentRow {
        id: Uuid,
        tenant_id: Uuid,
        agent_id: Uuid,
        name: String,
        bytes: i64,
        characters: i64,
        passages: i64,
        created_at: i64,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO agent_documents (", columns!(), ", text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    );
    FIND = concat!(
        "SELECT ", columns!(), " FROM agent_documents
         WHERE tenant_id = $1 AND agent_id = $2 AND id = $3",
    );
    TEXT = "SELECT text FROM agent_documents WHERE tenant_id = $1 AND agent_id = $2 AND id = $3";
    LIST = concat!(
        "SELECT ", columns!(), " FROM agent_documents
         WHERE tenant_id = $1 AND agent_id = $2 ORDER BY name",
    );
    COUNT = "SELECT COUNT(*) FROM agent_documents WHERE tenant_id = $1 AND agent_id = $2";
    REFERENCES = "SELECT id, name FROM agent_documents WHERE agent_id = $1 ORDER BY name";
    DELETE = "DELETE FROM agent_documents WHERE tenant_id = $1 AND agent_id = $2 AND id = $3";
}

impl From<DocumentRow> for AgentDocument {
    fn from(row: DocumentRow) -> Self {
        let count = |stored: i64| u64::try_from(stored).unwrap_or_default();
        Self {
            id: AgentDocumentId(row.id),
            tenant_id: TenantId(row.tenant_id),
            agent_id: AgentId(row.agent_id),
            name: row.name,
            bytes: count(row.bytes),
            characters: count(row.characters),
            passages: count(row.passages),
            created_at: Timestamp(row.created_at),
        }
    }
}

/// What a version of the agent keeps of its documents.
pub(crate) async fn references(
    db: &mut Conn<'_>,
    agent: AgentId,
) -> Result<Vec<DocumentRef>, StorageError> {
    let rows: Vec<(Uuid, String)> = db.query(REFERENCES).bind(agent.0).all().await?;
    let reference = |(id, name)| DocumentRef { id: AgentDocumentId(id), name };
    Ok(rows.into_iter().map(reference).collect())
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    agent: AgentId,
    id: AgentDocumentId,
) -> Result<Option<AgentDocument>, StorageError> {
    let query = db.query(FIND).bind(t.0).bind(agent.0).bind(id.0);
    Ok(query.maybe::<DocumentRow>().await?.map(AgentDocument::from))
}

async fn text(
    db: &mut Conn<'_>,
    t: TenantId,
    agent: AgentId,
    id: AgentDocumentId,
) -> Result<Option<String>, StorageError> {
    let query = db.query(TEXT).bind(t.0).bind(agent.0).bind(id.0);
    Ok(query.maybe::<(String,)>().await?.map(|(text,)| text))
}

async fn list(
    db: &mut Conn<'_>,
    t: TenantId,
    agent: AgentId,
) -> Result<Vec<AgentDocument>, StorageError> {
    let rows = db.query(LIST).bind(t.0).bind(agent.0).all::<DocumentRow>().await?;
    Ok(rows.into_iter().map(AgentDocument::from).collect())
}

async fn count(db: &mut Conn<'_>, t: TenantId, agent: AgentId) -> Result<i64, StorageError> {
    let (count,): (i64,) = db.query(COUNT).bind(t.0).bind(agent.0).one().await?;
    Ok(count)
}

lookups! {
    /// A document of an agent.
    find_agent_document(t: TenantId, agent: AgentId, id: AgentDocumentId) -> Option<AgentDocument> = find;
    /// The text of a document.
    agent_document_text(t: TenantId, agent: AgentId, id: AgentDocumentId) -> Option<String> = text;
    /// The documents of an agent, by name.
    list_agent_documents(t: TenantId, agent: AgentId) -> Vec<AgentDocument> = list;
    /// How many documents an agent has.
    count_agent_documents(t: TenantId, agent: AgentId) -> i64 = count;
}
