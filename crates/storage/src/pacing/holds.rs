//! The table `held_sends`, and what decides whether a send concerns a limit.

use crate::Store;
use crate::db::{Conn, Select, padded, readable, row, statements, text};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ChatId, InstanceId, JobId, MessageId};
use omni_domain::pacing::{HeldSend, Hold, HoldReason};
use uuid::Uuid;

/// What a chat's newest messages show about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChatHistory {
    /// The newest message to the instance, or another contact that is later.
    pub last_received: Option<Timestamp>,
    /// Whether the instance has written there before.
    pub is_open: bool,
}

row! {
    struct HeldRow {
        message_id: Uuid,
        instance_id: Uuid,
        chat_id: Uuid,
        reason: Option<String>,
        not_before: Option<i64>,
        day: Option<i64>,
        slot: Option<i64>,
        job_id: Option<Uuid>,
    }
}

mod sql {
    use super::statements;

    macro_rules! some {
        () => {
            " FROM held_sends WHERE instance_id = $1 AND not_before > $2
              AND reason <> 'restricted' AND message_id > $4 ORDER BY message_id LIMIT $3"
        };
    }

    statements! {
        FIND = concat!("SELECT ", columns!(), " FROM held_sends WHERE message_id = $1");
        PUT = concat!(
            "INSERT INTO held_sends (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (message_id) DO UPDATE SET reason = excluded.reason,
             not_before = excluded.not_before, day = excluded.day, slot = excluded.slot,
             job_id = excluded.job_id",
        );
        WAITING_CHATS = "SELECT DISTINCT chat_id FROM held_sends
            WHERE instance_id = $1 AND not_before > $2 LIMIT $3";
        /// A chat with so many messages is not new, whatever they are.
        HISTORY = "SELECT
            MAX(CASE WHEN direction = 'inbound' THEN platform_timestamp END),
            MAX(CASE WHEN direction = 'outbound' AND status IN ('sent', 'delivered', 'read')
                THEN platform_timestamp END),
            COUNT(*), (SELECT contact_at FROM chats WHERE id = $1)
            FROM (SELECT direction, status, platform_timestamp FROM messages WHERE chat_id = $1
                ORDER BY platform_timestamp DESC, id DESC LIMIT 200) AS newest";
        HASTEN_CHAT = "UPDATE jobs SET run_at = $2
            WHERE order_key = $1 AND head AND state = 'queued' AND run_at > $2 RETURNING kind";
        /// By the ids of the jobs: those of a merged chat keep its order key.
        HASTEN_HELD = "UPDATE jobs SET run_at = $2
            WHERE id IN (SELECT job_id FROM held_sends WHERE chat_id = $1 AND not_before > $2)
            AND head AND state = 'queued' AND run_at > $2 RETURNING kind";
        MOVE = "UPDATE held_sends SET chat_id = $2 WHERE chat_id = $1 AND not_before IS NOT NULL";
        /// Those that wait for the instance's own limits, `$3` after the message `$4`.
        HASTEN_SOME = concat!(
            "UPDATE jobs SET run_at = $2 WHERE id IN (SELECT job_id", some!(), ")
             AND head AND state = 'queued' AND run_at > $2 RETURNING kind",
        );
        UNCOUNT_SOME = concat!(
            "UPDATE new_chat_days SET chats = chats - (SELECT COUNT(*) FROM
                (SELECT day", some!(), ") AS held WHERE held.day = new_chat_days.day)
             WHERE instance_id = $1",
        );
        FORGET_SOME = concat!(
            "DELETE FROM held_sends WHERE message_id IN (SELECT message_id", some!(), ")
             RETURNING message_id",
        );
    }
}
pub(crate) use sql::ALL;

const SELECT: &str = concat!("SELECT ", columns!(), " FROM held_sends WHERE not_before > ");

/// The `LIMIT` of [`sql::HISTORY`].
const MANY: i64 = 200;

impl TryFrom<HeldRow> for HeldSend {
    type Error = StorageError;

    fn try_from(row: HeldRow) -> Result<Self, StorageError> {
        let reason: Option<HoldReason> = match &row.reason {
            Some(reason) => Some(text("held_sends", row.message_id, reason)?),
            None => None,
        };
        let hold = reason.zip(row.not_before);
        Ok(Self {
            message_id: MessageId(row.message_id),
            instance_id: InstanceId(row.instance_id),
            chat_id: ChatId(row.chat_id),
            hold: hold.map(|(reason, at)| Hold { reason, not_before: Timestamp(at) }),
            day: row.day,
            slot: row.slot.map(Timestamp),
            job_id: row.job_id.map(JobId),
        })
    }
}

async fn find(db: &mut Conn<'_>, id: MessageId) -> Result<Option<HeldSend>, StorageError> {
    let row = db.query(sql::FIND).bind(id.0).maybe::<HeldRow>().await?;
    row.map(HeldSend::try_from).transpose()
}

