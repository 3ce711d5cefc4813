//! Merging two chats.

use super::chat::{self, ChatRow};
use super::{assignee, label, note, participant, processing, state};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::ChatId;

impl Tx {
    /// Makes `from` a part of `into`; `Stale` if either is deleted. Of a message that both have, the
    /// one in `into` stays. The newest messages are moved at once and the others in pieces, see
    /// [`Tx::move_piece`]; until then `from` is found as `into`, and afterwards not at all. The
    /// addresses of `into` stay as they are (see [`Tx::update_chat_address`]), and so do the order keys
    /// of waiting jobs.
    pub async fn merge_chats(&mut self, from: ChatId, into: ChatId) -> Result<(), StorageError> {
        if from == into {
            return Ok(());
        }
        self.flush_events().await?;
        let old = self.chat_row(from).await?;
        let kept = self.chat_row(into).await?;
        self.both(participant::DELETE_TWINS, from, into).await?;
        self.both(participant::MOVE, from, into).await?;
        self.both(processing::MOVE, from, into).await?;
        self.both(state::CLEAR_BOTH, from, into).await?;
        self.both(state::MOVE, from, into).await?;
        self.both(label::DELETE_TWINS, from, into).await?;
        self.both(label::MOVE, from, into).await?;
        self.both(assignee::MOVE, from, into).await?;
        self.both(assignee::DROP_TWIN, from, into).await?;
        self.both(note::MOVE, from, into).await?;
        self.both(chat::CONTACT_BOTH, from, into).await?;
        self.move_held_sends(from, into).await?;
        self.move_pins(from, into).await?;
        self.move_pause(from, into).await?;
        self.move_ai_chat(from, into).await?;
        self.merge_turns(from, into).await?;
        let twins = self.begin_chat_merge(from, into).await?;
        let newest = if old.last_message_at > kept.last_message_at { &old } else { &kept };
        let mut db = self.db();
        let absorb = db
            .query(chat::ABSORB)
            .bind(into.0)
            .bind(old.name.as_deref())
            .bind((kept.message_count + old.message_count - twins).max(0))
            .bind(kept.unread_count + old.unread_count)
            .bind(newest.last_message_at)
            .bind(newest.last_message_preview.as_deref())
            .bind(kept.updated_at.max(old.updated_at));
        absorb.run().await.map(drop)
    }

    async fn both(
        &mut self,
        text: &'static str,
        from: ChatId,
        into: ChatId,
    ) -> Result<(), StorageError> {
        self.db().query(text).bind(from.0).bind(into.0).run().await.map(drop)
    }

    async fn chat_row(&mut self, id: ChatId) -> Result<ChatRow, StorageError> {
        let row = self.db().query(chat::UNMERGED).bind(id.0).maybe().await?;
        row.ok_or(StorageError::Stale)
    }
}
