//! The table `chat_states`: what the account keeps about a chat on all of its devices.

use crate::db::{Conn, row, statements};
use crate::dialect;
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::chat_state::{ChatState, Mute};
use omni_domain::ids::ChatId;
use uuid::Uuid;

row! {
    #[expect(dead_code, reason = "only statements name the chat")]
    struct StateRow {
        chat_id: Uuid,
        archived: bool,
        pinned: bool,
        muted: bool,
        muted_until: Option<i64>,
        marked_unread: bool,
        disappearing_seconds: i64,
        cleared_at: Option<i64>,
        removed_at: Option<i64>,
    }
}

statements! {
    FIND = concat!("SELECT ", columns!(), " FROM chat_states WHERE chat_id = $1");
    SET = concat!(
        "INSERT INTO chat_states (", columns!(), ", updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (chat_id) DO UPDATE SET archived = excluded.archived,
         pinned = excluded.pinned, muted = excluded.muted, muted_until = excluded.muted_until,
         marked_unread = excluded.marked_unread,
         disappearing_seconds = excluded.disappearing_seconds,
         cleared_at = excluded.cleared_at, removed_at = excluded.removed_at,
         updated_at = excluded.updated_at",
    );
    /// Both were one chat on the account's devices: what was cleared in either stays so. Precedes
    /// [`MOVE`].
    CLEAR_BOTH = "UPDATE chat_states SET
        cleared_at = (SELECT MAX(merged.cleared_at) FROM chat_states merged
            WHERE merged.chat_id IN ($1, $2)),
        removed_at = (SELECT MAX(merged.removed_at) FROM chat_states merged
            WHERE merged.chat_id IN ($1, $2))
        WHERE chat_id = $2";
    /// The kept chat keeps its own state, if it has one.
    MOVE = "UPDATE chat_states SET chat_id = $2 WHERE chat_id = $1
        AND NOT EXISTS (SELECT 1 FROM chat_states kept WHERE kept.chat_id = $2)";
    LOCK = "SELECT id FROM chats WHERE id = $1";
    UNMARK = "UPDATE chat_states SET marked_unread = FALSE, updated_at = $2
        WHERE chat_id = $1 AND marked_unread";
    /// Nothing of a cleared chat is unread or shown in the list.
    EMPTY = "UPDATE chats SET unread_count = 0, last_message_preview = NULL, updated_at = $2
        WHERE id = $1";
    UNSTAR = "UPDATE messages SET starred_at = NULL
        WHERE chat_id = $1 AND starred_at IS NOT NULL AND platform_timestamp <= $2";
}

/// Both columns together.
pub(super) fn mute(muted: bool, until: Option<i64>) -> Mute {
    match (muted, until) {
        (false, _) => Mute::Off,
        (true, Some(until)) => Mute::Until(Timestamp(until)),
        (true, None) => Mute::Always,
    }
}

impl From<StateRow> for ChatState {
    fn from(row: StateRow) -> Self {
        let mute = mute(row.muted, row.muted_until);
        Self {
            archived: row.archived,
            pinned: row.pinned,
            mute,
            marked_unread: row.marked_unread,
            disappearing_seconds: u32::try_from(row.disappearing_seconds).unwrap_or_default(),
            cleared_at: row.cleared_at.map(Timestamp),
            removed_at: row.removed_at.map(Timestamp),
        }
    }
}

async fn find(db: &mut Conn<'_>, chat: ChatId) -> Result<ChatState, StorageError> {
    let row = db.query(FIND).bind(chat.0).maybe::<StateRow>().await?;
    Ok(row.map(ChatState::from).unwrap_or_default())
}

lookups! {
    /// What the account keeps about a chat; the default if nothing is stored.
    chat_state(chat: ChatId) -> ChatState = find;
}

impl Tx {
    /// What the account keeps about a chat, about to be changed: no other node changes it until the
    /// write commits.
    pub async fn lock_chat_state(&mut self, chat: ChatId) -> Result<ChatState, StorageError> {
        let lock = dialect::for_update(self.engine());
        let mut db = self.db();
        db.composed(format!("{LOCK}{lock}")).bind(chat.0).maybe::<(Uuid,)>().await?;
        find(&mut db, chat).await
    }

    /// Writes what the account keeps about a chat.
    pub async fn set_chat_state(
        &mut self,
        chat: ChatId,
        state: &ChatState,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(SET).bind(chat.0).bind(state.archived).bind(state.pinned);
        let query = query.bind(state.mute != Mute::Off);
        let query = query.bind(state.mute.until().map(|until| until.0)).bind(state.marked_unread);
        let query = query.bind(i64::from(state.disappearing_seconds));
        let query = query.bind(state.cleared_at.map(|at| at.0));
        let query = query.bind(state.removed_at.map(|at| at.0));
        query.bind(now.0).run().await.map(drop)
    }

    /// Resets the counts and the preview of a chat whose messages were cleared.
    pub async fn empty_chat(&mut self, chat: ChatId, now: Timestamp) -> Result<(), StorageError> {
        self.db().query(EMPTY).bind(chat.0).bind(now.0).run().await.map(drop)
    }

    /// Removes the stars of a chat's messages up to this time. Returns how many.
    pub async fn unstar_until(
        &mut self,
        chat: ChatId,
        until: Timestamp,
    ) -> Result<u64, StorageError> {
        self.db().query(UNSTAR).bind(chat.0).bind(until.0).run().await
    }
}
