//! The event log.

mod append;
mod delete;
mod facts;
mod figures;
mod hours;
mod list;
mod reindex;
mod search;
mod table;
mod total;
pub(crate) mod words;

use crate::Store;
use crate::db::Conn;
use crate::error::StorageError;
use crate::store::lookups;
pub use figures::{EventFigures, FigureQuery};
pub(crate) use hours::ALL as HOURS;
pub use hours::EventSums;
pub use list::{EventFilter, EventPage};
use omni_domain::Timestamp;
use omni_domain::event::Event;
use omni_domain::ids::{EventId, TenantId};
pub(crate) use search::is_known as has_word;
pub(crate) use table::ALL;
use table::EventRow;
pub use total::EventTotal;

/// How many events a tenant has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventCounts {
    /// Since the requested time.
    pub today: i64,
    /// Ever (and still stored).
    pub total: i64,
}

async fn find(db: &mut Conn<'_>, t: TenantId, id: EventId) -> Result<Option<Event>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<EventRow>().await?;
    Ok(row.map(Event::from))
}

/// The events at some positions; `values` is their list of binds.
pub(crate) async fn read_at(
    db: &mut Conn<'_>,
    values: &str,
    seqs: Vec<i64>,
) -> Result<Vec<Event>, StorageError> {
    let text = format!("{}FROM events WHERE seq IN ({values})", table::SELECT);
    let rows = db.composed(text).bind_all(seqs).all::<EventRow>().await?;
    Ok(rows.into_iter().map(Event::from).collect())
}

lookups! {
    /// An event.
    find_event(t: TenantId, id: EventId) -> Option<Event> = find;
}

impl Store {
    /// The events that follow `seq` in the log, of one tenant or of all.
    pub async fn events_after(
        &self,
        t: Option<TenantId>,
        seq: i64,
        limit: u32,
    ) -> Result<Vec<Event>, StorageError> {
        let text = if t.is_some() { table::AFTER_OF } else { table::AFTER };
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let mut query = db.query(text).bind(seq).bind(i64::from(limit));
        if let Some(t) = t {
            query.push(t.0);
        }
        let rows = query.all::<EventRow>().await?;
        Ok(rows.into_iter().map(Event::from).collect())
    }

    /// The newest event's position in the log; 0 if there never was one.
    pub async fn last_event_seq(&self) -> Result<i64, StorageError> {
        let mut reader = self.reader().await?;
        let (seq,) = reader.conn().query(table::LAST_SEQ).one().await?;
        Ok(seq)
    }

    /// How many events there are, and how many since a time: of a tenant, or of all.
    pub async fn event_counts(
        &self,
        t: Option<TenantId>,
        since: Timestamp,
    ) -> Result<EventCounts, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = match t {
            Some(t) => db.query(table::COUNTS).bind(t.0).bind(since.0),
            None => db.query(table::COUNTS_OF_ALL).bind(since.0),
        };
        let (total, today) = query.maybe::<(i64, i64)>().await?.unwrap_or_default();
        Ok(EventCounts { today, total })
    }
}
