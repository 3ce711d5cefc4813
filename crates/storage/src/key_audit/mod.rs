//! Uses and changes of API keys.

mod metadata;
mod table;

use crate::Store;
use crate::db::{Select, chunks};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{ApiKeyId, TenantId};
use omni_domain::key::{KeyAction, KeyAudit};
use omni_domain::page::{Cursor, Page, PageRequest};
pub(crate) use table::ALL;
use table::AuditRow;

/// Which entries of a key's audit to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyAuditFilter {
    /// Of these kinds; empty is all.
    pub actions: Vec<KeyAction>,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

impl Store {
    /// The audit log of a key, newest first.
    pub async fn list_key_audit(
        &self,
        t: TenantId,
        key: ApiKeyId,
        filter: &KeyAuditFilter,
        request: PageRequest,
    ) -> Result<Page<KeyAudit>, StorageError> {
        let mut select = Select::new(table::LIST);
        select.bind(key.0).push(" AND tenant_id = ").bind(t.0);
        if !filter.actions.is_empty() {
            select.and_in("action", filter.actions.iter().map(|action| action.as_str()));
        }
        select.and_between("at", filter.since, filter.until);
        select.newest_before("at", before(request.after), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<AuditRow>().await?;
        Ok(page(rows, request.limit, |entry: &KeyAudit| Cursor { key: entry.at.0, id: entry.id }))
    }
}

impl Tx {
    /// Adds entries.
    pub async fn insert_key_audit(&mut self, entries: &[KeyAudit]) -> Result<(), StorageError> {
        for chunk in chunks(entries) {
            let mut db = self.db();
            let mut query = table::INSERT.query(&mut db, chunk.len());
            for entry in chunk {
                table::bind(&mut query, entry);
            }
            query.run().await?;
        }
        Ok(())
    }

    /// Deletes entries of before `cutoff`, at most `limit`. Returns how many.
    pub async fn delete_key_audit_before(
        &mut self,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        db.query(table::DELETE_BEFORE).bind(cutoff.0).bind(i64::from(limit)).run().await
    }
}
