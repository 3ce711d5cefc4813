//! Chats that became part of another.

use super::{AT_ONCE, EVENTS_PER_MESSAGE, table};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::{ChatId, MessageId};
use uuid::Uuid;

/// What a piece has moved.
struct Piece {
    /// Messages that both chats had.
    twins: i64,
    more: bool,
}

impl Tx {
    /// Moves the newest rows of `from` to `into`. Without more it deletes `from`; otherwise the rest
    /// follows in pieces, and `from` is found as `into` until then. Returns the number of messages that both
    /// had: of these, the ones in `into` stay.
    pub(crate) async fn begin_chat_merge(
        &mut self,
        from: ChatId,
        into: ChatId,
    ) -> Result<i64, StorageError> {
        let piece = self.move_chat_rows(from, into, AT_ONCE).await?;
        self.db().query(table::REDIRECT_CHATS).bind(from.0).bind(into.0).run().await?;
        let mut db = self.db();
        if piece.more {
            let mark = db.query(table::MARK_CHAT).bind(from.0).bind(into.0);
            mark.bind(format!("merged:{from}")).run().await?;
        } else {
            db.query(table::DELETE_CHAT).bind(from.0).run().await?;
        }
        Ok(piece.twins)
    }

    pub(super) async fn continue_chat_merge(
        &mut self,
        from: ChatId,
        limit: u32,
    ) -> Result<bool, StorageError> {
        let into: Option<(Uuid,)> =
            self.db().query(table::MERGED_INTO).bind(from.0).maybe().await?;
        let Some((into,)) = into else { return Ok(false) };
        let piece = self.move_chat_rows(from, ChatId(into), limit).await?;
        let mut db = self.db();
        if piece.twins > 0 {
            db.query(table::UNCOUNT).bind(into).bind(piece.twins).run().await?;
        }
        if !piece.more {
            db.query(table::DELETE_CHAT).bind(from.0).run().await?;
        }
        Ok(piece.more)
    }

    /// A message that both chats have is deleted once every event is moved: the event is assigned to
    /// the kept message by the one that is deleted.
    async fn move_chat_rows(
        &mut self,
        from: ChatId,
        into: ChatId,
        limit: u32,
    ) -> Result<Piece, StorageError> {
        let limit = i64::from(limit);
        let events_limit = limit * EVENTS_PER_MESSAGE;
        let events = self.some_of_chat(table::CHAT_EVENTS, from, into, events_limit).await?;
        let events_left = events >= events_limit;
        let turns = self.some_of_chat(table::CHAT_TURNS, from, into, limit).await?;
        let twins = if events_left { 0 } else { self.delete_twins(from, into, limit).await? };
        let messages = self.some_of_chat(table::CHAT_MESSAGES, from, into, limit).await?;
        let more = events_left || turns >= limit || twins + messages >= limit;
        Ok(Piece { twins, more })
    }

    async fn delete_twins(
        &mut self,
        from: ChatId,
        into: ChatId,
        limit: i64,
    ) -> Result<i64, StorageError> {
        let about = [
            table::TWIN_MEDIA,
            table::TWIN_ANSWERS,
            table::TWIN_PINS,
            table::TWIN_LABELS,
            table::TWIN_STARS,
            table::TWIN_KEPT,
        ];
        for text in about {
            self.some_of_chat(text, from, into, limit).await?;
        }
        let mut db = self.db();
        let query = db.query(table::KEPT_TWINS).bind(from.0).bind(into.0).bind(limit);
        let kept: Vec<(Uuid,)> = query.all().await?;
        // Events of both lead to the kept one, which a search finds once.
        let kept = kept.into_iter().map(|(id,)| MessageId(id)).collect();
        self.index_messages(&kept).await?;
        self.some_of_chat(table::DELETE_TWINS, from, into, limit).await
    }

    async fn some_of_chat(
        &mut self,
        text: &'static str,
        from: ChatId,
        into: ChatId,
        limit: i64,
    ) -> Result<i64, StorageError> {
        let rows = self.db().query(text).bind(from.0).bind(into.0).bind(limit).run().await?;
        Ok(i64::try_from(rows).unwrap_or(i64::MAX))
    }
}
