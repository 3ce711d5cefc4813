//! Searching the log.

use super::table::{self, EventRow};
use super::total::{EventTotal, total};
use super::{search, words};
use crate::Store;
use crate::db::{Conn, Select};
use crate::error::StorageError;
use crate::options::Engine;
use omni_domain::Timestamp;
use omni_domain::content::ContentType;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{ChatId, IdentityId, InstanceId, PersonId, TenantId};
use omni_domain::instance::ChannelType;
use omni_domain::message::Direction;
use omni_domain::page::{Cursor, Page, PageRequest};

/// Events that are fetched by their kind and then sorted; of more, the log is scanned instead.
const RARE: i64 = 2000;
/// How far the order of the log and the clocks of its writers may differ, milliseconds.
const CLOCK_SLACK: i64 = 3_600_000;

/// Which events to list. An empty list, like `None`, is no condition, except for `instance_ids`
/// and `identity_ids`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of these instances; `None` is all, and also events of no instance.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// On these networks.
    pub channels: Vec<ChannelType>,
    /// Of these types.
    pub event_types: Vec<EventType>,
    /// Of none of these types, even if it is one of the others.
    pub without_types: Vec<EventType>,
    /// About these kinds of content.
    pub content_types: Vec<ContentType>,
    /// About messages of this direction.
    pub direction: Option<Direction>,
    /// About this person.
    pub person_id: Option<PersonId>,
    /// About these accounts, which are the person's if one is named.
    pub identity_ids: Option<Vec<IdentityId>>,
    /// In this chat.
    pub chat_id: Option<ChatId>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// With all of these words, whatever their case and accents; the last may be the beginning
    /// of one, unless it is a word itself.
    pub search: Option<String>,
}

impl EventFilter {
    /// Whether the hourly counts hold the number of matches.
    pub(super) const fn is_known_by_hours(&self) -> bool {
        self.person_id.is_none()
            && self.identity_ids.is_none()
            && self.chat_id.is_none()
            && self.search.is_none()
    }

    /// Whether the index of kinds is the only one that helps.
    fn is_only_of_kinds(&self) -> bool {
        self.is_known_by_hours()
            && self.instance_ids.is_none()
            && self.since.is_none()
            && self.until.is_none()
            && !(self.event_types.is_empty() && self.content_types.is_empty())
    }
}

/// The terms of a search, in the syntax of the engine.
#[derive(Debug)]
pub(super) enum Words {
    /// No words are requested.
    Any,
    /// The requested text has no words, so nothing matches.
    None,
    /// These.
    These(String),
}

impl Words {
    async fn of(db: &mut Conn<'_>, filter: &EventFilter) -> Result<Self, StorageError> {
        let Some(text) = &filter.search else { return Ok(Self::Any) };
        let Some(wanted) = words::wanted(db.engine(), text) else { return Ok(Self::None) };
        let Some((last, begun)) = wanted.open else { return Ok(Self::These(wanted.whole)) };
        let is_word = search::is_known(db, &last).await?;
        Ok(Self::These(if is_word { wanted.whole } else { begun }))
    }
}

/// A page of the log, and the total number of matches.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPage {
    /// The events, newest first.
    pub page: Page<Event>,
    /// How many match.
    pub total: EventTotal,
}

impl Store {
    /// The events of a tenant, newest first.
    pub async fn list_events(
        &self,
        t: TenantId,
        filter: &EventFilter,
        request: PageRequest,
    ) -> Result<Page<Event>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let words = Words::of(&mut db, filter).await?;
        list(&mut db, t, filter, &words, request, false).await
    }

    /// The events of a tenant, newest first, with their total.
    pub async fn page_events(
        &self,
        t: TenantId,
        filter: &EventFilter,
        request: PageRequest,
    ) -> Result<EventPage, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let words = Words::of(&mut db, filter).await?;
        let total = total(&mut db, t, filter, &words).await?;
        let rare = filter.is_only_of_kinds() && !total.at_least && total.count <= RARE;
        let page = list(&mut db, t, filter, &words, request, rare).await?;
        Ok(EventPage { page, total })
    }

    /// How many events a list has in all its pages.
    pub async fn count_events(
        &self,
        t: TenantId,
        filter: &EventFilter,
    ) -> Result<EventTotal, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let words = Words::of(&mut db, filter).await?;
        total(&mut db, t, filter, &words).await
    }
}

async fn list(
    db: &mut Conn<'_>,
    t: TenantId,
    filter: &EventFilter,
    words: &Words,
    request: PageRequest,
    rare: bool,
) -> Result<Page<Event>, StorageError> {
    if matches!(words, Words::None) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let mut select = Select::new(table::SELECT);
    if rare {
        of_kinds(&mut select, t, filter, request);
    } else {
        along_the_log(&mut select, db.engine(), t, filter, words, request);
    }
    select.push(" DESC LIMIT ").bind(i64::from(request.limit) + 1);
    let rows = select.on(db).all::<EventRow>().await?;
    let events = rows.into_iter().map(Event::from).collect();
    Ok(Page::from_rows(events, request.limit, |event: &Event| Cursor {
        key: event.seq,
        id: event.id.0,
    }))
}

