//! Writing the log.

use super::{hours, search, table};
use crate::db::{Conn, chunks};
use crate::error::StorageError;
use crate::figures;
use crate::tx::Tx;
use omni_domain::event::Event;
use omni_domain::ids::TenantId;
use std::collections::BTreeMap;

impl Tx {
    /// Adds an event to the log. It is written, and gets its number, at the end of the group; the
    /// numbers follow the order of the writes. An event that leaves no row
    /// (`EventType::is_ephemeral`) only reaches the commit hook, in the same order.
    pub fn append_event(&mut self, event: Event) {
        self.pending.events.rows.push(event);
    }

    pub(crate) async fn add_event_count(
        &mut self,
        t: TenantId,
        by: i64,
    ) -> Result<(), StorageError> {
        add_count(&mut self.db(), t, by).await
    }

    pub(crate) async fn flush_events(&mut self) -> Result<(), StorageError> {
        let held = &mut self.pending.events;
        if held.rows[held.written..].iter().all(|event| event.event_type().is_ephemeral()) {
            // The log gets no row, so its lock is not taken.
            held.written = held.rows.len();
            return Ok(());
        }
        self.lock_log().await?;
        let (mut db, pending) = self.parts();
        let held = &mut pending.events;
        let mut fresh: Vec<&mut Event> = held.rows[held.written..]
            .iter_mut()
            .filter(|event| !event.event_type().is_ephemeral())
            .collect();
        number(&mut db, &mut fresh).await?;
        for chunk in chunks(&fresh) {
            let mut query = table::INSERT.query(&mut db, chunk.len());
            for event in chunk {
                table::bind(&mut query, event);
            }
            query.run().await?;
        }
        let fresh: Vec<&Event> = fresh.iter().map(|event| &**event).collect();
        search::add(&mut db, &fresh).await?;
        hours::add(&mut db, &fresh).await?;
        figures::add(&mut db, &figures::of_events(&fresh)).await?;
        held.written = held.rows.len();
        Ok(())
    }
}

/// Assigns events the next numbers of the log, and counts them.
async fn number(db: &mut Conn<'_>, events: &mut [&mut Event]) -> Result<(), StorageError> {
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Ok(());
    }
    let (last,): (i64,) = db.query(table::NEXT_SEQ).bind(count).one().await?;
    let mut of_tenant = BTreeMap::<TenantId, i64>::new();
    for (event, seq) in events.iter_mut().zip(last - count + 1..) {
        event.seq = seq;
        *of_tenant.entry(event.tenant_id).or_default() += 1;
    }
    for (t, count) in of_tenant {
        add_count(db, t, count).await?;
    }
    Ok(())
}

async fn add_count(db: &mut Conn<'_>, t: TenantId, by: i64) -> Result<(), StorageError> {
    db.query(table::ADD_COUNT).bind(t.0).bind(by).run().await.map(drop)
}
