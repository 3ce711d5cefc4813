//! How many events there are of each kind, by hour: written with the events.

use super::facts::facts;
use crate::db::{Conn, MultiRow, chunks, statements};
use crate::error::StorageError;
use omni_domain::content::ContentType;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{InstanceId, TenantId};
use omni_domain::instance::ChannelType;
use omni_domain::message::Direction;
use std::borrow::Cow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Milliseconds.
pub(super) const HOUR: i64 = 3_600_000;
/// Longest time of one event that is added, milliseconds: a year. One absurd value must not break
/// the sums of an hour.
const MAX_MS: i64 = 366 * 24 * HOUR;
/// Instead of an hour: since the beginning.
pub(super) const EVER: i64 = -1;
/// Instead of an instance, under [`EVER`]: all.
pub(super) const ANY_INSTANCE: Uuid = Uuid::max();
/// Instead of an instance: none.
pub(super) const NO_INSTANCE: Uuid = Uuid::nil();

macro_rules! columns {
    () => {
        "tenant_id, hour, instance_id, event_type, content_type, direction, channel,
         events, failures, processing_ms, processed, agent_ms, answered"
    };
}

statements! {
    /// Subtracts the sums of an instance from those of all instances.
    TAKE_FROM_ANY = concat!(
        "INSERT INTO event_hours (", columns!(), ")
         SELECT tenant_id, hour, $3, event_type, content_type, direction, channel,
         -events, -failures, -processing_ms, -processed, -agent_ms, -answered
         FROM event_hours WHERE tenant_id = $1 AND hour = -1 AND instance_id = $2
         ON CONFLICT (tenant_id, hour, instance_id, event_type, content_type, direction, channel)
         DO UPDATE SET events = event_hours.events + excluded.events,
         failures = event_hours.failures + excluded.failures,
         processing_ms = event_hours.processing_ms + excluded.processing_ms,
         processed = event_hours.processed + excluded.processed,
         agent_ms = event_hours.agent_ms + excluded.agent_ms,
         answered = event_hours.answered + excluded.answered",
    );
    DELETE_OF_INSTANCE = "DELETE FROM event_hours WHERE instance_id = $1";
    DELETE_EMPTY = "DELETE FROM event_hours
        WHERE tenant_id = $1 AND hour >= 0 AND hour < $2 AND events <= 0";
}

static ADD: MultiRow = MultiRow::new(
    concat!("INSERT INTO event_hours (", columns!(), ") VALUES "),
    13,
    " ON CONFLICT (tenant_id, hour, instance_id, event_type, content_type, direction, channel)
     DO UPDATE SET events = event_hours.events + excluded.events,
     failures = event_hours.failures + excluded.failures,
     processing_ms = event_hours.processing_ms + excluded.processing_ms,
     processed = event_hours.processed + excluded.processed,
     agent_ms = event_hours.agent_ms + excluded.agent_ms,
     answered = event_hours.answered + excluded.answered",
);

/// The key of a count. Ordered, so that rows are always locked in one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    tenant_id: Uuid,
    hour: i64,
    instance_id: Uuid,
    event_type: Cow<'static, str>,
    content_type: Cow<'static, str>,
    direction: Cow<'static, str>,
    channel: Cow<'static, str>,
}

/// Sums over events. Times are in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventSums {
    /// How many events.
    pub events: i64,
    /// How many of them mean that a message is lost to its recipient.
    pub failures: i64,
    /// From the acceptance of messages until they were done, together.
    pub processing_ms: i64,
    /// How many messages those were.
    pub processed: i64,
    /// What agents took, together.
    pub agent_ms: i64,
    /// How many answers those were.
    pub answered: i64,
}

fn bounded(ms: Option<i64>) -> i64 {
    ms.unwrap_or_default().clamp(-MAX_MS, MAX_MS)
}

impl EventSums {
    pub(super) fn of(event: &Event) -> Self {
        let facts = facts(&event.body);
        Self {
            events: 1,
            failures: i64::from(facts.failed),
            processing_ms: bounded(facts.processing_ms),
            processed: i64::from(facts.processing_ms.is_some()),
            agent_ms: bounded(facts.agent_ms),
            answered: i64::from(facts.agent_ms.is_some()),
        }
    }

