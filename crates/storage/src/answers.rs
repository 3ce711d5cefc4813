//! The table `message_answers`: what people answered last to a poll or an event.

use crate::db::{Conn, json_text, or_fallback, parse_json, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::answer::Answer;
use omni_domain::ids::MessageId;
use uuid::Uuid;

const TABLE: &str = "message_answers";

row! {
    struct AnswerRow {
        message_id: Uuid,
        platform_user_id: String,
        choices: String,
        extra_guests: i64,
        answered_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        LIST = concat!(
            "SELECT ", columns!(), " FROM message_answers WHERE message_id = $1
             ORDER BY answered_at, platform_user_id LIMIT $2",
        );
        FIND = concat!(
            "SELECT ", columns!(), " FROM message_answers
             WHERE message_id = $1 AND platform_user_id IN ($2, $3)
             ORDER BY answered_at DESC LIMIT 1",
        );
        PUT = concat!(
            "INSERT INTO message_answers (", columns!(), ") VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (message_id, platform_user_id) DO UPDATE SET
             choices = excluded.choices, extra_guests = excluded.extra_guests,
             answered_at = excluded.answered_at",
        );
        DELETE = "DELETE FROM message_answers WHERE message_id = $1";
    }
}
pub(crate) use sql::ALL;

impl From<AnswerRow> for Answer {
    fn from(row: AnswerRow) -> Self {
        Self {
            platform_user_id: row.platform_user_id,
            choices: or_fallback(parse_json(TABLE, row.message_id, &row.choices), Vec::new),
            extra_guests: u32::try_from(row.extra_guests).unwrap_or_default(),
            at: Timestamp(row.answered_at),
        }
    }
}

async fn list(
    db: &mut Conn<'_>,
    message: MessageId,
    limit: u32,
) -> Result<Vec<Answer>, StorageError> {
    let query = db.query(sql::LIST).bind(message.0).bind(i64::from(limit));
    Ok(query.all::<AnswerRow>().await?.into_iter().map(Answer::from).collect())
}

lookups! {
    /// The answers to a message, those taken back as well, the oldest first.
    list_answers(message: MessageId, limit: u32) -> Vec<Answer> = list;
}

impl Tx {
    /// The answer of the person who has one of these two addresses.
    pub async fn find_answer(
        &mut self,
        message: MessageId,
        address: &str,
        other: Option<&str>,
    ) -> Result<Option<Answer>, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::FIND).bind(message.0).bind(address);
        let row = query.bind(other.unwrap_or(address)).maybe::<AnswerRow>().await?;
        Ok(row.map(Answer::from))
    }

    /// Stores what a person answered instead of what the person answered before.
    pub async fn put_answer(
        &mut self,
        message: MessageId,
        answer: &Answer,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::PUT).bind(message.0).bind(answer.platform_user_id.as_str());
        let query = query.bind(json_text(&answer.choices)).bind(i64::from(answer.extra_guests));
        query.bind(answer.at.0).run().await.map(drop)
    }

    /// Removes the answers to a message: it was deleted.
    pub async fn delete_answers(&mut self, message: MessageId) -> Result<(), StorageError> {
        self.db().query(sql::DELETE).bind(message.0).run().await.map(drop)
    }
}
