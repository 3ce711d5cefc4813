//! The table `agent_versions`.

use crate::db::{json_text, parse_json, replace_nul, row, statements, text};
use crate::error::StorageError;
use omni_domain::Timestamp;
use omni_domain::agent::{AgentAuthor, AgentVersion};
use omni_domain::ids::{AgentId, TenantId};
use uuid::Uuid;

const TABLE: &str = "agent_versions";

row! {
    pub(super) struct VersionRow {
        agent_id: Uuid,
        version: i32,
        tenant_id: Uuid,
        name: String,
        config: String,
        has_api_key: bool,
        created_at: i64,
        changed_by: Option<String>,
        changed_by_name: Option<String>,
        documents: String,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO agent_versions (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    FIND = concat!(
        "SELECT ", columns!(), " FROM agent_versions
         WHERE tenant_id = $1 AND agent_id = $2 AND version = $3",
    );
    LIST = concat!(
        "SELECT ", columns!(), " FROM agent_versions
         WHERE tenant_id = $1 AND agent_id = $2 AND version < $3
         ORDER BY version DESC LIMIT $4",
    );
}

impl TryFrom<VersionRow> for AgentVersion {
    type Error = StorageError;

    fn try_from(row: VersionRow) -> Result<Self, StorageError> {
        let name = row.changed_by_name;
        let author = match row.changed_by {
            Some(stored) => {
                Some(AgentAuthor { principal: text(TABLE, row.agent_id, &stored)?, name })
            }
            None => None,
        };
        Ok(Self {
            author,
            agent_id: AgentId(row.agent_id),
            version: row.version,
            tenant_id: TenantId(row.tenant_id),
            config: parse_json(TABLE, row.agent_id, &row.config)?,
            name: row.name,
            has_api_key: row.has_api_key,
            documents: parse_json(TABLE, row.agent_id, &row.documents)?,
            created_at: Timestamp(row.created_at),
        })
    }
}

/// The config as it is stored, with the same texts as the columns of the agent's row.
pub(super) fn config_text(version: &AgentVersion) -> String {
    let mut config = version.config.clone();
    let texts = [&mut config.api_url, &mut config.remote_id, &mut config.model, &mut config.prompt];
    texts.into_iter().flatten().for_each(replace_nul);
    json_text(&config)
}
