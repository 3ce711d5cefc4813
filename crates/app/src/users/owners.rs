//! A tenant without an owner could never have one again.

use super::missing;
use crate::authorization::require_role;
use crate::error::Error;
use omni_domain::access::Caller;
use omni_domain::ids::UserId;
use omni_domain::user::User;
use omni_storage::Tx;

/// A user whom this caller may change, with the active owners besides. Both stay as they are until
/// the commit.
pub(super) async fn changeable(
    tx: &mut Tx,
    caller: &Caller,
    id: UserId,
) -> Result<(User, Owners), Error> {
    // Before the user, so that two changes lock in one order.
    let owners = tx.lock_owners(caller.tenant_id).await?;
    let user = tx.lock_user(caller.tenant_id, id).await?.ok_or_else(|| missing(id))?;
    require_role(caller, user.role, user.is_operator)?;
    Ok((user, Owners { is_last: owners == [id] }))
}

/// The active owners of a tenant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owners {
    is_last: bool,
}

impl Owners {
    /// Refuses to take the role, the access or the row of the last one.
    pub(super) fn require_another(self) -> Result<(), Error> {
        if self.is_last {
            return Err(Error::conflict(
                "this is the last active owner; make another user an owner first",
            ));
        }
        Ok(())
    }
}