/// Scans back from the cursor, however much lies before it.
fn along_the_log(
    select: &mut Select,
    engine: Engine,
    t: TenantId,
    filter: &EventFilter,
    words: &Words,
    request: PageRequest,
) {
    from(select, engine, t, words);
    restrict(select, filter, "at + 0");
    let seq = match (words, engine) {
        (Words::These(_), Engine::Sqlite) => "event_search.rowid",
        (Words::These(_), Engine::Postgres) => "event_search.event_seq",
        _ => "seq",
    };
    if let Some(after) = request.after {
        select.push(" AND ").push(seq).push(" < ").bind(after.key);
    }
    within(select, t, filter, seq);
    select.push(" ORDER BY ").push(seq);
}

/// Limits the scan to the part of the log that the period can be in.
pub(super) fn within(select: &mut Select, t: TenantId, filter: &EventFilter, seq: &'static str) {
    if let Some(since) = filter.since {
        select.push(" AND ").push(seq).push(" > COALESCE((SELECT e.seq FROM events e");
        select.push(" WHERE e.tenant_id = ").bind(t.0);
        select.push(" AND e.at < ").bind(since.0.saturating_sub(CLOCK_SLACK));
        select.push(" ORDER BY e.at DESC LIMIT 1), 0)");
    }
    if let Some(until) = filter.until {
        select.push(" AND ").push(seq).push(" <= COALESCE((SELECT e.seq FROM events e");
        select.push(" WHERE e.tenant_id = ").bind(t.0);
        select.push(" AND e.at >= ").bind(until.0.saturating_add(CLOCK_SLACK));
        select.push(" ORDER BY e.at LIMIT 1), ").bind(i64::MAX).push(")");
    }
}

/// Fetches few events by their kinds. `+ 0` keeps the planner from the log's own order.
fn of_kinds(select: &mut Select, t: TenantId, filter: &EventFilter, request: PageRequest) {
    select.push("FROM events WHERE tenant_id = ").bind(t.0);
    if filter.event_types.is_empty() {
        select.and_in("event_type", EventType::ALL.iter().map(|kind| kind.as_str()));
    }
    restrict(select, filter, "at");
    if let Some(after) = request.after {
        select.push(" AND seq + 0 < ").bind(after.key);
    }
    select.push(" ORDER BY seq + 0");
}

/// The log, or the matches of the index of words in it.
pub(super) fn from(select: &mut Select, engine: Engine, t: TenantId, words: &Words) {
    match (words, engine) {
        (Words::These(words), Engine::Sqlite) => {
            // A cross join, because the index of words must come first and gives the order.
            select.push("FROM event_search CROSS JOIN events ON events.seq = event_search.rowid");
            select.push(" WHERE event_search MATCH ").bind(words.as_str()).push(" AND (tenant_id");
        }
        (Words::These(words), Engine::Postgres) => {
            select.push("FROM event_search JOIN events ON events.seq = event_search.event_seq");
            select.push(" WHERE event_search.words @@ CAST(").bind(words.as_str());
            select.push(" AS tsquery) AND (tenant_id");
        }
        _ => drop(select.push("FROM events WHERE (tenant_id")),
    }
    // `IS TRUE`, and `+ 0` of the time: an index on the tenant or the time would have every
    // event of either sorted before the first is known. The log itself is in the requested order.
    select.push(" = ").bind(t.0).push(") IS TRUE");
}

pub(super) fn restrict(select: &mut Select, filter: &EventFilter, time_column: &'static str) {
    match filter.instance_ids.as_deref() {
        None => {}
        Some([one]) => drop(select.push(" AND instance_id = ").bind(one.0)),
        Some(ids) => {
            // Not the column itself: the index would give the order of each, not of all.
            let column = "CASE WHEN instance_id IS NOT NULL THEN instance_id END";
            select.and_in(column, ids.iter().map(|id| id.0));
        }
    }
    restrict_kinds(select, filter);
    if let Some(person) = filter.person_id {
        select.push(" AND person_id = ").bind(person.0);
    }
    if let Some(ids) = &filter.identity_ids {
        select.and_in("identity_id", ids.iter().map(|id| id.0));
    }
    if let Some(chat) = filter.chat_id {
        select.push(" AND chat_id = ").bind(chat.0);
    }
    select.and_between(time_column, filter.since, filter.until);
}

/// The conditions that the log and the hourly counts share.
pub(super) fn restrict_kinds(select: &mut Select, filter: &EventFilter) {
    if !filter.channels.is_empty() {
        select.and_in("channel", filter.channels.iter().map(|channel| channel.as_str()));
    }
    if !filter.event_types.is_empty() {
        select.and_in("event_type", filter.event_types.iter().map(|kind| kind.as_str()));
    }
    select.and_not_in("event_type", filter.without_types.iter().map(|kind| kind.as_str()));
    if !filter.content_types.is_empty() {
        select.and_in("content_type", filter.content_types.iter().map(|kind| kind.as_str()));
    }
    if let Some(direction) = filter.direction {
        select.push(" AND direction = ").bind(direction.as_str());
    }
}
