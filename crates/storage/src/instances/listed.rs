//! The two long tables of a deleted instance: their rows are listed beside the writer and deleted by key.
//!
//! Finding the oldest rows for each piece would cost more with every piece on Postgres, where the index
//! contains deleted rows until they are vacuumed.

use super::table;
use crate::Store;
use crate::db::{list, padded};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::{InstanceId, TenantId};
use uuid::Uuid;

/// Rows of one table of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstanceRows {
    /// Events, by number.
    Events(Vec<i64>),
    /// Messages, by id.
    Messages(Vec<Uuid>),
}

impl InstanceRows {
    /// Whether none is left.
    pub const fn is_empty(&self) -> bool {
        match self {
            Self::Events(rows) => rows.is_empty(),
            Self::Messages(rows) => rows.is_empty(),
        }
    }

    /// Takes at most this many out.
    #[must_use]
    pub fn take(&mut self, most: u32) -> Self {
        match self {
            Self::Events(rows) => Self::Events(last(rows, most)),
            Self::Messages(rows) => Self::Messages(last(rows, most)),
        }
    }
}

fn last<T>(rows: &mut Vec<T>, most: u32) -> Vec<T> {
    rows.split_off(rows.len().saturating_sub(most as usize))
}

impl Store {
    /// At most this many rows of the long tables of an instance; `None` when they have none left.
    pub async fn rows_of_instance(
        &self,
        id: InstanceId,
        most: u32,
    ) -> Result<Option<InstanceRows>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let most = i64::from(most);
        let query = db.query(table::LIST_EVENTS).bind(id.0).bind(most);
        let events: Vec<(i64,)> = query.all().await?;
        if !events.is_empty() {
            let events = events.into_iter().map(|(seq,)| seq).collect();
            return Ok(Some(InstanceRows::Events(events)));
        }
        let query = db.query(table::LIST_MESSAGES).bind(id.0).bind(most);
        let messages: Vec<(Uuid,)> = query.all().await?;
        let messages: Vec<Uuid> = messages.into_iter().map(|(id,)| id).collect();
        Ok(Some(InstanceRows::Messages(messages)).filter(|rows| !rows.is_empty()))
    }
}

impl Tx {
    /// Deletes these rows of an instance. Those that are gone already are no error.
    pub async fn delete_rows_of_instance(
        &mut self,
        t: TenantId,
        rows: &InstanceRows,
    ) -> Result<(), StorageError> {
        match rows {
            InstanceRows::Events(seqs) => self.delete_events(t, seqs).await,
            InstanceRows::Messages(ids) => {
                for some in padded(ids) {
                    let text =
                        format!("DELETE FROM messages WHERE id IN ({})", list(1, some.len()));
                    self.db().composed(text).bind_all(some).run().await?;
                    self.merge_message_index().await?;
                }
                Ok(())
            }
        }
    }
}
