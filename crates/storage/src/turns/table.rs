//! The tables `turns` and `turn_messages`.

use crate::db::{MultiRow, json_text, or_fallback, parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::ids::{AgentId, ChatId, InstanceId, JobId, PersonId, TenantId, TurnId};
use omni_domain::turn::{Turn, TurnError, TurnStage};
use uuid::Uuid;

const TABLE: &str = "turns";

row! {
    pub(super) struct TurnRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Uuid,
        chat_id: Uuid,
        person_id: Option<Uuid>,
        state: String,
        outcome: Option<String>,
        due_at: i64,
        latest_due_at: i64,
        media_due_at: Option<i64>,
        job_id: Uuid,
        attempts: i32,
        session_id: Option<String>,
        reply: Option<String>,
        queued_parts: i32,
        error_stage: Option<String>,
        error_code: Option<String>,
        error_message: Option<String>,
        superseded_by: Option<Uuid>,
        agent_latency_ms: Option<i64>,
        created_at: i64,
        collected_at: Option<i64>,
        asked_at: Option<i64>,
        answered_at: Option<i64>,
        ended_at: Option<i64>,
        updated_at: i64,
        agent_id: Option<Uuid>,
        agent_version: Option<i32>,
    }
}

statements! {
    SELECT = concat!("SELECT ", columns!(), " FROM turns WHERE 1 = 1");
    FIND = concat!("SELECT ", columns!(), " FROM turns WHERE tenant_id = $1 AND id = $2");
    /// The turn must still be in the state that was read: a late writer changes nothing.
    UPDATE = "UPDATE turns SET state = $3, outcome = $4, due_at = $5, media_due_at = $6,
        job_id = $7, attempts = $8, session_id = $9, reply = $10, queued_parts = $11,
        error_stage = $12, error_code = $13, error_message = $14, superseded_by = $15,
        agent_latency_ms = $16, collected_at = $17, asked_at = $18, answered_at = $19,
        ended_at = $20, updated_at = $21, agent_id = $22, agent_version = $23
        WHERE id = $1 AND state = $2";
    POSTPONE = "UPDATE turns SET due_at = CASE WHEN $2 < latest_due_at THEN $2 ELSE latest_due_at END
        WHERE chat_id = $1 AND state = 'collecting' AND due_at < $2";
    OF_MESSAGE = concat!(
        "SELECT ", columns!(), " FROM turns WHERE id =
         (SELECT turn_id FROM turn_messages WHERE message_id = $1)",
    );
    MESSAGES = "SELECT message_id FROM turn_messages WHERE turn_id = $1 AND part IS NULL
        ORDER BY message_id";
    REPLIES = "SELECT message_id FROM turn_messages WHERE turn_id = $1 AND part IS NOT NULL
        ORDER BY part";
    MOVE_MESSAGES = "UPDATE turn_messages SET turn_id = $2 WHERE turn_id = $1 AND part IS NULL";
    ADD_REPLY = "INSERT INTO turn_messages (message_id, turn_id, part) VALUES ($1, $2, $3)
        ON CONFLICT (message_id) DO NOTHING";
    /// The times at which a person's turns were answered recently, newest first.
    ASKED = "SELECT asked_at FROM turns
        WHERE instance_id = $1 AND person_id = $2 AND asked_at > $3
        ORDER BY asked_at DESC LIMIT $4";
    /// The times at which a chat's turns were answered recently, newest first.
    ASKED_IN_CHAT = "SELECT asked_at FROM turns
        WHERE chat_id = $1 AND created_at > $2 AND asked_at IS NOT NULL
        ORDER BY created_at DESC LIMIT $3";
    COUNTS = "SELECT state, COUNT(*) FROM turns
        WHERE state IN ('collecting', 'waiting_media', 'running', 'awaiting_reply', 'replying')
        GROUP BY state ORDER BY state";
    /// The answer may still be queued for the chat; then it is not missing.
    UNANSWERED = concat!(
        "SELECT ", columns!(), " FROM turns WHERE state = 'awaiting_reply' AND reply IS NULL
         AND NOT EXISTS (SELECT 1 FROM reply_urls
             WHERE reply_urls.turn_id = turns.id AND reply_urls.expires_at > $1)
         ORDER BY id LIMIT $2",
    );
    MOVE_COLLECTING = "UPDATE turns SET chat_id = $2 WHERE chat_id = $1 AND state = 'collecting'";
    MOVE_ACTIVE = "UPDATE turns SET chat_id = $2 WHERE chat_id = $1
        AND state IN ('waiting_media', 'running', 'replying')";
    /// A waiting turn is due: its files are read.
    HASTEN = "UPDATE jobs SET run_at = $2 WHERE state = 'queued' AND run_at > $2 AND id IN
        (SELECT job_id FROM turns WHERE state = 'waiting_media' AND id =
         (SELECT turn_id FROM turn_messages WHERE message_id = $1))";
}

