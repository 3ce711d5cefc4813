//! The tables `labels`, `chat_labels` and `message_labels`.

use crate::Store;
use crate::db::{Conn, Select, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::chat_state::Label;
use omni_domain::ids::{ChatId, InstanceId, MessageId};
use std::collections::HashMap;
use uuid::Uuid;

row! {
    struct LabelRow {
        label_id: String,
        name: String,
        color: i64,
    }
}

macro_rules! put {
    () => {
        concat!(
            "INSERT INTO labels (", columns!(), ", instance_id, updated_at, revision, deleted)
             VALUES ($1, $2, $3, $4, $5, 1, FALSE) ON CONFLICT (instance_id, label_id) DO UPDATE SET
             name = excluded.name, color = excluded.color, updated_at = excluded.updated_at,
             revision = labels.revision + 1, deleted = FALSE",
        )
    };
}

macro_rules! delete {
    () => {
        "UPDATE labels SET deleted = TRUE, updated_at = $3, revision = revision + 1
         WHERE instance_id = $1 AND label_id = $2 AND NOT deleted"
    };
}

statements! {
    LIST = concat!(
        "SELECT ", columns!(), " FROM labels WHERE instance_id = $1 AND NOT deleted ORDER BY label_id",
    );
    FIND = concat!(
        "SELECT ", columns!(), " FROM labels WHERE instance_id = $1 AND label_id = $2 AND NOT deleted",
    );
    /// Also of a deleted one.
    REVISION = "SELECT revision FROM labels WHERE instance_id = $1 AND label_id = $2";
    PUT = put!();
    PUT_AFTER = concat!(put!(), " WHERE labels.revision = $6");
    DELETE = delete!();
    DELETE_AFTER = concat!(delete!(), " AND revision = $4");
    DELETE_FROM_CHATS = "DELETE FROM chat_labels WHERE label_id = $2
        AND chat_id IN (SELECT id FROM chats WHERE instance_id = $1)";
    DELETE_FROM_MESSAGES = "DELETE FROM message_labels WHERE label_id = $2 AND EXISTS
        (SELECT 1 FROM messages
         WHERE messages.id = message_labels.message_id AND messages.instance_id = $1)";
    OF_CHAT = "SELECT label_id FROM chat_labels WHERE chat_id = $1 ORDER BY label_id";
    ADD = "INSERT INTO chat_labels (chat_id, label_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    REMOVE = "DELETE FROM chat_labels WHERE chat_id = $1 AND label_id = $2";
    ADD_TO_MESSAGE = "INSERT INTO message_labels (message_id, label_id) VALUES ($1, $2)
        ON CONFLICT DO NOTHING";
    REMOVE_FROM_MESSAGE = "DELETE FROM message_labels WHERE message_id = $1 AND label_id = $2";
    DELETE_TWINS = "DELETE FROM chat_labels WHERE chat_id = $1 AND label_id IN
        (SELECT label_id FROM chat_labels WHERE chat_id = $2)";
    MOVE = "UPDATE chat_labels SET chat_id = $2 WHERE chat_id = $1";
}

const OF_MESSAGES: &str = "SELECT message_id, label_id FROM message_labels WHERE 1 = 1";

impl From<LabelRow> for Label {
    fn from(row: LabelRow) -> Self {
        let color = i32::try_from(row.color).unwrap_or_default();
        Self { id: row.label_id, name: row.name, color }
    }
}

async fn list(db: &mut Conn<'_>, instance: InstanceId) -> Result<Vec<Label>, StorageError> {
    let rows = db.query(LIST).bind(instance.0).all::<LabelRow>().await?;
    Ok(rows.into_iter().map(Label::from).collect())
}

async fn find(
    db: &mut Conn<'_>,
    instance: InstanceId,
    id: &str,
) -> Result<Option<Label>, StorageError> {
    let row = db.query(FIND).bind(instance.0).bind(id).maybe::<LabelRow>().await?;
    Ok(row.map(Label::from))
}

async fn of_chat(db: &mut Conn<'_>, chat: ChatId) -> Result<Vec<String>, StorageError> {
    let rows = db.query(OF_CHAT).bind(chat.0).all::<(String,)>().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

async fn revision(
    db: &mut Conn<'_>,
    instance: InstanceId,
    id: &str,
) -> Result<LabelRevision, StorageError> {
    let row = db.query(REVISION).bind(instance.0).bind(id).maybe::<(i64,)>().await?;
    Ok(LabelRevision(row.map_or(0, |(revision,)| revision)))
}

lookups! {
    /// The labels of an instance, by their ids.
    list_labels(instance: InstanceId) -> Vec<Label> = list;
    /// A label of an instance.
    find_label(instance: InstanceId, id: &str) -> Option<Label> = find;
    /// How often a label was written, whether it exists or not.
    label_revision(instance: InstanceId, id: &str) -> LabelRevision = revision;
    /// Ids of a chat's labels, in order.
    labels_of_chat(chat: ChatId) -> Vec<String> = of_chat;
}

/// How often a label was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelRevision(i64);

impl Tx {
    /// Creates a label, or changes it. `after`: only if it was not written since it had this revision.
    /// Returns whether it was written.
    pub async fn put_label(
        &mut self,
        instance: InstanceId,
        label: &Label,
        after: Option<LabelRevision>,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let text = if after.is_some() { PUT_AFTER } else { PUT };
        let mut query = db.query(text).bind(label.id.as_str()).bind(label.name.as_str());
        query = query.bind(i64::from(label.color)).bind(instance.0).bind(now.0);
        if let Some(LabelRevision(after)) = after {
            query = query.bind(after);
        }
        Ok(query.run().await? > 0)
    }

    /// Deletes a label, also from the chats and messages that have it. `after`: only if it was not written
    /// since it had this revision. Returns whether there was one.
    pub async fn delete_label(
        &mut self,
        instance: InstanceId,
        id: &str,
        after: Option<LabelRevision>,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let text = if after.is_some() { DELETE_AFTER } else { DELETE };
        let mut query = db.query(text).bind(instance.0).bind(id).bind(now.0);
        if let Some(LabelRevision(after)) = after {
            query = query.bind(after);
        }
        if query.run().await? == 0 {
            return Ok(false);
        }
        db.query(DELETE_FROM_CHATS).bind(instance.0).bind(id).run().await?;
        db.query(DELETE_FROM_MESSAGES).bind(instance.0).bind(id).run().await?;
        Ok(true)
    }

    /// Gives a chat a label, or takes it away. Returns whether that changed anything.
    pub async fn label_chat(
        &mut self,
        chat: ChatId,
        label: &str,
        labelled: bool,
    ) -> Result<bool, StorageError> {
        let text = if labelled { ADD } else { REMOVE };
        Ok(self.db().query(text).bind(chat.0).bind(label).run().await? > 0)
    }

    /// Gives a message a label, or takes it away. Returns whether that changed anything.
    pub async fn label_message(
        &mut self,
        message: MessageId,
        label: &str,
        labelled: bool,
    ) -> Result<bool, StorageError> {
        let text = if labelled { ADD_TO_MESSAGE } else { REMOVE_FROM_MESSAGE };
        Ok(self.db().query(text).bind(message.0).bind(label).run().await? > 0)
    }
}

impl Store {
    /// Ids of the labels of these messages; one that is left out has none.
    pub async fn labels_of_messages(
        &self,
        messages: &[MessageId],
    ) -> Result<HashMap<MessageId, Vec<String>>, StorageError> {
        let mut labels: HashMap<MessageId, Vec<String>> = HashMap::new();
        let mut reader = self.reader().await?;
        for some in crate::db::padded(messages) {
            let mut select = Select::new(OF_MESSAGES);
            select.and_in("message_id", some.iter().map(|id| id.0)).push(" ORDER BY label_id");
            for (message, label) in select.on(&mut reader.conn()).all::<(Uuid, String)>().await? {
                labels.entry(MessageId(message)).or_default().push(label);
            }
        }
        Ok(labels)
    }
}
