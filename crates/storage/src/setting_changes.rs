//! The history of settings: who changed what, when, why and from where.

use crate::Store;
use crate::db::{json_text, parse_json, readable, row, statements};
use crate::error::StorageError;
use crate::principal::principal;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::access::Principal;
use omni_domain::ids::TenantId;
use serde_json::Value;
use uuid::Uuid;

/// Changes kept of one setting; the oldest are deleted when a new one is added.
const KEEP: i64 = 1000;

/// One change of a setting. Values of secrets are masked by the caller.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingChange {
    /// Internal id.
    pub id: Uuid,
    /// Owner.
    pub tenant_id: TenantId,
    /// The setting's name.
    pub key: String,
    /// The previous value; `None` if it was not set.
    pub old_value: Option<Value>,
    /// The new value; `None` if it was deleted.
    pub new_value: Option<Value>,
    /// The name of the principal that changed it: the API key's, or `system`.
    pub changed_by: String,
    /// That principal.
    pub principal: Principal,
    /// Why, if a reason was given.
    pub reason: Option<String>,
    /// The client's address.
    pub ip: Option<String>,
    /// When.
    pub changed_at: Timestamp,
}

row! {
    struct ChangeRow {
        id: Uuid,
        tenant_id: Uuid,
        key: String,
        old_value: Option<String>,
        new_value: Option<String>,
        changed_by: String,
        key_id: Option<Uuid>,
        reason: Option<String>,
        ip: Option<String>,
        changed_at: i64,
        principal: Option<String>,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO setting_changes (", columns!(), ")
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        );
        TRIM = "DELETE FROM setting_changes WHERE id IN (SELECT id FROM setting_changes
            WHERE tenant_id = $1 AND key = $2 ORDER BY changed_at DESC, id DESC
            LIMIT 1000 OFFSET $3)";
        LIST = concat!(
            "SELECT ", columns!(), " FROM setting_changes
             WHERE tenant_id = $1 AND key = $2 AND changed_at >= $3
             ORDER BY changed_at DESC, id DESC LIMIT $4",
        );
    }
}
pub(crate) use sql::ALL;

impl TryFrom<ChangeRow> for SettingChange {
    type Error = StorageError;

    fn try_from(row: ChangeRow) -> Result<Self, StorageError> {
        let json = |text: &str| parse_json("setting_changes", row.id, text);
        Ok(Self {
            id: row.id,
            tenant_id: TenantId(row.tenant_id),
            old_value: row.old_value.as_deref().map(json).transpose()?,
            new_value: row.new_value.as_deref().map(json).transpose()?,
            principal: principal("setting_changes", row.id, row.principal.as_deref(), row.key_id)?,
            key: row.key,
            changed_by: row.changed_by,
            reason: row.reason,
            ip: row.ip,
            changed_at: Timestamp(row.changed_at),
        })
    }
}

impl Store {
    /// The newest changes of a setting, newest first, not older than `since`.
    pub async fn list_setting_changes(
        &self,
        t: TenantId,
        key: &str,
        since: Option<Timestamp>,
        limit: u32,
    ) -> Result<Vec<SettingChange>, StorageError> {
        let since = since.map_or(i64::MIN, |since| since.0);
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(sql::LIST).bind(t.0).bind(key).bind(since).bind(i64::from(limit));
        Ok(readable(query.all::<ChangeRow>().await?).collect())
    }
}

impl Tx {
    /// Records a change and deletes the setting's oldest ones, beyond a thousand.
    pub async fn insert_setting_change(
        &mut self,
        change: &SettingChange,
    ) -> Result<(), StorageError> {
        self.db()
            .query(sql::INSERT)
            .bind(change.id)
            .bind(change.tenant_id.0)
            .bind(&change.key)
            .bind(change.old_value.as_ref().map(json_text))
            .bind(change.new_value.as_ref().map(json_text))
            .bind(&change.changed_by)
            .bind(change.principal.api_key().map(|id| id.0))
            .bind(change.reason.as_deref())
            .bind(change.ip.as_deref())
            .bind(change.changed_at.0)
            .bind(change.principal.to_string())
            .run()
            .await?;
        let mut db = self.db();
        db.query(sql::TRIM).bind(change.tenant_id.0).bind(&change.key).bind(KEEP).run().await?;
        Ok(())
    }
}
