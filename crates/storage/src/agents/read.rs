//! Finding agents and their versions.

use super::table::{self, AgentRow};
use super::versions::{self, VersionRow};
use crate::Store;
use crate::db::{Conn, Select, padded, readable};
use crate::error::StorageError;
use crate::page::{after, page};
use crate::store::{locked_lookups, lookups};
use omni_domain::agent::{Agent, AgentVersion};
use omni_domain::ids::{AgentId, InstanceId, TenantId};
use omni_domain::page::{Cursor, Page, PageRequest};

/// Which agents to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentFilter {
    /// Only those that these instances refer to; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// Only those that belong to no instance.
    pub shared_only: bool,
}

async fn find(db: &mut Conn<'_>, t: TenantId, id: AgentId) -> Result<Option<Agent>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<AgentRow>().await?;
    row.map(Agent::try_from).transpose()
}

async fn users(db: &mut Conn<'_>, t: TenantId, id: AgentId) -> Result<Vec<String>, StorageError> {
    let rows: Vec<(String,)> = db.query(table::USERS).bind(t.0).bind(id.0).all().await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

async fn version(
    db: &mut Conn<'_>,
    t: TenantId,
    id: AgentId,
    version: i32,
) -> Result<Option<AgentVersion>, StorageError> {
    let query = db.query(versions::FIND).bind(t.0).bind(id.0).bind(version);
    query.maybe::<VersionRow>().await?.map(AgentVersion::try_from).transpose()
}

lookups! {
    /// An agent.
    find_agent(t: TenantId, id: AgentId) -> Option<Agent> = find;
    /// The names of the instances that refer to this agent.
    agent_users(t: TenantId, id: AgentId) -> Vec<String> = users;
    /// One version of an agent.
    find_agent_version(t: TenantId, id: AgentId, number: i32) -> Option<AgentVersion> = version;
}

locked_lookups! {
    /// An agent that is about to be changed.
    lock_agent(t: TenantId, id: AgentId) -> Agent = table::FIND as AgentRow;
}

impl Store {
    /// The agents with these ids, in any order.
    pub async fn find_agents(
        &self,
        t: TenantId,
        ids: &[AgentId],
    ) -> Result<Vec<Agent>, StorageError> {
        let mut found = Vec::with_capacity(ids.len());
        if ids.is_empty() {
            return Ok(found);
        }
        let mut reader = self.reader().await?;
        for some in padded(ids) {
            let mut select = Select::new(table::LIST);
            select.bind(t.0).and_in("id", some.iter().map(|id| id.0));
            found.extend(readable::<_, Agent>(
                select.on(&mut reader.conn()).all::<AgentRow>().await?,
            ));
        }
        Ok(found)
    }

    /// The agents of a tenant, oldest first.
    pub async fn list_agents(
        &self,
        t: TenantId,
        filter: &AgentFilter,
        request: PageRequest,
    ) -> Result<Page<Agent>, StorageError> {
        let mut select = Select::new(table::LIST);
        select.bind(t.0);
        if filter.shared_only {
            select.push(" AND instance_id IS NULL");
        }
        if let Some(ids) = &filter.instance_ids {
            select.push(" AND id IN (SELECT agent_id FROM instances WHERE agent_id IS NOT NULL");
            select.and_in("id", ids.iter().map(|id| id.0)).push(")");
        }
        select.oldest_after(after(&request), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<AgentRow>().await?;
        Ok(page(rows, request.limit, |agent: &Agent| Cursor {
            key: agent.created_at.0,
            id: agent.id.0,
        }))
    }

    /// The versions of an agent before the cursor's, newest first.
    pub async fn list_agent_versions(
        &self,
        t: TenantId,
        id: AgentId,
        request: PageRequest,
    ) -> Result<Page<AgentVersion>, StorageError> {
        let before = request.after.and_then(|cursor| i32::try_from(cursor.key).ok());
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let query = db.query(versions::LIST).bind(t.0).bind(id.0);
        let query = query.bind(before.unwrap_or(i32::MAX)).bind(i64::from(request.limit) + 1);
        Ok(page(query.all::<VersionRow>().await?, request.limit, |version: &AgentVersion| Cursor {
            key: i64::from(version.version),
            id: version.agent_id.0,
        }))
    }
}
