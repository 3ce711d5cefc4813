//! Edits, deletions and reactions.

use super::table::{self, MessageRow};
use crate::db::json_text;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::content::Content;
use omni_domain::ids::MessageId;
use omni_domain::message::{EditEntry, Message, Reaction};

impl Tx {
    /// Replaces the content of a message and keeps its earlier text. Returns the message.
    pub async fn edit_message(
        &mut self,
        id: MessageId,
        content: &Content,
        earlier: &EditEntry,
        at: Timestamp,
    ) -> Result<Option<Message>, StorageError> {
        let mut db = self.db();
        let query = db.query(table::EDIT).bind(id.0).bind(json_text(content));
        let row = query.bind(json_text(earlier)).bind(at.0).maybe::<MessageRow>().await?;
        let message = row.map(Message::from);
        self.index_stored_messages(message.as_slice()).await?;
        Ok(message)
    }

    /// Removes the content of a message, its earlier texts, reactions, answers and pin: its sender
    /// revoked it.
    /// The content becomes `Unknown { kind: "deleted" }`. Returns the message.
    pub async fn delete_message_content(
        &mut self,
        id: MessageId,
        at: Timestamp,
    ) -> Result<Option<Message>, StorageError> {
        self.delete_answers(id).await?;
        self.delete_pin(id).await?;
        let gone = Content::Unknown { kind: "deleted".to_owned(), text: None };
        let mut db = self.db();
        let query = db.query(table::DELETE_CONTENT).bind(id.0).bind(json_text(&gone));
        let row = query.bind(at.0).maybe::<MessageRow>().await?;
        // After the row is locked: another node may be adding its words.
        self.unindex_messages(&[id]).await?;
        Ok(row.map(Message::from))
    }

    /// Puts a star on a message, or removes it. Returns whether the message exists.
    pub async fn set_starred(
        &mut self,
        id: MessageId,
        starred_at: Option<Timestamp>,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::SET_STARRED).bind(id.0).bind(starred_at.map(|at| at.0));
        Ok(query.run().await? > 0)
    }

    /// Keeps a message for all participants of its chat, or no longer. Returns whether that is a
    /// change.
    pub async fn set_kept(
        &mut self,
        id: MessageId,
        kept_at: Option<Timestamp>,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::SET_KEPT).bind(id.0).bind(kept_at.map(|at| at.0));
        Ok(query.run().await? > 0)
    }

    /// Replaces the reactions on a message. Returns whether it exists.
    pub async fn set_reactions(
        &mut self,
        id: MessageId,
        reactions: &[Reaction],
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::SET_REACTIONS).bind(id.0).bind(json_text(reactions));
        Ok(query.run().await? > 0)
    }
}
