//! The table `chat_assignees`: the users to whom chats are assigned.

use crate::db::{Conn, row, statements, text};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ChatId, InstanceId, UserId};
use omni_domain::instance::ChannelType;
use uuid::Uuid;

/// A chat that is assigned to a user, as events show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignedChat {
    /// The chat.
    pub id: ChatId,
    /// Its instance.
    pub instance_id: InstanceId,
    /// Its network.
    pub channel: ChannelType,
    /// Its address on the network.
    pub address: String,
}

row! {
    struct AssignedRow {
        chat_id: Uuid,
        instance_id: Uuid,
        channel: String,
        address: String,
    }
}

statements! {
    FIND = "SELECT user_id FROM chat_assignees WHERE chat_id = $1";
    SET = "INSERT INTO chat_assignees (chat_id, user_id, assigned_at) VALUES ($1, $2, $3)
        ON CONFLICT (chat_id) DO UPDATE SET
        user_id = excluded.user_id, assigned_at = excluded.assigned_at";
    REMOVE = "DELETE FROM chat_assignees WHERE chat_id = $1";
    OF_USER = concat!(
        "SELECT ", columns!(), " FROM (SELECT chats.id AS chat_id, chats.instance_id AS instance_id,
         instances.channel AS channel, chats.address AS address FROM chat_assignees
         JOIN chats ON chats.id = chat_assignees.chat_id
         JOIN instances ON instances.id = chats.instance_id
         WHERE chat_assignees.user_id = $1) AS assigned ORDER BY chat_id LIMIT $2",
    );
    /// The kept chat keeps its own, if it has one.
    MOVE = "UPDATE chat_assignees SET chat_id = $2 WHERE chat_id = $1
        AND NOT EXISTS (SELECT 1 FROM chat_assignees kept WHERE kept.chat_id = $2)";
    /// What [`MOVE`] has left of a chat that becomes part of another.
    DROP_TWIN = "DELETE FROM chat_assignees WHERE chat_id = $1 AND chat_id <> $2";
}

impl TryFrom<AssignedRow> for AssignedChat {
    type Error = StorageError;

    fn try_from(row: AssignedRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: ChatId(row.chat_id),
            instance_id: InstanceId(row.instance_id),
            channel: text("instances", row.instance_id, &row.channel)?,
            address: row.address,
        })
    }
}

async fn find(db: &mut Conn<'_>, chat: ChatId) -> Result<Option<UserId>, StorageError> {
    let row = db.query(FIND).bind(chat.0).maybe::<(Uuid,)>().await?;
    Ok(row.map(|(user,)| UserId(user)))
}

lookups! {
    /// The user to whom a chat is assigned.
    chat_assignee(chat: ChatId) -> Option<UserId> = find;
}

impl Tx {
    /// Assigns a chat to a user; to another, if it was assigned.
    pub async fn assign_chat(
        &mut self,
        chat: ChatId,
        user: UserId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        db.query(SET).bind(chat.0).bind(user.0).bind(now.0).run().await.map(drop)
    }

    /// Ends the assignment of a chat. Returns whether it was assigned.
    pub async fn unassign_chat(&mut self, chat: ChatId) -> Result<bool, StorageError> {
        Ok(self.db().query(REMOVE).bind(chat.0).run().await? > 0)
    }

    /// At most `limit` of the chats that are assigned to a user.
    pub async fn chats_of_assignee(
        &mut self,
        user: UserId,
        limit: u32,
    ) -> Result<Vec<AssignedChat>, StorageError> {
        let mut db = self.db();
        let query = db.query(OF_USER).bind(user.0).bind(i64::from(limit));
        let rows = query.all::<AssignedRow>().await?;
        rows.into_iter().map(AssignedChat::try_from).collect()
    }
}
