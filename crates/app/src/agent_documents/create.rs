use super::read::{self, DocumentText, NewDocument};
use super::{split, version};
use crate::agents::{self, Refused, record, retried};
use crate::app::App;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::agent::AgentAuthor;
use omni_domain::agent_document::AgentDocument;
use omni_domain::ids::AgentId;
use omni_storage::{StorageError, Tx};
use std::sync::Arc;

/// A document that is not stored yet.
struct Draft {
    document: AgentDocument,
    text: String,
    passages: Vec<String>,
}

/// Adds a document to an agent, which is given its passages from the next turn on.
///
/// # Errors
/// [`Error::Invalid`] for a file without text or of a kind that is not read, [`Error::TooLarge`],
/// [`Error::Conflict`] if the agent has a document of that name, or as many as it may have.
pub async fn create(
    app: &App,
    caller: &Caller,
    agent: AgentId,
    new: NewDocument,
) -> Result<AgentDocument, Error> {
    agents::require_change(caller, &agents::load(app, caller, agents::WRITE, agent).await?)?;
    let DocumentText { name, text, bytes } = read::read(app, new).await?;
    let passages: Vec<String> = split::passages(&text).into_iter().map(str::to_owned).collect();
    let document = AgentDocument {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        agent_id: agent,
        name,
        bytes,
        characters: text.chars().count() as u64,
        passages: passages.len() as u64,
        created_at: app.env.now(),
    };
    let created = document.clone();
    let author = record::author(app, caller).await?;
    let draft = Arc::new(Draft { document, text, passages });
    retried(|| write(app, Arc::clone(&draft), author.clone())).await?;
    Ok(created)
}

async fn write(app: &App, draft: Arc<Draft>, author: AgentAuthor) -> Result<(), Refused> {
    let inner = app.clone();
    app.store
        .write(move |tx| Box::pin(async move { write_in(&inner, tx, &draft, &author).await }))
        .await
}

async fn write_in(
    app: &App,
    tx: &mut Tx,
    draft: &Draft,
    author: &AgentAuthor,
) -> Result<(), Refused> {
    let Draft { document, text, passages } = draft;
    let agent = version::locked(tx, document.tenant_id, document.agent_id).await?;
    let most = app.config.agents.documents;
    if tx.count_agent_documents(agent.tenant_id, agent.id).await? >= i64::from(most) {
        return Err(Error::conflict(format!(
            "the agent has {most} documents, which is the most; delete one first"
        ))
        .into());
    }
    let inserted = tx.insert_agent_document(document, text, passages).await;
    inserted.map_err(|error| taken(error, &document.name))?;
    version::next(app, tx, agent, author).await
}

fn taken(error: StorageError, name: &str) -> Refused {
    match error {
        StorageError::NotUnique { .. } => Error::conflict(format!(
            "the agent has a document with the name `{name}` already; delete it first, or choose another \
             name"
        ))
        .into(),
        other => other.into(),
    }
}
