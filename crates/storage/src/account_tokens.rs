//! Tokens that stand for one account.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{AccountTokenId, InstanceId, TenantId};
use uuid::Uuid;

/// The token of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountToken {
    /// The instance it stands for.
    pub instance_id: InstanceId,
    /// Internal id; another one for each token.
    pub id: AccountTokenId,
    /// The instance's tenant.
    pub tenant_id: TenantId,
    /// The hash under which it is looked up.
    pub hash: String,
    /// Its last characters, for people.
    pub suffix: String,
    /// Creation time.
    pub created_at: Timestamp,
}

row! {
    struct TokenRow {
        instance_id: Uuid,
        id: Uuid,
        tenant_id: Uuid,
        hash: String,
        suffix: String,
        created_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        PUT = concat!(
            "INSERT INTO account_tokens (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (instance_id) DO UPDATE SET id = excluded.id, hash = excluded.hash,
             suffix = excluded.suffix, created_at = excluded.created_at",
        );
        FIND = concat!(
            "SELECT ", columns!(), " FROM account_tokens WHERE tenant_id = $1 AND instance_id = $2",
        );
        FIND_BY_HASH = concat!("SELECT ", columns!(), " FROM account_tokens WHERE hash = $1");
    }
}
pub(crate) use sql::ALL;

impl From<TokenRow> for AccountToken {
    fn from(row: TokenRow) -> Self {
        Self {
            instance_id: InstanceId(row.instance_id),
            id: AccountTokenId(row.id),
            tenant_id: TenantId(row.tenant_id),
            hash: row.hash,
            suffix: row.suffix,
            created_at: Timestamp(row.created_at),
        }
    }
}

async fn of_instance(
    db: &mut Conn<'_>,
    t: TenantId,
    instance: InstanceId,
) -> Result<Option<AccountToken>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(instance.0).maybe::<TokenRow>().await?;
    Ok(row.map(AccountToken::from))
}

async fn by_hash(db: &mut Conn<'_>, hash: &str) -> Result<Option<AccountToken>, StorageError> {
    let row = db.query(sql::FIND_BY_HASH).bind(hash).maybe::<TokenRow>().await?;
    Ok(row.map(AccountToken::from))
}

lookups! {
    /// The token of an instance.
    find_account_token(t: TenantId, instance: InstanceId) -> Option<AccountToken> = of_instance;
    /// The token with this hash, of any tenant.
    find_account_token_by_hash(hash: &str) -> Option<AccountToken> = by_hash;
}

impl Tx {
    /// Sets or replaces an instance's token.
    pub async fn put_account_token(&mut self, token: &AccountToken) -> Result<(), StorageError> {
        self.db()
            .query(sql::PUT)
            .bind(token.instance_id.0)
            .bind(token.id.0)
            .bind(token.tenant_id.0)
            .bind(&token.hash)
            .bind(&token.suffix)
            .bind(token.created_at.0)
            .run()
            .await
            .map(drop)
    }
}
