//! Merging two identities.

use super::identity::{self, IdentityRow};
use crate::error::StorageError;
use crate::moves::Account;
use crate::tx::Tx;
use omni_domain::ids::{IdentityId, PersonId};

impl Tx {
    /// Makes `from` a part of `into` and deletes it; `Stale` if either is deleted. What it wrote is
    /// moved at once where it is little, and otherwise in pieces, see [`Tx::move_piece`]. The
    /// addresses of `into` stay as they are (see [`Tx::update_identity_address`]), and so does
    /// `from`'s person (see [`Tx::delete_person_if_empty`]).
    pub async fn merge_identities(
        &mut self,
        from: IdentityId,
        into: IdentityId,
    ) -> Result<(), StorageError> {
        if from == into {
            return Ok(());
        }
        self.flush_events().await?;
        let old = self.identity_row(from).await?;
        let kept = self.identity_row(into).await?;
        let account = |identity, person| Account { identity, person: PersonId(person) };
        let kept_account = account(into, kept.person_id);
        self.begin_account_move(account(from, old.person_id), kept_account).await?;
        let mut db = self.db();
        db.query(identity::MOVE_PARTICIPANTS).bind(from.0).bind(into.0).run().await?;
        db.query(identity::DELETE).bind(from.0).run().await?;
        let absorb = db
            .query(identity::ABSORB)
            .bind(into.0)
            .bind(kept.message_count + old.message_count)
            .bind(kept.first_seen_at.min(old.first_seen_at))
            .bind(kept.last_seen_at.max(old.last_seen_at))
            .bind(kept.display_name.or(old.display_name));
        absorb.run().await.map(drop)
    }

    async fn identity_row(&mut self, id: IdentityId) -> Result<IdentityRow, StorageError> {
        let row = self.db().query(identity::BY_ID).bind(id.0).maybe().await?;
        row.ok_or(StorageError::Stale)
    }
}
