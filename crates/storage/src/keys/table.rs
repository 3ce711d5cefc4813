//! The table `api_keys`.

use crate::db::{json_text, parse_json, row, statements};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::ids::{ApiKeyId, TenantId};
use omni_domain::key::ApiKey;
use uuid::Uuid;

row! {
    pub(super) struct KeyRow {
        id: Uuid,
        tenant_id: Uuid,
        name: String,
        hash: String,
        suffix: String,
        scopes: String,
        instance_ids: Option<String>,
        is_primary: bool,
        is_operator: bool,
        is_tenant: bool,
        created_at: i64,
        expires_at: Option<i64>,
        revoked_at: Option<i64>,
        last_used_at: Option<i64>,
        last_used_ip: Option<String>,
        usage_count: i64,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO api_keys (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    );
    REVOKE = concat!(
        "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $3)
         WHERE tenant_id = $1 AND id = $2 AND NOT is_primary RETURNING ", columns!(),
    );
    UPDATE = concat!(
        "UPDATE api_keys SET name = $3, scopes = $4, instance_ids = $5, expires_at = $6,
         is_operator = $7
         WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING ", columns!(),
    );
    REPLACE = concat!(
        "UPDATE api_keys SET hash = $3, suffix = $4
         WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING ", columns!(),
    );
    TOUCH = "UPDATE api_keys SET usage_count = usage_count + $2,
        last_used_ip = CASE WHEN COALESCE(last_used_at, 0) <= $3 THEN $4 ELSE last_used_ip END,
        last_used_at = CASE WHEN COALESCE(last_used_at, 0) <= $3 THEN $3 ELSE last_used_at END
        WHERE id = $1";
    FIND_BY_HASH = concat!("SELECT ", columns!(), " FROM api_keys WHERE hash = $1");
    FIND = concat!("SELECT ", columns!(), " FROM api_keys WHERE tenant_id = $1 AND id = $2");
    FIND_PRIMARY = concat!("SELECT ", columns!(), " FROM api_keys WHERE is_primary");
    LIST = concat!(
        "SELECT ", columns!(), " FROM api_keys
         WHERE tenant_id = $1 AND (created_at > $2 OR (created_at = $2 AND id > $3))
         ORDER BY created_at, id LIMIT $4",
    );
}

impl TryFrom<KeyRow> for ApiKey {
    type Error = StorageError;

    fn try_from(row: KeyRow) -> Result<Self, StorageError> {
        let json = |text: &str| parse_json("api_keys", row.id, text);
        Ok(Self {
            id: ApiKeyId(row.id),
            tenant_id: TenantId(row.tenant_id),
            scopes: parse_json("api_keys", row.id, &row.scopes)?,
            instance_ids: row.instance_ids.as_deref().map(json).transpose()?,
            name: row.name,
            hash: row.hash,
            suffix: row.suffix,
            is_primary: row.is_primary,
            is_operator: row.is_operator,
            is_tenant: row.is_tenant,
            created_at: Timestamp(row.created_at),
            expires_at: row.expires_at.map(Timestamp),
            revoked_at: row.revoked_at.map(Timestamp),
            last_used_at: row.last_used_at.map(Timestamp),
            last_used_ip: row.last_used_ip,
            usage_count: row.usage_count,
        })
    }
}

/// What is bound for `scopes` and `instance_ids`.
pub(super) fn json_columns(key: &ApiKey) -> (String, Option<String>) {
    (json_text(&key.scopes), key.instance_ids.as_ref().map(json_text))
}
