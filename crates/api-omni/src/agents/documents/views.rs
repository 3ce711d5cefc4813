use crate::shapes::Time;
use omni_app::agent_documents::DocumentDetails;
use omni_domain::agent_document::{AgentDocument, GivenPassage};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A document of an agent, without its text. It never changes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentDocumentView {
    id: Uuid,
    /// Unique in its agent.
    #[schema(example = "Prices.pdf")]
    name: String,
    /// Bytes of the file or text that was given.
    bytes: u64,
    /// Characters of its text.
    characters: u64,
    /// How many passages its text has.
    passages: u64,
    created_at: Time,
}

/// A document of an agent with its text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentDocumentTextView {
    id: Uuid,
    /// Unique in its agent.
    #[schema(example = "Prices.pdf")]
    name: String,
    /// Bytes of the file or text that was given.
    bytes: u64,
    /// Characters of its text.
    characters: u64,
    /// How many passages its text has.
    passages: u64,
    created_at: Time,
    /// All of its text, without what its file had besides.
    #[schema(example = "Tea is 3 €.")]
    text: String,
}

/// A passage of a document that an agent was given.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PassageView {
    document_id: Uuid,
    /// The name of the document.
    #[schema(example = "Prices.pdf")]
    document: String,
    /// Which piece of it, from 0.
    position: u32,
    /// The passage; null if the document was deleted since.
    #[schema(example = "Tea is 3 €.")]
    text: Option<String>,
}

impl From<AgentDocument> for AgentDocumentView {
    fn from(document: AgentDocument) -> Self {
        Self {
            id: document.id.uuid(),
            name: document.name,
            bytes: document.bytes,
            characters: document.characters,
            passages: document.passages,
            created_at: document.created_at.into(),
        }
    }
}

impl From<DocumentDetails> for AgentDocumentTextView {
    fn from(DocumentDetails { document, text }: DocumentDetails) -> Self {
        Self {
            id: document.id.uuid(),
            name: document.name,
            bytes: document.bytes,
            characters: document.characters,
            passages: document.passages,
            created_at: document.created_at.into(),
            text,
        }
    }
}

impl PassageView {
    pub(crate) fn of(passage: GivenPassage) -> Self {
        Self {
            document_id: passage.document_id.uuid(),
            document: passage.document,
            position: passage.position,
            text: passage.text,
        }
    }
}