async fn history(db: &mut Conn<'_>, chat: ChatId) -> Result<ChatHistory, StorageError> {
    let query = db.query(sql::HISTORY).bind(chat.0);
    let (received, sent, count, contact) =
        query.one::<(Option<i64>, Option<i64>, i64, Option<i64>)>().await?;
    Ok(ChatHistory {
        last_received: received.max(contact).map(Timestamp),
        is_open: received.is_some() || contact.is_some() || sent.is_some() || count >= MANY,
    })
}

async fn waiting(
    db: &mut Conn<'_>,
    instance: InstanceId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<ChatId>, StorageError> {
    let query = db.query(sql::WAITING_CHATS).bind(instance.0).bind(now.0).bind(i64::from(limit));
    let rows = query.all::<(Uuid,)>().await?;
    Ok(rows.into_iter().map(|(id,)| ChatId(id)).collect())
}

lookups! {
    /// What was decided about a send.
    find_held_send(id: MessageId) -> Option<HeldSend> = find;
    /// What a chat's newest messages show about it.
    chat_history(chat: ChatId) -> ChatHistory = history;
    /// The chats of an instance in which messages wait, at most `limit`.
    chats_of_held_sends(instance: InstanceId, now: Timestamp, limit: u32) -> Vec<ChatId> = waiting;
}

impl Tx {
    /// Records what was decided about a send, in place of what was before.
    pub async fn put_held_send(&mut self, held: &HeldSend) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::PUT).bind(held.message_id.0).bind(held.instance_id.0);
        let query = query.bind(held.chat_id.0);
        let query = query.bind(held.hold.map(|hold| hold.reason.as_str()));
        let query = query.bind(held.hold.map(|hold| hold.not_before.0)).bind(held.day);
        let query = query.bind(held.slot.map(|at| at.0));
        query.bind(held.job_id.map(|id| id.0)).run().await.map(drop)
    }

    /// The job that is next under an order key is due now, if it waits for a later time.
    pub async fn hasten_next_job(
        &mut self,
        order_key: &str,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        self.flush_jobs().await?;
        let mut db = self.db();
        let query = db.query(sql::HASTEN_CHAT).bind(order_key).bind(now.0);
        let rows = query.all::<(String,)>().await?;
        self.wake_kinds(&rows);
        Ok(!rows.is_empty())
    }

    /// The jobs of the messages that wait for a limit in a chat are due now, also of those that were
    /// queued for a chat that has become part of it.
    pub async fn hasten_held_sends(
        &mut self,
        chat: ChatId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::HASTEN_HELD).bind(chat.0).bind(now.0);
        let rows = query.all::<(String,)>().await?;
        self.wake_kinds(&rows);
        Ok(!rows.is_empty())
    }

    /// Forgets what was decided about sends of an instance that wait for its own limits, the next
    /// `limit` of them after a message, and makes their jobs due: each is decided anew. Returns the
    /// last one; `None` if there are no more.
    pub async fn release_held_sends(
        &mut self,
        instance: InstanceId,
        now: Timestamp,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Option<MessageId>, StorageError> {
        let some = (instance.0, now.0, i64::from(limit), after.map_or(Uuid::nil(), |id| id.0));
        self.flush_jobs().await?;
        let mut db = self.db();
        let query = db.query(sql::HASTEN_SOME).bind(some.0).bind(some.1).bind(some.2).bind(some.3);
        let due = query.all::<(String,)>().await?;
        // Each counts anew when it is decided anew.
        let query = db.query(sql::UNCOUNT_SOME).bind(some.0).bind(some.1).bind(some.2).bind(some.3);
        query.run().await?;
        let query = db.query(sql::FORGET_SOME).bind(some.0).bind(some.1).bind(some.2).bind(some.3);
        let released = query.all::<(Uuid,)>().await?;
        self.wake_kinds(&due);
        Ok(released.into_iter().map(|(id,)| MessageId(id)).max())
    }

    /// Those of a chat that becomes part of another.
    pub(crate) async fn move_held_sends(
        &mut self,
        from: ChatId,
        into: ChatId,
    ) -> Result<(), StorageError> {
        self.db().query(sql::MOVE).bind(from.0).bind(into.0).run().await.map(drop)
    }
}

impl Store {
    /// What was decided about those of these messages that wait.
    pub async fn held_sends(
        &self,
        ids: &[MessageId],
        now: Timestamp,
    ) -> Result<Vec<HeldSend>, StorageError> {
        let mut found = Vec::new();
        let mut reader = self.reader().await?;
        for some in padded(ids) {
            let mut select = Select::new(SELECT);
            select.bind(now.0).and_in("message_id", some.iter().map(|id| id.0));
            let rows = select.on(&mut reader.conn()).all::<HeldRow>().await?;
            found.extend(readable::<_, HeldSend>(rows));
        }
        Ok(found)
    }
}
