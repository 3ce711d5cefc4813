//! The table `chat_notes`: internal notes on chats.

use crate::Store;
use crate::db::{Conn, row, statements, text};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::conversation::ChatNote;
use omni_domain::ids::{ChatId, InstanceId, NoteId, TenantId};
use omni_domain::page::{Cursor, Page, PageRequest};
use uuid::Uuid;

row! {
    struct NoteRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Uuid,
        chat_id: Uuid,
        author: String,
        author_name: Option<String>,
        text: String,
        created_at: i64,
        updated_at: i64,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO chat_notes (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    );
    FIND = concat!("SELECT ", columns!(), " FROM chat_notes WHERE chat_id = $1 AND id = $2");
    LIST = concat!(
        "SELECT ", columns!(), " FROM chat_notes
         WHERE chat_id = $1 AND (created_at < $2 OR (created_at = $2 AND id < $3))
         ORDER BY created_at DESC, id DESC LIMIT $4",
    );
    COUNT = "SELECT COUNT(*) FROM chat_notes WHERE chat_id = $1";
    SET_TEXT = "UPDATE chat_notes SET text = $3, updated_at = $4 WHERE chat_id = $1 AND id = $2";
    DELETE = "DELETE FROM chat_notes WHERE chat_id = $1 AND id = $2";
    MOVE = "UPDATE chat_notes SET chat_id = $2 WHERE chat_id = $1";
}

impl TryFrom<NoteRow> for ChatNote {
    type Error = StorageError;

    fn try_from(row: NoteRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: NoteId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: InstanceId(row.instance_id),
            chat_id: ChatId(row.chat_id),
            author: text("chat_notes", row.id, &row.author)?,
            author_name: row.author_name,
            text: row.text,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

async fn find(
    db: &mut Conn<'_>,
    chat: ChatId,
    id: NoteId,
) -> Result<Option<ChatNote>, StorageError> {
    let row = db.query(FIND).bind(chat.0).bind(id.0).maybe::<NoteRow>().await?;
    row.map(ChatNote::try_from).transpose()
}

async fn count(db: &mut Conn<'_>, chat: ChatId) -> Result<i64, StorageError> {
    let (count,) = db.query(COUNT).bind(chat.0).one::<(i64,)>().await?;
    Ok(count)
}

lookups! {
    /// A note on a chat.
    find_note(chat: ChatId, id: NoteId) -> Option<ChatNote> = find;
    /// How many notes a chat has.
    count_notes(chat: ChatId) -> i64 = count;
}

impl Tx {
    /// Adds a note.
    pub async fn insert_note(&mut self, note: &ChatNote) -> Result<(), StorageError> {
        let author = note.author.to_string();
        self.db()
            .query(INSERT)
            .bind(note.id.0)
            .bind(note.tenant_id.0)
            .bind(note.instance_id.0)
            .bind(note.chat_id.0)
            .bind(author.as_str())
            .bind(note.author_name.as_deref())
            .bind(note.text.as_str())
            .bind(note.created_at.0)
            .bind(note.updated_at.0)
            .run()
            .await
            .map(drop)
    }

    /// Changes a note's text. Returns whether it exists.
    pub async fn set_note_text(
        &mut self,
        chat: ChatId,
        id: NoteId,
        text: &str,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(SET_TEXT).bind(chat.0).bind(id.0).bind(text);
        Ok(query.bind(now.0).run().await? > 0)
    }

    /// Deletes a note. Returns whether it existed.
    pub async fn delete_note(&mut self, chat: ChatId, id: NoteId) -> Result<bool, StorageError> {
        Ok(self.db().query(DELETE).bind(chat.0).bind(id.0).run().await? > 0)
    }
}

impl Store {
    /// The notes on a chat, newest first.
    pub async fn list_notes(
        &self,
        chat: ChatId,
        request: PageRequest,
    ) -> Result<Page<ChatNote>, StorageError> {
        let from = before(request.after);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(LIST).bind(chat.0).bind(from.key).bind(from.id);
        let rows = query.bind(i64::from(request.limit) + 1).all::<NoteRow>().await?;
        Ok(page(rows, request.limit, |note: &ChatNote| Cursor {
            key: note.created_at.0,
            id: note.id.0,
        }))
    }
}
