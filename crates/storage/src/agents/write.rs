//! Changing agents. Each change adds a version to the history.

use super::{table, versions};
use crate::agent_documents;
use crate::db::{Query, json_text};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::agent::{Agent, AgentAuthor, AgentVersion};
use omni_domain::ids::{AgentId, TenantId};

fn millis(value: Option<u64>) -> Option<i64> {
    value.map(|millis| i64::try_from(millis).unwrap_or(i64::MAX))
}

/// Binds what a change may replace, in the order of the columns.
fn with_values<'c>(query: Query<'c>, agent: &Agent) -> Query<'c> {
    let config = &agent.config;
    query
        .bind(&agent.name)
        .bind(agent.version)
        .bind(config.provider_id.map(|id| id.0))
        .bind(config.kind.map(omni_domain::provider::ProviderKind::as_str))
        .bind(config.api_url.as_deref())
        .bind(config.api_key.as_deref())
        .bind(config.remote_id.as_deref())
        .bind(config.model.as_deref())
        .bind(config.prompt.as_deref())
        .bind(json_text(&config.tools))
        .bind(millis(config.timeout_ms))
        .bind(config.streaming)
        .bind(json_text(&config.options))
}

impl Tx {
    /// Adds an agent and its first version; `Stale` if its provider or its instance is deleted.
    pub async fn insert_agent(
        &mut self,
        agent: &Agent,
        author: &AgentAuthor,
    ) -> Result<(), StorageError> {
        self.pending.instances = true;
        let mut db = self.db();
        let query = db.query(table::INSERT).bind(agent.id.0).bind(agent.tenant_id.0);
        let query = with_values(query.bind(agent.instance_id.map(|id| id.0)), agent);
        query.bind(agent.created_at.0).bind(agent.updated_at.0).run().await?;
        self.insert_agent_version(&agent.snapshot(author)).await
    }

    /// Writes an agent as its next version. `Stale` if the stored version is not the previous one
    /// (the agent was changed concurrently, or deleted), or if its provider is deleted.
    pub async fn update_agent(
        &mut self,
        agent: &Agent,
        author: &AgentAuthor,
    ) -> Result<(), StorageError> {
        self.pending.instances = true;
        let mut db = self.db();
        let query = db.query(table::UPDATE).bind(agent.tenant_id.0).bind(agent.id.0);
        let query = with_values(query, agent).bind(agent.updated_at.0);
        if query.run().await? == 0 {
            return Err(StorageError::Stale);
        }
        self.insert_agent_version(&agent.snapshot(author)).await
    }

    async fn insert_agent_version(&mut self, version: &AgentVersion) -> Result<(), StorageError> {
        let mut db = self.db();
        let documents = agent_documents::references(&mut db, version.agent_id).await?;
        let query = db.query(versions::INSERT).bind(version.agent_id.0).bind(version.version);
        let query = query.bind(version.tenant_id.0).bind(&version.name);
        let query = query.bind(versions::config_text(version)).bind(version.has_api_key);
        let query = query.bind(version.created_at.0);
        let author = version.author.as_ref();
        let query = query.bind(author.map(|author| author.principal.to_string()));
        let query = query.bind(author.and_then(|author| author.name.as_deref()));
        query.bind(json_text(&documents)).run().await.map(drop)
    }

    /// Removes an agent with its documents and versions. All at once: mark one with many as deleted, and
    /// delete most beforehand with [`Tx::delete_piece_of_agent`]. Returns whether it existed. `Stale` if
    /// an instance refers to it.
    pub async fn delete_agent(&mut self, t: TenantId, id: AgentId) -> Result<bool, StorageError> {
        Ok(self.db().query(table::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }
}
