//! The table `tenants`, and what else is deleted with a tenant.

use crate::db::{delete_some, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::ids::TenantId;
use omni_domain::tenant::Tenant;
use uuid::Uuid;

row! {
    pub(super) struct TenantRow {
        id: Uuid,
        name: String,
        status: String,
        created_at: i64,
    }
}

statements! {
    INSERT = concat!("INSERT INTO tenants (", columns!(), ") VALUES ($1, $2, $3, $4)");
    FIND = concat!("SELECT ", columns!(), " FROM tenants WHERE id = $1");
    FIND_BY_NAME = concat!("SELECT ", columns!(), " FROM tenants WHERE name = $1");
    LIST = concat!(
        "SELECT ", columns!(), " FROM tenants
         WHERE created_at > $1 OR (created_at = $1 AND id > $2)
         ORDER BY created_at, id LIMIT $3",
    );
    INACTIVE = "SELECT id FROM tenants WHERE status <> 'active'";
    SET_STATUS = concat!(
        "UPDATE tenants SET status = $3 WHERE id = $1 AND status = $2 RETURNING ", columns!(),
    );
    DELETE = "DELETE FROM tenants WHERE id = $1";
    SOME_JOBS = delete_some!("jobs" of "tenant_id");
    SOME_BATCH_JOBS = delete_some!("batch_jobs" of "tenant_id");
    SOME_RULES = delete_some!("access_rules" of "tenant_id");
    SOME_PERSON_CHANGES = delete_some!("person_changes" of "tenant_id");
    SOME_PERSONS = delete_some!("persons" of "tenant_id");
    SOME_AGENT_DOCUMENTS = delete_some!("agent_documents" of "tenant_id");
    SOME_AGENTS = delete_some!("agents" of "tenant_id");
    SOME_PROVIDERS = delete_some!("providers" of "tenant_id");
    SOME_WEBHOOK_DELIVERIES = delete_some!("webhook_deliveries" of "tenant_id");
    SOME_WEBHOOK_ENDPOINTS = delete_some!("webhook_endpoints" of "tenant_id");
    SOME_EXECUTIONS = delete_some!("executions" of "tenant_id");
    SOME_CONVERSATIONS = delete_some!("conversations" of "tenant_id");
    SOME_ENTRY_POINTS = delete_some!("entry_points" of "tenant_id");
    SOME_FIGURES = "DELETE FROM figures
        WHERE (tenant_id, slot, instance_id, agent_id, kind, model, latency) IN
        (SELECT tenant_id, slot, instance_id, agent_id, kind, model, latency FROM figures
         WHERE tenant_id = $1 LIMIT $2)";
    SOME_SAVED_VIEWS = delete_some!("saved_views" of "tenant_id");
    SOME_QUICK_REPLIES = delete_some!("quick_replies" of "tenant_id");
    SOME_SETTING_CHANGES = delete_some!("setting_changes" of "tenant_id");
    SOME_SETTINGS = "DELETE FROM settings WHERE tenant_id = $1 AND key IN
        (SELECT key FROM settings WHERE tenant_id = $1 LIMIT $2)";
    SOME_IDEMPOTENCY_KEYS = "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND key IN
        (SELECT key FROM idempotency_keys WHERE tenant_id = $1 LIMIT $2)";
    SOME_IDEMPOTENCY_CLAIMS = "DELETE FROM idempotency_claims
        WHERE tenant_id = $1 AND (principal, key) IN
        (SELECT principal, key FROM idempotency_claims WHERE tenant_id = $1 LIMIT $2)";
    SOME_USER_SESSIONS = delete_some!("user_sessions" of "tenant_id");
    SOME_USERS = delete_some!("users" of "tenant_id");
    SOME_USER_AUDIT = delete_some!("user_audit" of "tenant_id");
    SOME_KEY_AUDIT = delete_some!("api_key_audit" of "tenant_id");
    SOME_KEYS = delete_some!("api_keys" of "tenant_id");
    EVENT_HOURS = "DELETE FROM event_hours WHERE tenant_id = $1";
}

/// What is left of a tenant without instances and events, in pieces: what refers to providers
/// before them, and the keys last, so that they are refused as a suspended tenant's until then.
pub(super) const PIECES: [&str; 25] = [
    SOME_JOBS,
    SOME_BATCH_JOBS,
    SOME_RULES,
    SOME_PERSON_CHANGES,
    SOME_PERSONS,
    SOME_AGENT_DOCUMENTS,
    SOME_AGENTS,
    SOME_PROVIDERS,
    SOME_WEBHOOK_DELIVERIES,
    SOME_WEBHOOK_ENDPOINTS,
    SOME_EXECUTIONS,
    SOME_CONVERSATIONS,
    SOME_ENTRY_POINTS,
    SOME_FIGURES,
    SOME_QUICK_REPLIES,
    SOME_SAVED_VIEWS,
    SOME_SETTING_CHANGES,
    SOME_SETTINGS,
    SOME_IDEMPOTENCY_KEYS,
    SOME_IDEMPOTENCY_CLAIMS,
    SOME_USER_SESSIONS,
    SOME_USERS,
    SOME_USER_AUDIT,
    SOME_KEY_AUDIT,
    SOME_KEYS,
];

impl TryFrom<TenantRow> for Tenant {
    type Error = StorageError;

    fn try_from(row: TenantRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: TenantId(row.id),
            status: text("tenants", row.id, &row.status)?,
            name: row.name,
            created_at: Timestamp(row.created_at),
        })
    }
}
