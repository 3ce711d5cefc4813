//! Moving the agents that older versions kept inside the instances' settings to rows of their own.

use crate::Store;
use crate::db::{parse_json, row, statements, text};
use crate::error::StorageError;
use crate::instances::config_text;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::agent::{Agent, AgentAuthor, AgentConfig};
use omni_domain::ids::{AgentId, InstanceId, ProviderId, TenantId};
use omni_domain::instance::InstanceConfig;
use serde::Deserialize;
use uuid::Uuid;

/// Instances of one write.
const BATCH: i64 = 100;

row! {
    struct SettingsRow {
        id: Uuid,
        tenant_id: Uuid,
        name: String,
        config: String,
        updated_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        UNMOVED = "SELECT value FROM sequences WHERE name = 'agents.unmoved'";
        ALL_MOVED = "DELETE FROM sequences WHERE name = 'agents.unmoved'";
        /// The member may be the channel's own; the caller checks that.
        WITH_AGENT = concat!(
            "SELECT ", columns!(), " FROM instances
             WHERE id > $1 AND config LIKE '%\"agent\":%' ORDER BY id LIMIT $2",
        );
        MOVED = "UPDATE instances SET config = $2, agent_id = $3 WHERE id = $1";
    }
}
pub(crate) use sql::ALL;

/// The settings as older versions stored them.
#[derive(Deserialize)]
struct OldSettings {
    agent: Option<OldAgent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct OldAgent {
    provider_id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    api_url: Option<String>,
    api_key: Option<String>,
    agent_id: Option<String>,
    prompt: Option<String>,
    timeout: u64,
    streaming: bool,
}

impl Default for OldAgent {
    fn default() -> Self {
        Self {
            provider_id: None,
            kind: None,
            api_url: None,
            api_key: None,
            agent_id: None,
            prompt: None,
            timeout: AgentConfig::DEFAULT_TIMEOUT_MS,
            streaming: false,
        }
    }
}

impl OldAgent {
    fn into_config(self, instance: Uuid) -> Result<AgentConfig, StorageError> {
        let kind = self.kind.map(|kind| text("instances", instance, &kind)).transpose()?;
        let has_own_time = self.timeout != AgentConfig::DEFAULT_TIMEOUT_MS;
        Ok(AgentConfig {
            provider_id: self.provider_id.and_then(|id| id.parse::<ProviderId>().ok()),
            kind,
            api_url: self.api_url,
            api_key: self.api_key,
            remote_id: self.agent_id,
            prompt: self.prompt,
            timeout_ms: has_own_time.then_some(self.timeout),
            streaming: self.streaming,
            ..AgentConfig::default()
        })
    }
}

/// The agent in the settings of an instance.
fn config_of(row: &SettingsRow) -> Result<AgentConfig, StorageError> {
    let old: OldSettings = parse_json("instances", row.id, &row.config)?;
    old.agent.map_or_else(|| Ok(AgentConfig::default()), |old| old.into_config(row.id))
}

impl Tx {
    /// Moves the agents of some instances; the last of these instances, if there may be more.
    async fn move_some_agents(&mut self, after: Uuid) -> Result<Option<Uuid>, StorageError> {
        if self.db().query(sql::UNMOVED).maybe::<(i64,)>().await?.is_none() {
            return Ok(None);
        }
        let mut db = self.db();
        let query = db.query(sql::WITH_AGENT).bind(after).bind(BATCH);
        let rows = query.all::<SettingsRow>().await?;
        let Some(last) = rows.last().map(|row| row.id) else {
            self.db().query(sql::ALL_MOVED).run().await?;
            return Ok(None);
        };
        for row in rows {
            // One row that cannot be read must not keep the server from starting.
            match config_of(&row) {
                Ok(config) => self.move_agent(&row, config).await?,
                Err(error) => {
                    tracing::error!(instance.id = %row.id, %error, "the agent of an instance cannot be read");
                }
            }
        }
        Ok(Some(last))
    }

    /// The agent gets the instance's own id. Its key stays sealed for the instance, which the agent
    /// belongs to.
    async fn move_agent(
        &mut self,
        row: &SettingsRow,
        mut config: AgentConfig,
    ) -> Result<(), StorageError> {
        let settings: InstanceConfig = parse_json("instances", row.id, &row.config)?;
        if let Some(provider) = config.provider_id
            && self.find_provider(TenantId(row.tenant_id), provider).await?.is_none()
        {
            tracing::warn!(instance.id = %row.id, provider.id = %provider, "an instance named a provider that does not exist");
            config.provider_id = None;
        }
        let agent = (config != AgentConfig::default()).then(|| Agent {
            id: AgentId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: Some(InstanceId(row.id)),
            name: row.name.clone(),
            version: 1,
            config,
            created_at: Timestamp(row.updated_at),
            updated_at: Timestamp(row.updated_at),
        });
        if let Some(agent) = &agent {
            self.insert_agent(agent, &AgentAuthor::SYSTEM).await?;
        }
        let mut db = self.db();
        let query = db.query(sql::MOVED).bind(row.id).bind(config_text(&settings));
        query.bind(agent.map(|agent| agent.id.0)).run().await.map(drop)
    }
}

impl Store {
    /// Moves what migration 0010 left, in batches. What is moved is no longer found, so that a
    /// start after a crash continues with the rest.
    pub(crate) async fn move_old_agents(&self) -> Result<(), StorageError> {
        let mut after = Some(Uuid::nil());
        while let Some(last) = after {
            after = self
                .write(move |tx| Box::pin(async move { tx.move_some_agents(last).await }))
                .await?;
        }
        Ok(())
    }
}
