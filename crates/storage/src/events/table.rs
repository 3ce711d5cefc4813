//! The table `events`.

use crate::db::{MultiRow, Query, json_text, parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::event::Event;
use omni_domain::ids::{ChatId, EventId, IdentityId, InstanceId, MessageId, PersonId, TenantId};
use std::str::FromStr;
use uuid::Uuid;

const TABLE: &str = "events";

row! {
    pub(super) struct EventRow {
        seq: i64,
        id: Uuid,
        tenant_id: Uuid,
        event_type: String,
        instance_id: Option<Uuid>,
        channel: Option<String>,
        chat_id: Option<Uuid>,
        chat_external_id: Option<String>,
        message_id: Option<Uuid>,
        external_id: Option<String>,
        person_id: Option<Uuid>,
        identity_id: Option<Uuid>,
        direction: Option<String>,
        content_type: Option<String>,
        text: Option<String>,
        payload: String,
        at: i64,
    }
}

statements! {
    NEXT_SEQ = "UPDATE sequences SET value = value + $1 WHERE name = 'events' RETURNING value";
    LAST_SEQ = "SELECT value FROM sequences WHERE name = 'events'";
    ADD_COUNT = "UPDATE tenants SET event_count = event_count + $2 WHERE id = $1";
    COUNTS = "SELECT event_count,
        (SELECT COUNT(*) FROM events WHERE events.tenant_id = $1 AND events.at >= $2)
        FROM tenants WHERE id = $1";
    FIND = concat!("SELECT ", columns!(), " FROM events WHERE tenant_id = $1 AND id = $2");
    AFTER = concat!("SELECT ", columns!(), " FROM events WHERE seq > $1 ORDER BY seq LIMIT $2");
    /// `IS TRUE` keeps the planner from an index that has not the wanted order.
    AFTER_OF = concat!(
        "SELECT ", columns!(), " FROM events
         WHERE seq > $1 AND (tenant_id = $3) IS TRUE ORDER BY seq LIMIT $2",
    );
    UNINDEXED = "SELECT value FROM sequences WHERE name = 'events.unindexed'";
    INDEXED_FROM = "UPDATE sequences SET value = $1 WHERE name = 'events.unindexed'";
    ALL_INDEXED = "DELETE FROM sequences WHERE name = 'events.unindexed'";
    BACK_FROM = concat!(
        "SELECT ", columns!(), " FROM events WHERE seq <= $1 ORDER BY seq DESC LIMIT $2",
    );
}

/// The columns, before where they come from.
pub(super) const SELECT: &str = concat!("SELECT ", columns!(), " ");

pub(super) static INSERT: MultiRow = MultiRow::new(
    concat!("INSERT INTO events (", columns!(), ") VALUES "),
    EventRow::WIDTH,
    " ON CONFLICT (id) DO NOTHING",
);

/// Binds an event's columns in their order.
pub(super) fn bind(query: &mut Query<'_>, event: &Event) {
    query.push(event.seq);
    query.push(event.id.0);
    query.push(event.tenant_id.0);
    query.push(event.event_type.as_str());
    query.push(event.instance_id.map(|id| id.0));
    query.push(event.channel.map(omni_domain::instance::ChannelType::as_str));
    query.push(event.chat_id.map(|id| id.0));
    query.push(event.chat_external_id.as_deref());
    query.push(event.message_id.map(|id| id.0));
    query.push(event.external_id.as_deref());
    query.push(event.person_id.map(|id| id.0));
    query.push(event.identity_id.map(|id| id.0));
    query.push(event.direction.map(omni_domain::message::Direction::as_str));
    query.push(event.content_type.map(omni_domain::content::ContentType::as_str));
    query.push(event.text.as_deref());
    query.push(json_text(&event.payload));
    query.push(event.at.0);
}

impl TryFrom<EventRow> for Event {
    type Error = StorageError;

    fn try_from(row: EventRow) -> Result<Self, StorageError> {
        let id = row.id;
        Ok(Self {
            id: EventId(id),
            seq: row.seq,
            tenant_id: TenantId(row.tenant_id),
            event_type: text(TABLE, id, &row.event_type)?,
            instance_id: row.instance_id.map(InstanceId),
            channel: maybe(id, row.channel.as_deref())?,
            chat_id: row.chat_id.map(ChatId),
            chat_external_id: row.chat_external_id,
            message_id: row.message_id.map(MessageId),
            external_id: row.external_id,
            person_id: row.person_id.map(PersonId),
            identity_id: row.identity_id.map(IdentityId),
            direction: maybe(id, row.direction.as_deref())?,
            content_type: maybe(id, row.content_type.as_deref())?,
            text: row.text,
            payload: parse_json(TABLE, id, &row.payload)?,
            at: Timestamp(row.at),
        })
    }
}

fn maybe<T: FromStr>(id: Uuid, stored: Option<&str>) -> Result<Option<T>, StorageError> {
    stored.map(|stored| text(TABLE, id, stored)).transpose()
}
