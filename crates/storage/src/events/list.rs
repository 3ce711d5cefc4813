//! Looking through the log.

use super::table::{self, EventRow};
use crate::Store;
use crate::db::Select;
use crate::error::StorageError;
use crate::page::page;
use omni_domain::Timestamp;
use omni_domain::content::ContentType;
use omni_domain::event::{Event, EventType};
use omni_domain::ids::{ChatId, InstanceId, PersonId, TenantId};
use omni_domain::instance::ChannelType;
use omni_domain::message::Direction;
use omni_domain::page::{Cursor, Page, PageRequest};

/// Which events to list. An empty list, like `None`, is no condition, except for `instance_ids`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of these instances; `None` is all, and also events of no instance.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// On these networks.
    pub channels: Vec<ChannelType>,
    /// Of these types.
    pub event_types: Vec<EventType>,
    /// About these kinds of content.
    pub content_types: Vec<ContentType>,
    /// About messages that went this way.
    pub direction: Option<Direction>,
    /// About this person.
    pub person_id: Option<PersonId>,
    /// In this chat.
    pub chat_id: Option<ChatId>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// With these words.
    pub search: Option<String>,
}

impl Store {
    /// The events of a tenant, newest first.
    pub async fn list_events(
        &self,
        t: TenantId,
        filter: &EventFilter,
        request: PageRequest,
    ) -> Result<Page<Event>, StorageError> {
        let mut select = Select::new(table::LIST);
        // `IS TRUE` and `+ 0`: an index on the tenant or the moment would have every event of
        // either sorted before the first is known. The log itself is in the wanted order.
        select.bind(t.0).push(") IS TRUE");
        restrict(&mut select, filter, "at + 0");
        if let Some(after) = request.after {
            select.push(" AND seq < ").bind(after.key);
        }
        select.push(" ORDER BY seq DESC LIMIT ").bind(i64::from(request.limit) + 1);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<EventRow>().await?;
        page(rows, request.limit, |event: &Event| Cursor { key: event.seq, id: event.id.0 })
    }

    /// How many events a list has in all its pages.
    pub async fn count_events(
        &self,
        t: TenantId,
        filter: &EventFilter,
    ) -> Result<i64, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        if *filter == EventFilter::default() {
            let query = db.query(table::COUNTS).bind(t.0).bind(i64::MAX);
            return Ok(query.maybe::<(i64, i64)>().await?.unwrap_or_default().0);
        }
        let mut select = Select::new("SELECT COUNT(*) FROM events WHERE (tenant_id = ");
        select.bind(t.0).push(")");
        restrict(&mut select, filter, "at");
        let (count,) = select.on(&mut db).one().await?;
        Ok(count)
    }
}

fn restrict(select: &mut Select, filter: &EventFilter, moment: &'static str) {
    match filter.instance_ids.as_deref() {
        None => {}
        Some([one]) => drop(select.push(" AND instance_id = ").bind(one.0)),
        Some(ids) => {
            // Not the column itself: the index would give the order of each, not of all.
            let column = "CASE WHEN instance_id IS NOT NULL THEN instance_id END";
            select.and_in(column, ids.iter().map(|id| id.0));
        }
    }
    if !filter.channels.is_empty() {
        select.and_in("channel", filter.channels.iter().map(|channel| channel.as_str()));
    }
    if !filter.event_types.is_empty() {
        select.and_in("event_type", filter.event_types.iter().map(|kind| kind.as_str()));
    }
    if !filter.content_types.is_empty() {
        select.and_in("content_type", filter.content_types.iter().map(|kind| kind.as_str()));
    }
    if let Some(direction) = filter.direction {
        select.push(" AND direction = ").bind(direction.as_str());
    }
    if let Some(person) = filter.person_id {
        select.push(" AND person_id = ").bind(person.0);
    }
    if let Some(chat) = filter.chat_id {
        select.push(" AND chat_id = ").bind(chat.0);
    }
    if let Some(since) = filter.since {
        select.push(" AND ").push(moment).push(" >= ").bind(since.0);
    }
    if let Some(until) = filter.until {
        select.push(" AND ").push(moment).push(" < ").bind(until.0);
    }
    if let Some(words) = &filter.search {
        select.and_contains(&["text"], words);
    }
}
