//! The table `events`.

use crate::db::{MultiRow, Query, json_text, row, statements};
use omni_domain::Timestamp;
use omni_domain::event::{Event, EventBody};
use omni_domain::ids::{ChatId, EventId, IdentityId, InstanceId, MessageId, PersonId, TenantId};
use std::str::FromStr;
use uuid::Uuid;

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
    /// Joined, so that each tenant's events are found by its index.
    COUNTS_OF_ALL = "SELECT CAST(COALESCE(SUM(event_count), 0) AS BIGINT),
        (SELECT COUNT(*) FROM tenants owner JOIN events
            ON events.tenant_id = owner.id AND events.at >= $1)
        FROM tenants";
    FIND = concat!("SELECT ", columns!(), " FROM events WHERE tenant_id = $1 AND id = $2");
    AFTER = concat!("SELECT ", columns!(), " FROM events WHERE seq > $1 ORDER BY seq LIMIT $2");
    /// `IS TRUE` keeps the planner from an index without the requested order.
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

/// The columns, before the source.
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
    query.push(event.type_name());
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
    query.push(json_text(&event.body));
    query.push(event.at.0);
}

impl From<EventRow> for Event {
    /// Never fails: what this version cannot read of a row is logged with the row's id and left
    /// out, so that one row does not fail a list.
    fn from(row: EventRow) -> Self {
        let id = row.id;
        let body = EventBody::from_stored(&row.event_type, &row.payload);
        if body.is_unreadable() {
            tracing::warn!(event.id = %id, event.kind = %row.event_type, "a stored event cannot be read; it is shown as it is stored");
        }
        Self {
            id: EventId(id),
            seq: row.seq,
            tenant_id: TenantId(row.tenant_id),
            instance_id: row.instance_id.map(InstanceId),
            channel: known(id, "channel", row.channel.as_deref()),
            chat_id: row.chat_id.map(ChatId),
            chat_external_id: row.chat_external_id,
            message_id: row.message_id.map(MessageId),
            external_id: row.external_id,
            person_id: row.person_id.map(PersonId),
            identity_id: row.identity_id.map(IdentityId),
            direction: known(id, "direction", row.direction.as_deref()),
            content_type: known(id, "content_type", row.content_type.as_deref()),
            text: row.text,
            body,
            at: Timestamp(row.at),
        }
    }
}

fn known<T: FromStr>(id: Uuid, column: &'static str, stored: Option<&str>) -> Option<T> {
    let stored = stored?;
    let value = stored.parse().ok();
    if value.is_none() {
        tracing::warn!(event.id = %id, column, stored, "a stored event has an unknown value");
    }
    value
}
