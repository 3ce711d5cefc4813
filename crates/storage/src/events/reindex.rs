//! Adding events that are older than the counts and the index of words to both.

use super::table::{self, EventRow};
use super::{hours, search};
use crate::Store;
use crate::error::StorageError;
use crate::figures;
use crate::tx::Tx;
use omni_domain::event::Event;

/// Events of one write.
const PIECE: i64 = 500;

impl Tx {
    /// Adds some. Returns whether there are more. The position is stored in the same write, so that
    /// a crash in between neither loses nor repeats any.
    async fn index_some(&mut self) -> Result<bool, StorageError> {
        self.lock_log().await?;
        let mut db = self.db();
        let Some((last,)) = db.query(table::UNINDEXED).maybe::<(i64,)>().await? else {
            return Ok(false);
        };
        let rows = db.query(table::BACK_FROM).bind(last).bind(PIECE).all::<EventRow>().await?;
        let Some(oldest) = rows.last().map(|row| row.seq) else {
            db.query(table::ALL_INDEXED).run().await?;
            return Ok(false);
        };
        let events: Vec<Event> = rows.into_iter().map(Event::from).collect();
        let events: Vec<&Event> = events.iter().collect();
        search::add(&mut db, &events).await?;
        hours::add(&mut db, &events).await?;
        figures::add(&mut db, &figures::of_events(&events)).await?;
        db.query(table::INDEXED_FROM).bind(oldest - 1).run().await?;
        Ok(true)
    }
}

impl Store {
    /// Adds what a migration left, in pieces.
    pub(crate) async fn index_old_events(&self) -> Result<(), StorageError> {
        loop {
            let more: Result<bool, StorageError> =
                self.write(|tx| Box::pin(async move { tx.index_some().await })).await;
            if !more? {
                return Ok(());
            }
        }
    }
}
