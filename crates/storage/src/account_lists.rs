//! The tables `blocked_contacts` and `privacy_settings`.

use crate::Store;
use crate::db::{Conn, Select, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::chat_state::BlockedContact;
use omni_domain::ids::InstanceId;

row! {
    struct BlockedRow {
        address: String,
        address_alt: Option<String>,
        blocked_at: i64,
    }
}

statements! {
    LIST_BLOCKED = concat!(
        "SELECT ", columns!(), " FROM blocked_contacts WHERE instance_id = $1
         ORDER BY blocked_at, address",
    );
    BLOCK = concat!(
        "INSERT INTO blocked_contacts (", columns!(), ", instance_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (instance_id, address) DO NOTHING",
    );
    UNBLOCK = "DELETE FROM blocked_contacts WHERE instance_id = $1 AND address = $2";
    LIST_PRIVACY = "SELECT name, value FROM privacy_settings WHERE instance_id = $1 ORDER BY name";
    PUT_PRIVACY = "INSERT INTO privacy_settings (instance_id, name, value) VALUES ($1, $2, $3)
        ON CONFLICT (instance_id, name) DO UPDATE SET value = excluded.value";
}

impl From<BlockedRow> for BlockedContact {
    fn from(row: BlockedRow) -> Self {
        let blocked_at = Timestamp(row.blocked_at);
        Self { address: row.address, address_alt: row.address_alt, blocked_at }
    }
}

async fn blocked(
    db: &mut Conn<'_>,
    instance: InstanceId,
) -> Result<Vec<BlockedContact>, StorageError> {
    let rows = db.query(LIST_BLOCKED).bind(instance.0).all::<BlockedRow>().await?;
    Ok(rows.into_iter().map(BlockedContact::from).collect())
}

/// Of those whom the account has blocked, one with such an address in the column.
async fn blocked_by(
    db: &mut Conn<'_>,
    instance: InstanceId,
    column: &'static str,
    addresses: &[&str],
) -> Result<bool, StorageError> {
    let mut select = Select::new("SELECT address FROM blocked_contacts WHERE instance_id = ");
    select.bind(instance.0).and_in(column, addresses.iter().copied()).push(" LIMIT 1");
    Ok(select.on(db).maybe::<(String,)>().await?.is_some())
}

async fn privacy(
    db: &mut Conn<'_>,
    instance: InstanceId,
) -> Result<Vec<(String, String)>, StorageError> {
    db.query(LIST_PRIVACY).bind(instance.0).all::<(String, String)>().await
}

lookups! {
    /// Those whom the account has blocked, the first blocked first.
    list_blocked(instance: InstanceId) -> Vec<BlockedContact> = blocked;
    /// The account's privacy settings, by name.
    list_privacy(instance: InstanceId) -> Vec<(String, String)> = privacy;
}

impl Store {
    /// Whether the account has blocked the person with one of these addresses.
    pub async fn is_blocked(
        &self,
        instance: InstanceId,
        addresses: &[&str],
    ) -> Result<bool, StorageError> {
        let mut reader = self.reader().await?;
        // One statement for each column, as each has its own index.
        for column in ["address", "address_alt"] {
            if blocked_by(&mut reader.conn(), instance, column, addresses).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Tx {
    /// Notes that a person is blocked.
    pub async fn put_blocked(
        &mut self,
        instance: InstanceId,
        contact: &BlockedContact,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(BLOCK).bind(contact.address.as_str());
        let query = query.bind(contact.address_alt.as_deref()).bind(contact.blocked_at.0);
        query.bind(instance.0).run().await.map(drop)
    }

    /// Notes that a person is blocked no more.
    pub async fn delete_blocked(
        &mut self,
        instance: InstanceId,
        address: &str,
    ) -> Result<(), StorageError> {
        self.db().query(UNBLOCK).bind(instance.0).bind(address).run().await.map(drop)
    }

    /// Writes a privacy setting.
    pub async fn put_privacy(
        &mut self,
        instance: InstanceId,
        name: &str,
        value: &str,
    ) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(PUT_PRIVACY).bind(instance.0).bind(name).bind(value);
        query.run().await.map(drop)
    }
}
