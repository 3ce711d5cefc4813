//! Settings of a tenant.

use crate::Store;
use crate::db::{Conn, json_text, parse_json, readable, row, statements};
use crate::dialect;
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::TenantId;
use uuid::Uuid;

/// One setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Owner.
    pub tenant_id: TenantId,
    /// Its name.
    pub key: String,
    /// Any JSON; sealed by the caller if it is a secret.
    pub value: serde_json::Value,
    /// Whether it is a secret, which is never shown.
    pub is_secret: bool,
    /// Last change.
    pub updated_at: Timestamp,
}

row! {
    struct SettingRow {
        tenant_id: Uuid,
        key: String,
        value: String,
        is_secret: bool,
        updated_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        PUT = concat!(
            "INSERT INTO settings (", columns!(), ") VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value,
             is_secret = excluded.is_secret, updated_at = excluded.updated_at",
        );
        DELETE = "DELETE FROM settings WHERE tenant_id = $1 AND key = $2";
        GET = concat!("SELECT ", columns!(), " FROM settings WHERE tenant_id = $1 AND key = $2");
        /// A row to lock: a setting that is not set has none.
        OWNER = "SELECT id FROM tenants WHERE id = $1";
        LIST = concat!("SELECT ", columns!(), " FROM settings WHERE tenant_id = $1 ORDER BY key");
    }
}
pub(crate) use sql::ALL;

impl TryFrom<SettingRow> for Setting {
    type Error = StorageError;

    fn try_from(row: SettingRow) -> Result<Self, StorageError> {
        Ok(Self {
            tenant_id: TenantId(row.tenant_id),
            value: parse_json("settings", &row.key, &row.value)?,
            key: row.key,
            is_secret: row.is_secret,
            updated_at: Timestamp(row.updated_at),
        })
    }
}

async fn get(db: &mut Conn<'_>, t: TenantId, key: &str) -> Result<Option<Setting>, StorageError> {
    let row = db.query(sql::GET).bind(t.0).bind(key).maybe::<SettingRow>().await?;
    row.map(Setting::try_from).transpose()
}

lookups! {
    /// One setting.
    get_setting(t: TenantId, key: &str) -> Option<Setting> = get;
}

impl Store {
    /// Every setting of a tenant, by name.
    pub async fn list_settings(&self, t: TenantId) -> Result<Vec<Setting>, StorageError> {
        let mut reader = self.reader().await?;
        let rows = reader.conn().query(sql::LIST).bind(t.0).all::<SettingRow>().await?;
        Ok(readable(rows).collect())
    }
}

impl Tx {
    /// Makes other nodes wait with their changes of this tenant's settings until this write is
    /// committed: to be called before settings are read in order to change them.
    pub async fn lock_settings(&mut self, t: TenantId) -> Result<(), StorageError> {
        let text = format!("{}{}", sql::OWNER, dialect::for_update(self.engine()));
        self.db().composed(text).bind(t.0).maybe::<(Uuid,)>().await.map(drop)
    }

    /// Inserts or replaces a setting.
    pub async fn put_setting(&mut self, setting: &Setting) -> Result<(), StorageError> {
        self.db()
            .query(sql::PUT)
            .bind(setting.tenant_id.0)
            .bind(&setting.key)
            .bind(json_text(&setting.value))
            .bind(setting.is_secret)
            .bind(setting.updated_at.0)
            .run()
            .await
            .map(drop)
    }

    /// Removes a setting. Returns whether there was one.
    pub async fn delete_setting(&mut self, t: TenantId, key: &str) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::DELETE).bind(t.0).bind(key).run().await? > 0)
    }
}
