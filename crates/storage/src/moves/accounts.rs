//! Accounts that became part of another, or another person's.

use super::{AT_ONCE, EVENTS_PER_MESSAGE, table};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::ids::{IdentityId, PersonId};
use uuid::Uuid;

/// An account and its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) identity: IdentityId,
    pub(crate) person: PersonId,
}

impl Tx {
    /// Assigns messages and events of one account to another account, or to another person; those
    /// that are not moved at once follow in pieces.
    pub(crate) async fn begin_account_move(
        &mut self,
        from: Account,
        into: Account,
    ) -> Result<(), StorageError> {
        if from == into {
            return Ok(());
        }
        let mut db = self.db();
        let redirect = db.query(table::REDIRECT_ACCOUNTS).bind(from.identity.0);
        redirect.bind(into.identity.0).bind(into.person.0).run().await?;
        db.query(table::DROP_CIRCLES).bind(into.identity.0).run().await?;
        if self.move_account_rows(from, into, AT_ONCE).await? {
            let mut db = self.db();
            let add = db.query(table::ADD_ACCOUNT).bind(from.identity.0).bind(from.person.0);
            add.bind(into.identity.0).bind(into.person.0).run().await?;
        }
        Ok(())
    }

    pub(super) async fn continue_account_move(
        &mut self,
        identity: IdentityId,
        person: PersonId,
        limit: u32,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let find = db.query(table::ACCOUNT).bind(identity.0).bind(person.0);
        let into: Option<(Uuid, Uuid)> = find.maybe().await?;
        let Some((into, into_person)) = into else { return Ok(false) };
        let from = Account { identity, person };
        let into = Account { identity: IdentityId(into), person: PersonId(into_person) };
        let more = self.move_account_rows(from, into, limit).await?;
        if !more {
            let mut db = self.db();
            let delete = db.query(table::DELETE_ACCOUNT).bind(identity.0).bind(person.0);
            delete.run().await?;
        }
        Ok(more)
    }

    async fn move_account_rows(
        &mut self,
        from: Account,
        into: Account,
        limit: u32,
    ) -> Result<bool, StorageError> {
        let limit = u64::from(limit);
        let mut db = self.db();
        let messages = if from.identity == into.identity {
            let some = db.query(table::PERSON_MESSAGES).bind(from.identity.0).bind(from.person.0);
            some.bind(into.person.0).bind(limit.cast_signed()).run().await?
        } else {
            let some = db.query(table::ACCOUNT_MESSAGES).bind(from.identity.0);
            let some = some.bind(into.identity.0).bind(into.person.0);
            some.bind(limit.cast_signed()).run().await?
        };
        let events_limit = limit * EVENTS_PER_MESSAGE.cast_unsigned();
        let some = db.query(table::ACCOUNT_EVENTS).bind(from.identity.0).bind(from.person.0);
        let some = some.bind(into.identity.0).bind(into.person.0);
        let events = some.bind(events_limit.cast_signed()).run().await?;
        Ok(messages >= limit || events >= events_limit)
    }
}
