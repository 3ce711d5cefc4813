//! Reading session state.

use super::table::{self, EntryRow, and_prefix, within};
use super::{StateEntry, StateSize};
use crate::Store;
use crate::error::StorageError;
use omni_domain::ids::InstanceId;

impl Store {
    /// One record.
    pub async fn get_state(
        &self,
        instance: InstanceId,
        ns: &str,
        key: &str,
    ) -> Result<Option<StateEntry>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(table::GET).bind(instance.0).bind(ns).bind(key);
        Ok(query.maybe::<EntryRow>().await?.map(StateEntry::from))
    }

    /// The records of these keys, in no particular order; missing ones are left out.
    pub async fn get_states(
        &self,
        instance: InstanceId,
        ns: &str,
        keys: &[String],
    ) -> Result<Vec<StateEntry>, StorageError> {
        let mut reader = self.reader().await?;
        let mut found = Vec::with_capacity(keys.len());
        for some in keys.chunks(100) {
            let mut select = within(table::SELECT, instance, ns);
            select.and_in("key", some.iter().map(String::as_str));
            let rows = select.on(&mut reader.conn()).all::<EntryRow>().await?;
            found.extend(rows.into_iter().map(StateEntry::from));
        }
        Ok(found)
    }

    /// Every record whose key begins with `prefix` (empty: all), by key.
    pub async fn scan_state(
        &self,
        instance: InstanceId,
        ns: &str,
        prefix: &str,
    ) -> Result<Vec<StateEntry>, StorageError> {
        let mut select = within(table::SELECT, instance, ns);
        and_prefix(&mut select, prefix);
        select.push(" ORDER BY key");
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<EntryRow>().await?;
        Ok(rows.into_iter().map(StateEntry::from).collect())
    }

    /// The instances that have any state, also those that no longer exist.
    pub async fn state_owners(&self) -> Result<Vec<InstanceId>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<(uuid::Uuid,)> = reader.conn().query(table::OWNERS).all().await?;
        Ok(rows.into_iter().map(|(id,)| InstanceId(id)).collect())
    }

    /// The size of an instance's session state, by namespace.
    pub async fn state_sizes(&self, instance: InstanceId) -> Result<Vec<StateSize>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let rows: Vec<(String, i64, i64)> = db.query(table::SIZES).bind(instance.0).all().await?;
        let size = |(ns, entries, bytes)| StateSize { ns, entries, bytes };
        Ok(rows.into_iter().map(size).collect())
    }
}
