//! The table `messages`.

use crate::db::{
    MultiRow, Query, json_text, or_fallback, parse_json, row, statements, text, values,
};
use omni_domain::Timestamp;
use omni_domain::content::{Content, MessageContext};
use omni_domain::ids::{ChatId, IdentityId, InstanceId, MessageId, PersonId, TenantId, UserId};
use omni_domain::message::{DeliveryStatus, Direction, Message, MessageSource, SentBy};
use uuid::Uuid;

const TABLE: &str = "messages";

row! {
    pub(super) struct MessageRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Uuid,
        chat_id: Uuid,
        external_id: String,
        direction: String,
        source: String,
        sender_platform_id: String,
        sender_name: Option<String>,
        sender_identity_id: Option<Uuid>,
        sender_person_id: Option<Uuid>,
        content: String,
        status: String,
        failure_code: Option<String>,
        failure_message: Option<String>,
        reply_to_external_id: Option<String>,
        reactions: String,
        edits: String,
        edited_at: Option<i64>,
        deleted_at: Option<i64>,
        platform_timestamp: i64,
        created_at: i64,
        updated_at: i64,
        sent_at: Option<i64>,
        delivered_at: Option<i64>,
        read_at: Option<i64>,
        context: Option<String>,
        sent_by: Option<Uuid>,
    }
}

