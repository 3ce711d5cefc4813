//! Persons who became part of another: their events that are not about one account.

use super::{AT_ONCE, EVENTS_PER_MESSAGE, table};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::PersonId;
use uuid::Uuid;

impl Tx {
    /// Assigns the events of a person without accounts to another; those that are not moved at once
    /// follow in pieces.
    pub(crate) async fn begin_person_move(
        &mut self,
        from: PersonId,
        into: PersonId,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        db.query(table::REDIRECT_PERSONS).bind(from.0).bind(into.0).run().await?;
        if self.waits_for_accounts(from).await?
            || self.move_person_events(from, into, AT_ONCE).await?
        {
            let mut db = self.db();
            db.query(table::ADD_PERSON).bind(from.0).bind(into.0).run().await?;
        }
        Ok(())
    }

    pub(super) async fn continue_person_move(
        &mut self,
        from: PersonId,
        limit: u32,
    ) -> Result<bool, StorageError> {
        let into: Option<(Uuid,)> = self.db().query(table::PERSON).bind(from.0).maybe().await?;
        let Some((into,)) = into else { return Ok(false) };
        if self.waits_for_accounts(from).await? {
            return Ok(false);
        }
        let more = self.move_person_events(from, PersonId(into), limit).await?;
        if !more {
            self.db().query(table::DELETE_PERSON).bind(from.0).run().await?;
        }
        Ok(more)
    }

    /// Events about an account are moved with it: it may have become part of another account, which
    /// its own record has.
    async fn waits_for_accounts(&mut self, from: PersonId) -> Result<bool, StorageError> {
        let account: Option<(i64,)> =
            self.db().query(table::ACCOUNT_LEFT).bind(from.0).maybe().await?;
        Ok(account.is_some())
    }

    async fn move_person_events(
        &mut self,
        from: PersonId,
        into: PersonId,
        limit: u32,
    ) -> Result<bool, StorageError> {
        let limit = i64::from(limit) * EVENTS_PER_MESSAGE;
        let mut db = self.db();
        let some = db.query(table::PERSON_EVENTS).bind(from.0).bind(into.0).bind(limit);
        Ok(some.run().await? >= limit.cast_unsigned())
    }
}
