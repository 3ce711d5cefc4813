//! Assigning accounts, with their messages and events, to another person.

use super::{identity, person};
use crate::dialect;
use crate::error::StorageError;
use crate::moves::Account;
use crate::tx::Tx;
use omni_domain::conversation::{Identity, IdentityLink};
use omni_domain::ids::{PersonId, TenantId};

/// Held shared by every node that uses cached persons, until it has written.
const VERSION: &str = "SELECT value FROM sequences WHERE name = 'persons'";

impl Tx {
    /// To be called before persons are read in order to merge or split them: every node with
    /// cached identities drops them, and waits until this write is committed.
    pub async fn lock_persons(&mut self) -> Result<(), StorageError> {
        self.db().query(person::CHANGE_VERSION).run().await.map(drop)
    }

    /// A number that grows with every change of persons. On Postgres no other node can make
    /// such a change before this write is committed.
    pub async fn persons_version(&mut self) -> Result<i64, StorageError> {
        let mut db = self.db();
        let text = format!("{VERSION}{}", dialect::for_share(db.engine()));
        let (version,) = db.composed(text).one().await?;
        Ok(version)
    }

    /// Moves all of `from` to `into`: accounts and access rules at once, messages and events at once
    /// where they are few and otherwise in pieces, see [`Tx::move_piece`]. Returns the accounts that
    /// moved. `from` itself stays, with nothing of its own.
    pub async fn give_person(
        &mut self,
        t: TenantId,
        from: PersonId,
        into: PersonId,
        link: &IdentityLink,
    ) -> Result<Vec<Identity>, StorageError> {
        self.flush_events().await?;
        let moved = self.list_identities(t, from).await?;
        for identity in &moved {
            self.give(identity, into, link).await?;
        }
        self.begin_person_move(from, into).await?;
        let mut db = self.db();
        db.query(identity::GIVE_RULES).bind(from.0).bind(into.0).run().await?;
        Ok(moved)
    }

    /// Assigns one account, its messages and its events to another person.
    pub async fn give_identity(
        &mut self,
        identity: &Identity,
        into: PersonId,
        link: &IdentityLink,
    ) -> Result<(), StorageError> {
        self.flush_events().await?;
        self.give(identity, into, link).await
    }

    async fn give(
        &mut self,
        identity: &Identity,
        into: PersonId,
        link: &IdentityLink,
    ) -> Result<(), StorageError> {
        let account = |person| Account { identity: identity.id, person };
        self.begin_account_move(account(identity.person_id), account(into)).await?;
        let mut db = self.db();
        let given = db
            .query(identity::GIVE)
            .bind(identity.id.0)
            .bind(into.0)
            .bind(link.linked_by.as_str())
            .bind(link.confidence)
            .bind(link.reason.as_deref())
            .bind(link.at.map(|at| at.0))
            .run()
            .await?;
        if given == 0 { Err(StorageError::Stale) } else { Ok(()) }
    }

    /// Deletes a person; `Stale` if they are deleted already. Their accounts must have been moved.
    pub async fn delete_person(&mut self, t: TenantId, id: PersonId) -> Result<(), StorageError> {
        let gone = self.db().query(person::DELETE).bind(t.0).bind(id.0).run().await?;
        if gone == 0 { Err(StorageError::Stale) } else { Ok(()) }
    }
}
