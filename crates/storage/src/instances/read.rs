//! Finding instances.

use super::table::{self, FoundRow};
use crate::Store;
use crate::db::{Conn, Select, readable, text};
use crate::error::StorageError;
use crate::page::{after, page};
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::ids::{AgentId, InstanceId, TenantId};
use omni_domain::instance::{ChannelType, ConnectionState, Instance};
use omni_domain::page::{Cursor, Page, PageRequest};
use std::sync::Arc;
use uuid::Uuid;

/// Which instances to list. An empty list of channels or states is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InstanceFilter {
    /// On these networks.
    pub channels: Vec<ChannelType>,
    /// Last recorded in these states.
    pub states: Vec<ConnectionState>,
    /// Of these only; `None` is all.
    pub ids: Option<Vec<InstanceId>>,
}

/// How many instances of a network are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstanceCount {
    /// The network.
    pub channel: ChannelType,
    /// The last recorded state.
    pub state: ConnectionState,
    /// How many.
    pub count: i64,
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: InstanceId,
) -> Result<Option<Instance>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<FoundRow>().await?;
    row.map(Instance::try_from).transpose()
}

async fn by_name(
    db: &mut Conn<'_>,
    t: TenantId,
    name: &str,
) -> Result<Option<Instance>, StorageError> {
    let row = db.query(table::FIND_BY_NAME).bind(t.0).bind(name).maybe::<FoundRow>().await?;
    row.map(Instance::try_from).transpose()
}

async fn of_agent(
    db: &mut Conn<'_>,
    t: TenantId,
    agent: AgentId,
) -> Result<Vec<Instance>, StorageError> {
    let rows = db.query(table::OF_AGENT).bind(t.0).bind(agent.0).all::<FoundRow>().await?;
    Ok(readable(rows).collect())
}

async fn by_id(db: &mut Conn<'_>, id: InstanceId) -> Result<Option<Instance>, StorageError> {
    let row = db.query(table::BY_ID).bind(id.0).maybe::<FoundRow>().await?;
    row.map(Instance::try_from).transpose()
}

async fn of_owner(
    db: &mut Conn<'_>,
    t: TenantId,
    channel: ChannelType,
    owner: &str,
) -> Result<Vec<Instance>, StorageError> {
    let query = db.query(table::OF_OWNER).bind(t.0).bind(channel.as_str()).bind(owner);
    Ok(readable(query.all::<FoundRow>().await?).collect())
}

impl Store {
    /// An instance.
    pub async fn find_instance(
        &self,
        t: TenantId,
        id: InstanceId,
    ) -> Result<Option<Instance>, StorageError> {
        let found = async { find(&mut self.reader().await?.conn(), t, id).await };
        match self.caches() {
            Some(caches) => {
                let kept = caches.instances.get_or_read((t, id), found).await?;
                Ok(Arc::unwrap_or_clone(kept))
            }
            None => found.await,
        }
    }
}

impl Tx {
    /// An instance.
    pub async fn find_instance(
        &mut self,
        t: TenantId,
        id: InstanceId,
    ) -> Result<Option<Instance>, StorageError> {
        find(&mut self.db(), t, id).await
    }
}

lookups! {
    /// The instances that should be connected as this account, the oldest first. More than one is a
    /// mistake: each receives every message.
    instances_of_owner(
        t: TenantId,
        channel: ChannelType,
        owner: &str,
    ) -> Vec<Instance> = of_owner;
    /// The instance of that name.
    find_instance_by_name(t: TenantId, name: &str) -> Option<Instance> = by_name;
    /// The instances that refer to this agent.
    instances_of_agent(t: TenantId, agent: AgentId) -> Vec<Instance> = of_agent;
    /// An instance, of any tenant: for the session supervisor, never for a caller.
    instance_by_id(id: InstanceId) -> Option<Instance> = by_id;
}

locked_lookups! {
    /// An instance that is about to be changed.
    lock_instance(t: TenantId, id: InstanceId) -> Instance = table::FIND as FoundRow;
}

