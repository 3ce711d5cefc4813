//! Adding and deleting documents, with their passages.

use super::search::{NEXT_SEQ, agent_word};
use super::table;
use crate::db::{Conn, MultiRow, WordIndex, chunks, word_index};
use crate::error::StorageError;
use crate::events::words::words;
use crate::tx::Tx;
use omni_domain::agent_document::AgentDocument;
use omni_domain::ids::{AgentDocumentId, AgentId, TenantId};

static ADD: MultiRow = MultiRow::new(
    "INSERT INTO agent_passages (seq, document_id, agent_id, position, text) VALUES ",
    5,
    "",
);

static INDEX: WordIndex = word_index!("passage_search", "passage_seq");

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Adds the passages under the numbers from `first` on.
async fn add_passages(
    db: &mut Conn<'_>,
    document: &AgentDocument,
    first: i64,
    passages: &[String],
) -> Result<(), StorageError> {
    let numbered: Vec<(i64, &String)> = (0..).zip(passages).collect();
    let of_agent = agent_word(document.agent_id);
    // A question may name the document.
    let of_name = words(&document.name);
    for chunk in chunks(&numbered) {
        let mut query = ADD.query(db, chunk.len());
        for (position, text) in chunk {
            query.push(first + position);
            query.push(document.id.0);
            query.push(document.agent_id.0);
            query.push(*position);
            query.push(text.as_str());
        }
        query.run().await?;
        let rows = chunk.iter().map(|(position, text)| {
            let mut found = words(text);
            found.extend(of_name.iter().cloned());
            found.insert(of_agent.clone());
            (first + position, found.into_iter().collect::<Vec<_>>().join(" "))
        });
        INDEX.add(db, &rows.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

impl Tx {
    /// Adds a document with its text and the pieces of it; `NotUnique("agent_documents.name")` if the
    /// agent has one of that name.
    pub async fn insert_agent_document(
        &mut self,
        document: &AgentDocument,
        text: &str,
        passages: &[String],
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(table::INSERT).bind(document.id.0).bind(document.tenant_id.0);
        let query = query.bind(document.agent_id.0).bind(document.name.as_str());
        let query = query.bind(stored(document.bytes)).bind(stored(document.characters));
        let query = query.bind(stored(document.passages)).bind(document.created_at.0);
        query.bind(text).run().await?;
        let count = i64::try_from(passages.len()).unwrap_or(i64::MAX);
        let (last,): (i64,) = db.query(NEXT_SEQ).bind(count).one().await?;
        add_passages(&mut db, document, last - count + 1, passages).await
    }

    /// Deletes a document with its passages. Returns whether it existed.
    pub async fn delete_agent_document(
        &mut self,
        t: TenantId,
        agent: AgentId,
        id: AgentDocumentId,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        Ok(db.query(table::DELETE).bind(t.0).bind(agent.0).bind(id.0).run().await? > 0)
    }
}
