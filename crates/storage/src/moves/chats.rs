//! Chats that became part of another.

use super::{AT_ONCE, EVENTS_PER_MESSAGE, table};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::ChatId;
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

    /// Events before messages: an event of a message that both chats have is assigned to the kept one
    /// by the one that is deleted after it. An event older than the newest `EVENTS_PER_MESSAGE` times
    /// `limit` is moved later, and then refers to a message that is gone.
    async fn move_chat_rows(
        &mut self,
        from: ChatId,
        into: ChatId,
        limit: u32,
    ) -> Result<Piece, StorageError> {
        let limit = i64::from(limit);
        let events = self.some_of_chat(table::CHAT_EVENTS, from, into, limit * EVENTS_PER_MESSAGE);
        let events = events.await?;
        let turns = self.some_of_chat(table::CHAT_TURNS, from, into, limit).await?;
        self.some_of_chat(table::TWIN_MEDIA, from, into, limit).await?;
        let twins = self.some_of_chat(table::DELETE_TWINS, from, into, limit).await?;
        let messages = self.some_of_chat(table::CHAT_MESSAGES, from, into, limit).await?;
        let more =
            events >= limit * EVENTS_PER_MESSAGE || turns >= limit || twins + messages >= limit;
        Ok(Piece { twins, more })
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
