//! Documents of agents: texts whose passages an agent is given when it answers.

use crate::clock::Timestamp;
use crate::ids::{AgentDocumentId, AgentId, TenantId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A document of an agent, without its text. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentDocument {
    /// Internal id.
    pub id: AgentDocumentId,
    /// Owner.
    pub tenant_id: TenantId,
    /// The agent.
    pub agent_id: AgentId,
    /// Unique in its agent, which is given it with each passage.
    pub name: String,
    /// Bytes of the file or text that was given.
    pub bytes: u64,
    /// Characters of its text.
    pub characters: u64,
    /// How many passages its text has.
    pub passages: u64,
    /// Creation time.
    pub created_at: Timestamp,
}

impl AgentDocument {
    /// What versions of the agent keep of it.
    pub fn reference(&self) -> DocumentRef {
        DocumentRef { id: self.id, name: self.name.clone() }
    }
}

/// A document that an agent had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    /// Its id.
    pub id: AgentDocumentId,
    /// Its name.
    pub name: String,
}

/// A piece of a document, as an agent is given it.
#[derive(Clone, PartialEq, Eq)]
pub struct Passage {
    /// The document.
    pub document_id: AgentDocumentId,
    /// Its name.
    pub document: String,
    /// Which piece of it, from 0.
    pub position: u32,
    /// The text of the piece.
    pub text: String,
}

impl fmt::Debug for Passage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passage")
            .field("document_id", &self.document_id)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// A passage that the agent of a turn was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenPassage {
    /// The document.
    pub document_id: AgentDocumentId,
    /// Its name.
    pub document: String,
    /// Which piece of it, from 0.
    pub position: u32,
    /// The text of the piece; `None` once the document is deleted.
    pub text: Option<String>,
}

impl From<Passage> for GivenPassage {
    fn from(passage: Passage) -> Self {
        Self {
            document_id: passage.document_id,
            document: passage.document,
            position: passage.position,
            text: Some(passage.text),
        }
    }
}