/// Without messages that were cleared; starred ones are kept until their star is removed.
macro_rules! shown {
    ($chat:literal) => {
        concat!(
            " AND (starred_at IS NOT NULL OR platform_timestamp > COALESCE(
                (SELECT cleared_at FROM chat_states WHERE chat_states.chat_id = ",
            $chat,
            "), -1))",
        )
    };
}

statements! {
    SET_STARRED = "UPDATE messages SET starred_at = $2 WHERE id = $1";
    SET_KEPT = "UPDATE messages SET kept_at = $2
        WHERE id = $1 AND (kept_at IS NULL) <> (CAST($2 AS BIGINT) IS NULL)";
    FIND = concat!("SELECT ", columns!(), " FROM messages WHERE tenant_id = $1 AND id = $2");
    BY_ID = concat!("SELECT ", columns!(), " FROM messages WHERE id = $1");
    BY_EXTERNAL = concat!(
        "SELECT ", columns!(), " FROM messages WHERE chat_id = $1 AND external_id = $2",
    );
    LIST_BEFORE = concat!(
        "SELECT ", columns!(), " FROM messages
         WHERE tenant_id = $1 AND chat_id = $2 AND (platform_timestamp, id) < ($3, $4)",
        shown!("$2"), "
         ORDER BY platform_timestamp DESC, id DESC LIMIT $5",
    );
    OF_INSTANCE = concat!(
        "SELECT ", columns!(), " FROM messages
         WHERE tenant_id = $1 AND instance_id = $2 AND (platform_timestamp, id) < ($3, $4)
         AND platform_timestamp >= $5",
        shown!("messages.chat_id"), "
         ORDER BY platform_timestamp DESC, id DESC LIMIT $6",
    );
    LIST_AFTER = concat!(
        "SELECT ", columns!(), " FROM messages
         WHERE tenant_id = $1 AND chat_id = $2 AND (platform_timestamp, id) > ($3, $4)",
        shown!("$2"), "
         ORDER BY platform_timestamp, id LIMIT $5",
    );
    BACK_FROM = concat!(
        "SELECT ", columns!(), " FROM messages WHERE id < $1 ORDER BY id DESC LIMIT $2",
    );
    RECENT = concat!(
        "SELECT ", columns!(), " FROM messages
         WHERE chat_id = $1 AND (platform_timestamp, id) < ($2, $3) AND deleted_at IS NULL",
        shown!("$1"), "
         ORDER BY platform_timestamp DESC, id DESC LIMIT $4",
    );
    /// Those that a chat counts as unread, newest first, among its newest `$2`. Others may be unread in
    /// their rows although the chat was read: a receipt does not name all messages before it.
    COUNTED_UNREAD = "SELECT id FROM
        (SELECT id, direction, source, status, platform_timestamp FROM messages
         WHERE chat_id = $1 ORDER BY platform_timestamp DESC, id DESC LIMIT $2) AS newest
        WHERE direction = 'inbound' AND source <> 'sync' AND status IN ('received', 'undecryptable')
        ORDER BY platform_timestamp DESC, id DESC
        LIMIT (SELECT unread_count FROM chats WHERE id = $1)";
    COMPLETE = "UPDATE messages SET content = $2, status = $3, sender_name = $4,
        reply_to_external_id = $5, source = $6, updated_at = $7, context = $8
        WHERE id = $1 AND status = 'undecryptable'";
    EDIT = concat!(
        "UPDATE messages SET content = $2, edited_at = $4, updated_at = $4,
            edits = CASE WHEN edits = '[]' THEN '[' || $3 || ']'
                ELSE SUBSTR(edits, 1, LENGTH(edits) - 1) || ',' || $3 || ']' END
         WHERE id = $1 RETURNING ", columns!(),
    );
    DELETE_CONTENT = concat!(
        "UPDATE messages SET content = $2, edits = '[]', reactions = '[]',
            deleted_at = COALESCE(deleted_at, $3), updated_at = $3
         WHERE id = $1 RETURNING ", columns!(),
    );
    SET_REACTIONS = "UPDATE messages SET reactions = $2 WHERE id = $1";
    SET_EXTERNAL_ID = "UPDATE messages SET external_id = $2 WHERE id = $1";
    /// The row of a message that the network returned before the response to its send.
    ECHO = "SELECT id FROM messages WHERE chat_id = $1 AND external_id = $2 AND id <> $3";
    MOVE_ECHO_MEDIA = "UPDATE media SET message_id = $2 WHERE message_id = $1";
    MOVE_ECHO_EVENTS = "UPDATE events SET message_id = $2 WHERE message_id = $1";
    DELETE_ECHO = "DELETE FROM messages WHERE id = $1";
    UNCOUNT_ECHO = "UPDATE chats SET message_count = message_count - 1 WHERE id = $1";
}

/// The condition of lists over all chats.
pub(super) const SHOWN: &str = shown!("messages.chat_id");

/// Beginnings and ends of the statements over a list of the channel's ids or of statuses.
pub(super) const SELECT: &str = concat!("SELECT ", columns!(), " FROM messages WHERE 1 = 1");
pub(super) const RETURNING: &str = concat!(" RETURNING ", columns!());

pub(super) static INSERT: MultiRow = MultiRow::new(
    concat!("INSERT INTO messages (", columns!(), ") VALUES "),
    MessageRow::WIDTH,
    " ON CONFLICT (chat_id, external_id) DO NOTHING RETURNING id",
);

/// The network accepted several: message, time.
pub(super) static MARK_SENT: MultiRow = MultiRow::new(
    concat!(
        "UPDATE messages SET status = 'sent', sent_at = COALESCE(sent_at, v.column2),
         updated_at = v.column2 ",
        values!(from),
    ),
    2,
    concat!(
        values!(as v),
        " WHERE messages.id = v.column1 AND messages.status IN ('queued') RETURNING id",
    ),
);

/// Messages that are known to be sent: message, time.
pub(super) static NOTE_SENT: MultiRow = MultiRow::new(
    concat!("UPDATE messages SET sent_at = COALESCE(sent_at, v.column2) ", values!(from)),
    2,
    concat!(values!(as v), " WHERE messages.id = v.column1"),
);

/// Several were delivered: the channel's id, time, instance.
pub(super) static MARK_DELIVERED: MultiRow = MultiRow::new(
    concat!(
        "UPDATE messages SET status = 'delivered', delivered_at = COALESCE(delivered_at, v.column2),
         updated_at = v.column2 ",
        values!(from),
    ),
    3,
    concat!(
        values!(as v),
        " WHERE messages.instance_id = v.column3 AND messages.external_id = v.column1
         AND messages.status IN ('queued', 'sent') RETURNING ",
        columns!(),
    ),
);

/// Several were read: the channel's id, time, instance.
pub(super) static MARK_READ: MultiRow = MultiRow::new(
    concat!(
        "UPDATE messages SET status = 'read', read_at = COALESCE(read_at, v.column2),
         updated_at = v.column2 ",
        values!(from),
    ),
    3,
    concat!(
        values!(as v),
        " WHERE messages.instance_id = v.column3 AND messages.external_id = v.column1
         AND messages.status IN ('received', 'queued', 'sent', 'delivered') RETURNING ",
        columns!(),
    ),
);

/// Binds a message's columns in their order.
pub(super) fn bind(query: &mut Query<'_>, message: &Message) {
    let at = |at: Option<Timestamp>| at.map(|at| at.0);
    query.push(message.id.0);
    query.push(message.tenant_id.0);
    query.push(message.instance_id.0);
    query.push(message.chat_id.0);
    query.push(message.external_id.as_str());
    query.push(message.direction.as_str());
    query.push(message.source.as_str());
    query.push(message.sender_platform_id.as_str());
    query.push(message.sender_name.as_deref());
    query.push(message.sender_identity_id.map(|id| id.0));
    query.push(message.sender_person_id.map(|id| id.0));
    query.push(json_text(&message.content));
    query.push(message.status.as_str());
    query.push(message.failure_code.as_deref());
    query.push(message.failure_message.as_deref());
    query.push(message.reply_to_external_id.as_deref());
    query.push(json_text(&message.reactions));
    query.push(json_text(&message.edits));
    query.push(at(message.edited_at));
    query.push(at(message.deleted_at));
    query.push(message.platform_timestamp.0);
    query.push(message.created_at.0);
    query.push(message.updated_at.0);
    query.push(at(message.sent_at));
    query.push(at(message.delivered_at));
    query.push(at(message.read_at));
    query.push(context_text(&message.context));
    query.push(message.sent_by.as_ref().map(|by| by.user_id().0));
}

/// What stands for a content that cannot be read.
fn unreadable() -> Content {
    Content::Unknown { kind: "unreadable".to_owned(), text: None }
}

/// A message is always read: a column that cannot be is shown as unreadable or left out, so that
/// one row never fails a list, a turn or a search.
impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        let id = row.id;
        Self {
            id: MessageId(id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: InstanceId(row.instance_id),
            chat_id: ChatId(row.chat_id),
            external_id: row.external_id,
            direction: or_fallback(text(TABLE, id, &row.direction), || Direction::Inbound),
            source: or_fallback(text(TABLE, id, &row.source), || MessageSource::Sync),
            sender_platform_id: row.sender_platform_id,
            sender_name: row.sender_name,
            sender_identity_id: row.sender_identity_id.map(IdentityId),
            sender_person_id: row.sender_person_id.map(PersonId),
            content: or_fallback(parse_json(TABLE, id, &row.content), unreadable),
            status: or_fallback(text(TABLE, id, &row.status), || DeliveryStatus::Received),
            failure_code: row.failure_code,
            failure_message: row.failure_message,
            hold: None,
            sent_by: row.sent_by.map(|id| SentBy::User { id: UserId(id), name: None }),
            reply_to_external_id: row.reply_to_external_id,
            reactions: list(id, &row.reactions),
            edits: list(id, &row.edits),
            edited_at: row.edited_at.map(Timestamp),
            deleted_at: row.deleted_at.map(Timestamp),
            platform_timestamp: Timestamp(row.platform_timestamp),
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            sent_at: row.sent_at.map(Timestamp),
            delivered_at: row.delivered_at.map(Timestamp),
            read_at: row.read_at.map(Timestamp),
            context: match &row.context {
                Some(context) => {
                    or_fallback(parse_json(TABLE, id, context), MessageContext::default)
                }
                None => MessageContext::default(),
            },
        }
    }
}

/// Most messages have nothing beside their content.
pub(super) fn context_text(context: &MessageContext) -> Option<String> {
    (!context.is_empty()).then(|| json_text(context))
}

/// Most messages have no reactions and no edits.
fn list<T: serde::de::DeserializeOwned>(id: Uuid, stored: &str) -> Vec<T> {
    if stored == "[]" { Vec::new() } else { or_fallback(parse_json(TABLE, id, stored), Vec::new) }
}
