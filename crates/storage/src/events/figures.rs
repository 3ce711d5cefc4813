//! Statistics over periods of time.

use super::hours::{ANY_INSTANCE, EVER, EventSums, NO_INSTANCE, hour_of};
use super::table::{self, EventRow};
use super::total::Spans;
use crate::Store;
use crate::db::{Conn, Select, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::content::ContentType;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{InstanceId, TenantId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Events of a part of an hour that are read at once.
const PIECE: i64 = 1000;
const SUMS: &str = "CAST(SUM(events) AS BIGINT), CAST(SUM(failures) AS BIGINT),
    CAST(SUM(processing_ms) AS BIGINT), CAST(SUM(processed) AS BIGINT),
    CAST(SUM(agent_ms) AS BIGINT), CAST(SUM(answered) AS BIGINT)
    FROM event_hours WHERE tenant_id = ";

/// Which events to sum up.
#[derive(Debug, Clone, Default)]
pub struct FigureQuery {
    /// Of these instances; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// Of these types.
    pub event_types: Vec<EventType>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// Sums over events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFigures {
    /// By instance, type and content.
    pub kinds: BTreeMap<(Option<InstanceId>, EventType, Option<ContentType>), EventSums>,
    /// By the beginning of the hour and the type.
    pub hours: BTreeMap<(Timestamp, EventType), EventSums>,
}

type Sums = (i64, i64, i64, i64, i64, i64);
type KindRow = (Uuid, String, String, i64, i64, i64, i64, i64, i64);
type HourRow = (i64, String, i64, i64, i64, i64, i64, i64);

const fn sums(row: Sums) -> EventSums {
    let (events, failures, processing_ms, processed, agent_ms, answered) = row;
    EventSums { events, failures, processing_ms, processed, agent_ms, answered }
}

impl Store {
    /// Sums of a tenant's events: from the hourly counts, and from the log where the period
    /// begins or ends within an hour.
    pub async fn event_figures(
        &self,
        t: TenantId,
        query: &FigureQuery,
    ) -> Result<EventFigures, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let spans = Spans::new(query.since, query.until);
        let mut figures = EventFigures::default();
        if let Some(hours) = spans.hours {
            let ever = query.since.is_none() && query.until.is_none();
            add_kinds(&mut db, t, query, (!ever).then_some(hours), &mut figures).await?;
            add_hours(&mut db, t, query, hours, &mut figures).await?;
        }
        for part in spans.parts {
            add_part(&mut db, t, query, part, &mut figures).await?;
        }
        Ok(figures)
    }
}

async fn add_kinds(
    db: &mut Conn<'_>,
    t: TenantId,
    query: &FigureQuery,
    hours: Option<(i64, i64)>,
    figures: &mut EventFigures,
) -> Result<(), StorageError> {
    let mut select = Select::new("SELECT instance_id, event_type, content_type, ");
    select.push(SUMS).bind(t.0);
    if let Some((from, to)) = hours {
        select.push(" AND hour >= ").bind(from).push(" AND hour < ").bind(to);
    } else {
        select.push(" AND hour = ").bind(EVER);
        select.push(" AND instance_id <> ").bind(ANY_INSTANCE);
    }
    restrict(&mut select, query);
    select.push(" GROUP BY instance_id, event_type, content_type");
    for (id, kind, content, a, b, c, d, e, f) in select.on(db).all::<KindRow>().await? {
        let instance = (id != NO_INSTANCE).then_some(InstanceId(id));
        let content = match content.as_str() {
            "" => None,
            content => Some(text("event_hours", id, content)?),
        };
        let key = (instance, text("event_hours", id, &kind)?, content);
        figures.kinds.entry(key).or_default().add(sums((a, b, c, d, e, f)));
    }
    Ok(())
}

async fn add_hours(
    db: &mut Conn<'_>,
    t: TenantId,
    query: &FigureQuery,
    (from, to): (i64, i64),
    figures: &mut EventFigures,
) -> Result<(), StorageError> {
    let mut select = Select::new("SELECT hour, event_type, ");
    select.push(SUMS).bind(t.0);
    select.push(" AND hour >= ").bind(from).push(" AND hour < ").bind(to);
    restrict(&mut select, query);
    select.push(" GROUP BY hour, event_type");
    for (hour, kind, a, b, c, d, e, f) in select.on(db).all::<HourRow>().await? {
        let key = (Timestamp(hour), text("event_hours", hour, &kind)?);
        figures.hours.entry(key).or_default().add(sums((a, b, c, d, e, f)));
    }
    Ok(())
}

async fn add_part(
    db: &mut Conn<'_>,
    t: TenantId,
    query: &FigureQuery,
    (from, to): (i64, i64),
    figures: &mut EventFigures,
) -> Result<(), StorageError> {
    let (mut at, mut seq) = (from, i64::MIN);
    loop {
        let mut select = Select::new(table::SELECT);
        select.push("FROM events WHERE tenant_id = ").bind(t.0);
        select.push(" AND at >= ").bind(at).push(" AND at < ").bind(to);
        select.push(" AND (at, seq) > (").bind(at).push(", ").bind(seq).push(")");
        restrict(&mut select, query);
        select.push(" ORDER BY at, seq LIMIT ").bind(PIECE);
        let rows = select.on(db).all::<EventRow>().await?;
        let last = rows.len() < usize::try_from(PIECE).unwrap_or(usize::MAX);
        for row in rows {
            let event = Event::from(row);
            (at, seq) = (event.at.0, event.seq);
            let sums = EventSums::of(&event);
            let kind = (event.instance_id, event.event_type(), event.content_type);
            figures.kinds.entry(kind).or_default().add(sums);
            let hour = (Timestamp(hour_of(event.at.0)), event.event_type());
            figures.hours.entry(hour).or_default().add(sums);
        }
        if last {
            return Ok(());
        }
    }
}

fn restrict(select: &mut Select, query: &FigureQuery) {
    if let Some(ids) = &query.instance_ids {
        select.and_in("instance_id", ids.iter().map(|id| id.0));
    }
    if !query.event_types.is_empty() {
        select.and_in("event_type", query.event_types.iter().map(|kind| kind.as_str()));
    }
}