impl Store {
    /// The instances of a tenant, oldest first.
    pub async fn list_instances(
        &self,
        t: TenantId,
        filter: &InstanceFilter,
        request: PageRequest,
    ) -> Result<Page<Instance>, StorageError> {
        let mut select = Select::new(table::LIST);
        select.bind(t.0);
        restrict(&mut select, filter);
        select.oldest_after(after(&request), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<FoundRow>().await?;
        Ok(page(rows, request.limit, |instance: &Instance| Cursor {
            key: instance.created_at.0,
            id: instance.id.0,
        }))
    }

    /// The instances that should be connected, of all active tenants, the most recently active
    /// first.
    pub async fn wanted_instances(&self) -> Result<Vec<Instance>, StorageError> {
        let mut reader = self.reader().await?;
        let rows = reader.conn().query(table::WANTED).all::<FoundRow>().await?;
        Ok(readable(rows).collect())
    }

    /// The instances that refer to one of these agents, oldest first.
    pub async fn instances_of_agents(
        &self,
        t: TenantId,
        agents: &[AgentId],
    ) -> Result<Vec<Instance>, StorageError> {
        let mut found = Vec::new();
        if agents.is_empty() {
            return Ok(found);
        }
        let mut reader = self.reader().await?;
        for some in agents.chunks(100) {
            let mut select = Select::new(table::LIST);
            select.bind(t.0).and_in("agent_id", some.iter().map(|id| id.0));
            select.push(" ORDER BY created_at, id");
            let rows = select.on(&mut reader.conn()).all::<FoundRow>().await?;
            found.extend(readable(rows));
        }
        Ok(found)
    }

    /// These instances, of any tenant: for the session supervisor, never for a caller.
    pub async fn instances_by_ids(
        &self,
        ids: &[InstanceId],
    ) -> Result<Vec<Instance>, StorageError> {
        let mut found = Vec::with_capacity(ids.len());
        let mut reader = self.reader().await?;
        for some in ids.chunks(100) {
            let mut select = Select::new(table::ANY);
            select.and_in("id", some.iter().map(|id| id.0));
            let rows = select.on(&mut reader.conn()).all::<FoundRow>().await?;
            found.extend(readable(rows));
        }
        Ok(found)
    }

    /// Instances that are deleted and have rows left, of all tenants, the longest deleted first.
    pub async fn deleted_instances(
        &self,
        limit: u32,
    ) -> Result<Vec<(TenantId, InstanceId)>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let rows = db.query(table::DELETED).bind(i64::from(limit)).all::<(Uuid, Uuid)>().await?;
        Ok(rows.into_iter().map(|(t, id)| (TenantId(t), InstanceId(id))).collect())
    }

    /// How many accounts more than one instance should be connected as, of all tenants.
    pub async fn shared_owners(&self) -> Result<i64, StorageError> {
        let mut reader = self.reader().await?;
        let (count,) = reader.conn().query(table::OWNERS_OF_SEVERAL).one::<(i64,)>().await?;
        Ok(count)
    }

    /// How many instances there are, by network and state: of a tenant, or of all.
    pub async fn instance_counts(
        &self,
        t: Option<TenantId>,
        ids: Option<&[InstanceId]>,
    ) -> Result<Vec<InstanceCount>, StorageError> {
        let mut select =
            Select::new("SELECT channel, state, COUNT(*) FROM instances WHERE deleted_at IS NULL");
        if let Some(t) = t {
            select.push(" AND tenant_id = ").bind(t.0);
        }
        if let Some(ids) = ids {
            select.and_in("id", ids.iter().map(|id| id.0));
        }
        select.push(" GROUP BY channel, state ORDER BY channel, state");
        let mut reader = self.reader().await?;
        let rows: Vec<(String, String, i64)> = select.on(&mut reader.conn()).all().await?;
        rows.into_iter()
            .map(|(channel, state, count)| {
                Ok(InstanceCount {
                    channel: text("instances", "channel", &channel)?,
                    state: text("instances", "state", &state)?,
                    count,
                })
            })
            .collect()
    }
}

fn restrict(select: &mut Select, filter: &InstanceFilter) {
    if !filter.channels.is_empty() {
        select.and_in("channel", filter.channels.iter().map(|channel| channel.as_str()));
    }
    if !filter.states.is_empty() {
        select.and_in("state", filter.states.iter().map(|state| state.as_str()));
    }
    if let Some(ids) = &filter.ids {
        select.and_in("id", ids.iter().map(|id| id.0));
    }
}
