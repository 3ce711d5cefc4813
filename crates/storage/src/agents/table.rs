//! The table `agents`.

use crate::db::{delete_some, parse_json, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::agent::{Agent, AgentConfig};
use omni_domain::ids::{AgentId, InstanceId, ProviderId, TenantId};
use uuid::Uuid;

const TABLE: &str = "agents";

row! {
    pub(super) struct AgentRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Option<Uuid>,
        name: String,
        version: i32,
        provider_id: Option<Uuid>,
        kind: Option<String>,
        api_url: Option<String>,
        api_key: Option<String>,
        remote_id: Option<String>,
        model: Option<String>,
        prompt: Option<String>,
        tools: String,
        timeout_ms: Option<i64>,
        streaming: bool,
        options: String,
        created_at: i64,
        updated_at: i64,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO agents (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    );
    /// Only the previous version: a change that was based on an older one is refused.
    UPDATE = "UPDATE agents SET name = $3, version = $4, provider_id = $5, kind = $6, api_url = $7,
        api_key = $8, remote_id = $9, model = $10, prompt = $11, tools = $12, timeout_ms = $13,
        streaming = $14, options = $15, updated_at = $16
        WHERE tenant_id = $1 AND id = $2 AND version = $4 - 1 AND deleted_at IS NULL";
    MARK_DELETED = "UPDATE agents SET deleted_at = $3, instance_id = NULL, provider_id = NULL,
        api_key = NULL, tools = '[]'
        WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM instances WHERE instances.agent_id = agents.id)";
    DELETED = "SELECT tenant_id, id FROM agents WHERE deleted_at IS NOT NULL
        ORDER BY deleted_at, id LIMIT $1";
    DELETE = "DELETE FROM agents WHERE tenant_id = $1 AND id = $2";
    SOME_PASSAGES = "DELETE FROM agent_passages WHERE seq IN
        (SELECT seq FROM agent_passages WHERE agent_id = $1 LIMIT $2)";
    SOME_DOCUMENTS = delete_some!("agent_documents" of "agent_id");
    SOME_VERSIONS = "DELETE FROM agent_versions WHERE agent_id = $1 AND version IN
        (SELECT version FROM agent_versions WHERE agent_id = $1 LIMIT $2)";
    FIND = concat!(
        "SELECT ", columns!(), " FROM agents
         WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL",
    );
    USERS = "SELECT name FROM instances WHERE tenant_id = $1 AND agent_id = $2 ORDER BY name";
}

/// Several agents, before the list of their ids; and the list, before its conditions.
pub(super) const LIST: &str =
    concat!("SELECT ", columns!(), " FROM agents WHERE deleted_at IS NULL AND tenant_id = ");

impl TryFrom<AgentRow> for Agent {
    type Error = StorageError;

    fn try_from(row: AgentRow) -> Result<Self, StorageError> {
        let id = row.id;
        Ok(Self {
            id: AgentId(id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: row.instance_id.map(InstanceId),
            name: row.name,
            version: row.version,
            config: AgentConfig {
                provider_id: row.provider_id.map(ProviderId),
                kind: row.kind.map(|kind| text(TABLE, id, &kind)).transpose()?,
                api_url: row.api_url,
                api_key: row.api_key,
                remote_id: row.remote_id,
                model: row.model,
                prompt: row.prompt,
                tools: parse_json(TABLE, id, &row.tools)?,
                timeout_ms: row.timeout_ms.and_then(|millis| millis.try_into().ok()),
                streaming: row.streaming,
                options: parse_json(TABLE, id, &row.options)?,
            },
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}
