//! Deleting old events.

use super::hours::hour_of;
use super::table::{self, EventRow};
use super::{hours, search};
use crate::Store;
use crate::db::{Select, list, padded};
use crate::error::StorageError;
use crate::figures;
use crate::messages::found_by;
use crate::tx::Tx;
use crate::webhooks::held_from;
use omni_domain::Timestamp;
use omni_domain::event::Event;
use omni_domain::ids::{InstanceId, TenantId};
use std::collections::HashSet;

impl Tx {
    /// Deletes events of before `cutoff`, the oldest first, at most `limit`. Returns how many it found, also
    /// those that another node deletes at the same time: fewer than `limit` are the last. With
    /// `instances`, only theirs. Those that active webhook endpoints still need stay.
    pub async fn delete_events_before(
        &mut self,
        t: TenantId,
        cutoff: Timestamp,
        instances: Option<&[InstanceId]>,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        let held = held_from(&mut db, t).await?;
        let mut select = Select::new(table::SELECT);
        select.push("FROM events");
        before(&mut select, t, cutoff, instances, held);
        select.push(" ORDER BY at, seq LIMIT ").bind(i64::from(limit));
        let rows = select.on(&mut db).all::<EventRow>().await?;
        let mut events: Vec<Event> = rows.into_iter().map(Event::from).collect();
        // A message is found for as long as it is stored, also without the event.
        let found = events.iter().filter_map(found_by).collect();
        // Before the log is locked, as every write that indexes and has events does: two that wait for each
        // other would be a deadlock.
        self.index_missing_messages(&found).await?;
        self.lock_log().await?;
        let seqs: Vec<i64> = events.iter().map(|event| event.seq).collect();
        let mut db = self.db();
        search::remove(&mut db, &seqs).await?;
        let mut deleted = HashSet::with_capacity(seqs.len());
        for some in padded(&seqs) {
            let wanted = list(1, some.len());
            let text = format!("DELETE FROM events WHERE seq IN ({wanted}) RETURNING seq");
            let rows: Vec<(i64,)> = db.composed(text).bind_all(some).all().await?;
            deleted.extend(rows.into_iter().map(|(seq,)| seq));
        }
        // Those that another node deleted meanwhile are subtracted by it.
        events.retain(|event| deleted.contains(&event.seq));
        hours::subtract(&mut db, &events.iter().collect::<Vec<_>>()).await?;
        if seqs.len() < limit as usize {
            hours::delete_empty(&mut db, t, hour_of(cutoff.0)).await?;
        }
        self.add_event_count(t, -i64::try_from(events.len()).unwrap_or(i64::MAX)).await?;
        Ok(seqs.len() as u64)
    }

    /// Deletes these events, of an instance whose counts are deleted with it.
    pub(crate) async fn delete_events(
        &mut self,
        t: TenantId,
        seqs: &[i64],
    ) -> Result<(), StorageError> {
        search::remove(&mut self.db(), seqs).await?;
        let mut gone = 0;
        for some in padded(seqs) {
            let text = format!("DELETE FROM events WHERE seq IN ({})", list(1, some.len()));
            gone += self.db().composed(text).bind_all(some).run().await?;
        }
        self.add_event_count(t, -i64::try_from(gone).unwrap_or(i64::MAX)).await
    }

    /// Removes an instance's events from the index of words: all, or the oldest `limit`. Precedes
    /// their deletion.
    pub(crate) async fn unindex_events(
        &mut self,
        instance: InstanceId,
        limit: Option<i64>,
    ) -> Result<(), StorageError> {
        search::remove_of_instance(&mut self.db(), instance.0, limit).await
    }

    /// Removes the counts of an instance whose events are all deleted.
    pub(crate) async fn delete_counts(
        &mut self,
        t: TenantId,
        instance: InstanceId,
    ) -> Result<(), StorageError> {
        self.lock_log().await?;
        hours::delete_instance(&mut self.db(), t, instance).await?;
        figures::delete_of_instance(&mut self.db(), instance).await
    }
}

impl Store {
    /// How many events [`Tx::delete_events_before`] would delete, given the time.
    pub async fn count_events_before(
        &self,
        t: TenantId,
        cutoff: Timestamp,
        instances: Option<&[InstanceId]>,
    ) -> Result<i64, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let held = held_from(&mut db, t).await?;
        let mut select = Select::new("SELECT COUNT(*) FROM events");
        before(&mut select, t, cutoff, instances, held);
        let (count,) = select.on(&mut db).one().await?;
        Ok(count)
    }
}

fn before(
    select: &mut Select,
    t: TenantId,
    cutoff: Timestamp,
    instances: Option<&[InstanceId]>,
    held: Option<i64>,
) {
    select.push(" WHERE tenant_id = ").bind(t.0).push(" AND at < ").bind(cutoff.0);
    // `+ 0`, so that the times stay the way to find them.
    if let Some(held) = held {
        select.push(" AND seq + 0 < ").bind(held);
    }
    if let Some(ids) = instances {
        select.and_in("instance_id", ids.iter().map(|id| id.0));
    }
}
