//! The ids by which networks name the accounts of instances in their requests.

use crate::db::{Conn, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use uuid::Uuid;

mod sql {
    use super::statements;

    statements! {
        FIND = "SELECT instance_id FROM instance_accounts WHERE channel = $1 AND account = $2";
        PUT = "INSERT INTO instance_accounts (instance_id, channel, account) VALUES ($1, $2, $3)
            ON CONFLICT (instance_id) DO UPDATE SET channel = excluded.channel,
            account = excluded.account";
        DELETE = "DELETE FROM instance_accounts WHERE instance_id = $1";
    }
}
pub(crate) use sql::ALL;

async fn find(
    db: &mut Conn<'_>,
    channel: ChannelType,
    account: &str,
) -> Result<Option<InstanceId>, StorageError> {
    let query = db.query(sql::FIND).bind(channel.as_str()).bind(account);
    Ok(query.maybe::<(Uuid,)>().await?.map(|(id,)| InstanceId(id)))
}

lookups! {
    /// The instance of an account, of any tenant: a network has no tenants.
    instance_of_account(channel: ChannelType, account: &str) -> Option<InstanceId> = find;
}

impl Tx {
    /// Records the network's id of the instance's account; `None` if it has none.
    /// `NotUnique("instance_accounts.account")` if another instance has that account.
    pub async fn set_account(
        &mut self,
        instance: InstanceId,
        channel: ChannelType,
        account: Option<&str>,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = match account {
            Some(account) => {
                db.query(sql::PUT).bind(instance.0).bind(channel.as_str()).bind(account)
            }
            None => db.query(sql::DELETE).bind(instance.0),
        };
        query.run().await.map(drop)
    }
}