pub(super) static INSERT: MultiRow =
    MultiRow::new(concat!("INSERT INTO turns (", columns!(), ") VALUES "), TurnRow::WIDTH, "");

pub(super) static JOIN: MultiRow = MultiRow::new(
    "INSERT INTO turn_messages (message_id, turn_id, part) VALUES ",
    3,
    " ON CONFLICT (message_id) DO NOTHING",
);

/// Moves the ends of several quiet times, not beyond their latest: turn, time.
pub(super) static MOVE_DUE: MultiRow = MultiRow::new(
    "UPDATE turns SET due_at =
     CASE WHEN v.column2 < latest_due_at THEN v.column2 ELSE latest_due_at END
     FROM (VALUES ",
    2,
    ") AS v WHERE turns.id = v.column1",
);

/// Which turns messages belong to, before the messages.
pub(super) const TURNS_OF_MESSAGES: &str =
    "SELECT message_id, turn_id FROM turn_messages WHERE 1 = 1";

/// The list, before its conditions.
pub(super) const LIST: &str = concat!("SELECT ", columns!(), " FROM turns WHERE tenant_id = ");

/// The direct chats of a person's accounts, as these are after merges, before the person.
pub(super) const CHATS_OF_PERSON: &str = "WITH accounts AS
    (SELECT instance_id, address AS known FROM identities WHERE person_id = ";

/// Before the person for the second time.
pub(super) const OTHER_ADDRESSES: &str =
    " UNION ALL SELECT instance_id, address_alt FROM identities WHERE person_id = ";

/// The end.
pub(super) const DIRECT: &str = ")
    SELECT chats.id FROM accounts CROSS JOIN chats
     WHERE chats.instance_id = accounts.instance_id AND chats.address = accounts.known
    UNION SELECT chats.id FROM accounts CROSS JOIN chats
     WHERE chats.instance_id = accounts.instance_id AND chats.address_alt = accounts.known";

/// The list of one person's turns. Each source of it (a direct chat, and what the person began, in groups
/// as well) reads no more turns than a page has, from an index that is in the order of the list.
pub(super) const OF_PERSON: &str = "WITH found AS (";

/// A source, before its condition.
pub(super) const SOURCE: &str = "SELECT turn FROM (SELECT id AS turn FROM turns WHERE ";

/// After a source, and before the next one: what was found in both is listed once.
pub(super) const SOURCE_END: &str = ") AS source";
pub(super) const NEXT_SOURCE: &str = " UNION ";

/// After all sources, before the tenant. Joined in this order: the planner of SQLite would read all turns
/// of the tenant, in the order of the list.
pub(super) const FOUND: &str = concat!(
    ") SELECT ",
    columns!(),
    " FROM found CROSS JOIN turns WHERE turns.id = found.turn AND tenant_id = ",
);

/// A turn whose plan of an answer cannot be read has none: what is not sent of it ends as
/// interrupted.
impl TryFrom<TurnRow> for Turn {
    type Error = StorageError;

    fn try_from(row: TurnRow) -> Result<Self, StorageError> {
        let id = row.id;
        let error = match (row.error_stage, row.error_code) {
            (Some(stage), Some(code)) => Some(TurnError {
                stage: or_fallback(text(TABLE, id, &stage), || TurnStage::Prepare),
                code,
                message: row.error_message.unwrap_or_default(),
            }),
            _ => None,
        };
        Ok(Self {
            id: TurnId(id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: InstanceId(row.instance_id),
            chat_id: ChatId(row.chat_id),
            person_id: row.person_id.map(PersonId),
            state: text(TABLE, id, &row.state)?,
            outcome: row
                .outcome
                .and_then(|outcome| or_fallback(text(TABLE, id, &outcome).map(Some), || None)),
            due_at: Timestamp(row.due_at),
            latest_due_at: Timestamp(row.latest_due_at),
            media_due_at: row.media_due_at.map(Timestamp),
            job_id: JobId(row.job_id),
            attempts: row.attempts,
            session_id: row.session_id,
            reply: row
                .reply
                .and_then(|reply| or_fallback(parse_json(TABLE, id, &reply).map(Some), || None)),
            queued_parts: row.queued_parts,
            error,
            superseded_by: row.superseded_by.map(TurnId),
            agent_latency_ms: row.agent_latency_ms,
            created_at: Timestamp(row.created_at),
            collected_at: row.collected_at.map(Timestamp),
            asked_at: row.asked_at.map(Timestamp),
            answered_at: row.answered_at.map(Timestamp),
            ended_at: row.ended_at.map(Timestamp),
            updated_at: Timestamp(row.updated_at),
            agent_id: row.agent_id.map(AgentId),
            agent_version: row.agent_version,
        })
    }
}

/// The reply as it is stored.
pub(super) fn reply_text(turn: &Turn) -> Option<String> {
    turn.reply.as_ref().map(json_text)
}
