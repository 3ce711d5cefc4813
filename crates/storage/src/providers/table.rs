//! The table `providers`.

use crate::db::{parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::ids::{ProviderId, TenantId};
use omni_domain::provider::{Provider, ProviderHealth};
use uuid::Uuid;

row! {
    pub(super) struct ProviderRow {
        id: Uuid,
        tenant_id: Uuid,
        name: String,
        kind: String,
        api_url: String,
        api_key: Option<String>,
        default_timeout: i64,
        default_streaming: bool,
        metadata: String,
        health_at: Option<i64>,
        healthy: Option<bool>,
        health_error: Option<String>,
        created_at: i64,
        updated_at: i64,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO providers (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    );
    UPDATE = "UPDATE providers SET name = $3, kind = $4, api_url = $5, api_key = $6,
        default_timeout = $7, default_streaming = $8, metadata = $9, updated_at = $10
        WHERE tenant_id = $1 AND id = $2";
    RECORD_HEALTH = "UPDATE providers SET health_at = $3, healthy = $4, health_error = $5
        WHERE tenant_id = $1 AND id = $2";
    DELETE = "DELETE FROM providers WHERE tenant_id = $1 AND id = $2";
    FIND = concat!("SELECT ", columns!(), " FROM providers WHERE tenant_id = $1 AND id = $2");
    LIST = concat!(
        "SELECT ", columns!(), " FROM providers
         WHERE tenant_id = $1 AND (created_at, id) > ($2, $3)
         ORDER BY created_at, id LIMIT $4",
    );
    /// An agent that belongs to an instance is listed by the instance's name.
    USERS = "SELECT COALESCE(instances.name, agents.name) AS name FROM agents
        LEFT JOIN instances ON instances.id = agents.instance_id
        WHERE agents.tenant_id = $1 AND agents.provider_id = $2 ORDER BY 1";
}

impl TryFrom<ProviderRow> for Provider {
    type Error = StorageError;

    fn try_from(row: ProviderRow) -> Result<Self, StorageError> {
        let health = row.health_at.zip(row.healthy).map(|(at, healthy)| ProviderHealth {
            at: Timestamp(at),
            healthy,
            error: row.health_error,
        });
        Ok(Self {
            id: ProviderId(row.id),
            tenant_id: TenantId(row.tenant_id),
            kind: text("providers", row.id, &row.kind)?,
            metadata: parse_json("providers", row.id, &row.metadata)?,
            name: row.name,
            api_url: row.api_url,
            api_key: row.api_key,
            default_timeout: u64::try_from(row.default_timeout).unwrap_or_default(),
            default_streaming: row.default_streaming,
            health,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}
