//! Writing session state.

use super::coalesce::{Change, Changes, coalesce};
use super::table::{self, and_prefix, within};
use super::{HeldState, StateWrite};
use crate::db::{Conn, chunks};
use crate::error::StorageError;
use crate::leases::Fence;
use crate::tx::Tx;
use bytes::Bytes;
use omni_domain::ids::InstanceId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows to be put: instance, namespace, key, value, number.
type Puts<'w> = Vec<(InstanceId, &'static str, &'w str, &'w Bytes, i64)>;

impl Tx {
    /// Changes a session's state. Written at the end of the group, together with those of other
    /// sessions; the last change of a key counts.
    pub fn put_state(&mut self, instance: InstanceId, writes: Vec<StateWrite>) {
        self.hold_state(instance, writes, None);
    }

    /// The same for the owner of a lease: nothing is written if the lease is lost by the end of the
    /// group, which `fence` then reports.
    pub(crate) fn hold_state(
        &mut self,
        instance: InstanceId,
        writes: Vec<StateWrite>,
        fence: Option<&Arc<Fence>>,
    ) {
        let held = writes.into_iter().map(|write| HeldState {
            instance,
            write,
            fence: fence.map(Arc::clone),
        });
        self.pending.state.rows.extend(held);
    }

    /// Removes records with `0 < num < cutoff`. Returns how many.
    pub async fn delete_state_below(
        &mut self,
        instance: InstanceId,
        ns: &str,
        cutoff: i64,
    ) -> Result<u64, StorageError> {
        self.flush_state().await?;
        let mut db = self.db();
        db.query(table::DELETE_BELOW).bind(instance.0).bind(ns).bind(cutoff).run().await
    }

    /// Removes everything of an instance: it was logged out.
    pub async fn clear_state(&mut self, instance: InstanceId) -> Result<(), StorageError> {
        self.flush_state().await?;
        self.db().query(table::CLEAR).bind(instance.0).run().await.map(drop)
    }

    pub(crate) async fn flush_state(&mut self) -> Result<(), StorageError> {
        if !self.pending.state.has_more() {
            return Ok(());
        }
        self.check_state_fences().await?;
        let (mut db, pending) = self.parts();
        let held = &mut pending.state;
        let allowed = held.rows[held.written..].iter().filter(|held| held.is_allowed());
        let changes = coalesce(allowed.map(|held| (held.instance, &held.write)));
        let mut puts = Puts::new();
        for ((instance, ns), changes) in &changes {
            remove(&mut db, *instance, ns, changes).await?;
            renumber(&mut db, *instance, ns, changes).await?;
            puts.extend(changes.keys.iter().filter_map(|(key, change)| match change {
                Change::Put(value, num) => Some((*instance, *ns, *key, value, *num)),
                Change::SetNum(_) | Change::Delete => None,
            }));
        }
        put(&mut db, &puts).await?;
        held.written = held.rows.len();
        Ok(())
    }

    /// Checks the tokens of what is about to be written, each once.
    async fn check_state_fences(&mut self) -> Result<(), StorageError> {
        let held = &self.pending.state;
        let mut fences: Vec<Arc<Fence>> = Vec::new();
        for fence in held.rows[held.written..].iter().filter_map(|held| held.fence.as_ref()) {
            if !fences.iter().any(|known| Arc::ptr_eq(known, fence)) {
                fences.push(Arc::clone(fence));
            }
        }
        self.check_fences(&fences).await
    }
}

impl HeldState {
    fn is_allowed(&self) -> bool {
        self.fence.as_ref().is_none_or(|fence| !fence.is_lost())
    }
}

async fn remove(
    db: &mut Conn<'_>,
    instance: InstanceId,
    ns: &str,
    changes: &Changes<'_>,
) -> Result<(), StorageError> {
    for prefix in &changes.prefixes {
        let mut delete = within(table::DELETE, instance, ns);
        and_prefix(&mut delete, prefix);
        delete.on(db).run().await?;
    }
    let gone = changes.keys.iter().filter(|(_, change)| **change == Change::Delete);
    let gone: Vec<&str> = gone.map(|(key, _)| *key).collect();
    for some in gone.chunks(100) {
        let mut delete = within(table::DELETE, instance, ns);
        delete.and_in("key", some.iter().copied());
        delete.on(db).run().await?;
    }
    Ok(())
}

async fn renumber(
    db: &mut Conn<'_>,
    instance: InstanceId,
    ns: &str,
    changes: &Changes<'_>,
) -> Result<(), StorageError> {
    let mut by_number = BTreeMap::<i64, Vec<&str>>::new();
    for (key, change) in &changes.keys {
        if let Change::SetNum(num) = change {
            by_number.entry(*num).or_default().push(key);
        }
    }
    for (num, keys) in by_number {
        for some in keys.chunks(100) {
            let mut update = table::set_num(num, instance, ns);
            update.and_in("key", some.iter().copied());
            update.on(db).run().await?;
        }
    }
    Ok(())
}

async fn put(db: &mut Conn<'_>, rows: &Puts<'_>) -> Result<(), StorageError> {
    for chunk in chunks(rows) {
        let mut query = table::PUT.query(db, chunk.len());
        for (instance, ns, key, value, num) in chunk {
            query.push(instance.0);
            query.push(*ns);
            query.push(*key);
            query.push(value.as_ref());
            query.push(*num);
        }
        query.run().await?;
    }
    Ok(())
}