    /// Adds others to these.
    pub fn add(&mut self, more: Self) {
        self.events += more.events;
        self.failures += more.failures;
        self.processing_ms += more.processing_ms;
        self.processed += more.processed;
        self.agent_ms += more.agent_ms;
        self.answered += more.answered;
    }

    fn times(self, sign: i64) -> Self {
        Self {
            events: self.events * sign,
            failures: self.failures * sign,
            processing_ms: self.processing_ms * sign,
            processed: self.processed * sign,
            agent_ms: self.agent_ms * sign,
            answered: self.answered * sign,
        }
    }
}

/// The first millisecond of the hour of a time.
pub(super) const fn hour_of(at: i64) -> i64 {
    at.div_euclid(HOUR) * HOUR
}

/// Counts events that were written.
pub(super) async fn add(db: &mut Conn<'_>, events: &[&Event]) -> Result<(), StorageError> {
    change(db, sums(events, 1)).await
}

/// Subtracts events that are deleted.
pub(super) async fn subtract(db: &mut Conn<'_>, events: &[&Event]) -> Result<(), StorageError> {
    change(db, sums(events, -1)).await
}

/// Deletes the rows of before a time whose counts are zero.
pub(super) async fn delete_empty(
    db: &mut Conn<'_>,
    t: TenantId,
    before: i64,
) -> Result<(), StorageError> {
    db.query(DELETE_EMPTY).bind(t.0).bind(before).run().await.map(drop)
}

/// Deletes the counts of an instance whose events are all deleted.
pub(super) async fn delete_instance(
    db: &mut Conn<'_>,
    t: TenantId,
    instance: InstanceId,
) -> Result<(), StorageError> {
    let take = db.query(TAKE_FROM_ANY).bind(t.0).bind(instance.0);
    take.bind(ANY_INSTANCE).run().await?;
    db.query(DELETE_OF_INSTANCE).bind(instance.0).run().await.map(drop)
}

fn sums(events: &[&Event], sign: i64) -> BTreeMap<Kind, EventSums> {
    let mut all: BTreeMap<Kind, EventSums> = BTreeMap::new();
    for event in events {
        let instance = event.instance_id.map_or(NO_INSTANCE, |id| id.0);
        let kind = Kind {
            tenant_id: event.tenant_id.0,
            hour: hour_of(event.at.0),
            instance_id: instance,
            event_type: type_name(event),
            content_type: event.content_type.map(ContentType::as_str).unwrap_or_default().into(),
            direction: event.direction.map(Direction::as_str).unwrap_or_default().into(),
            channel: event.channel.map(ChannelType::as_str).unwrap_or_default().into(),
        };
        let ever = Kind { hour: EVER, ..kind.clone() };
        let any = Kind { instance_id: ANY_INSTANCE, ..ever.clone() };
        let sums = EventSums::of(event).times(sign);
        for kind in [kind, ever, any] {
            all.entry(kind).or_default().add(sums);
        }
    }
    all
}

/// Known types need no copy of their name.
fn type_name(event: &Event) -> Cow<'static, str> {
    match event.event_type() {
        EventType::Unknown => event.type_name().to_owned().into(),
        known => known.as_str().into(),
    }
}

async fn change(db: &mut Conn<'_>, all: BTreeMap<Kind, EventSums>) -> Result<(), StorageError> {
    let all: Vec<(Kind, EventSums)> = all.into_iter().collect();
    for chunk in chunks(&all) {
        let mut query = ADD.query(db, chunk.len());
        for (kind, sums) in chunk {
            query.push(kind.tenant_id);
            query.push(kind.hour);
            query.push(kind.instance_id);
            query.push(&*kind.event_type);
            query.push(&*kind.content_type);
            query.push(&*kind.direction);
            query.push(&*kind.channel);
            query.push(sums.events);
            query.push(sums.failures);
            query.push(sums.processing_ms);
            query.push(sums.processed);
            query.push(sums.agent_ms);
            query.push(sums.answered);
        }
        query.run().await?;
    }
    Ok(())
}
