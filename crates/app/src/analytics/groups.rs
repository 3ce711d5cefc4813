//! What figures are grouped by, and the names of the groups.

use crate::app::App;
use crate::error::Error;
use omni_domain::figures::{FigureKind, Grouping};
use omni_domain::ids::{AgentId, InstanceId, TenantId};
use omni_domain::instance::{ChannelType, Instance};
use omni_domain::page::PageRequest;
use omni_storage::{FigureGroup, FigureRow, InstanceFilter};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Ids of one statement.
const PIECE: u32 = 500;

/// What the database groups by; of a network, its instances.
pub(super) const fn stored(by: Grouping) -> FigureGroup {
    match by {
        Grouping::None => FigureGroup::None,
        Grouping::Instance | Grouping::Channel => FigureGroup::Instance,
        Grouping::Agent => FigureGroup::Agent,
    }
}

/// One of the groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupName {
    /// The id of the instance or agent, or the name of the network; `None` for answers whose agent was
    /// not recorded, and for the rest.
    pub id: Option<String>,
    /// Its name; `None` if it was deleted.
    pub name: Option<String>,
    /// Whether these are all groups that have no line of their own.
    pub is_rest: bool,
}

/// What identifies a group while rows are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// Without groups.
    All,
    Instance(InstanceId),
    Channel(ChannelType),
    Agent(Option<AgentId>),
    Rest,
}

/// The groups of some rows.
pub(super) struct Groups {
    by: Grouping,
    instances: BTreeMap<InstanceId, (String, ChannelType)>,
    agents: BTreeMap<AgentId, String>,
}

impl Groups {
    /// Reads the names that are needed.
    pub(super) async fn of(
        app: &App,
        t: TenantId,
        by: Grouping,
        rows: &[FigureRow],
    ) -> Result<Self, Error> {
        let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.group).collect();
        let mut groups = Self { by, instances: BTreeMap::new(), agents: BTreeMap::new() };
        match by {
            Grouping::None => {}
            Grouping::Instance | Grouping::Channel => {
                let ids: Vec<InstanceId> = ids.into_iter().map(InstanceId).collect();
                groups.instances = instances(app, t, &ids).await?;
            }
            Grouping::Agent => {
                let ids: Vec<AgentId> = ids.into_iter().map(AgentId).collect();
                let found = app.store.find_agents(t, &ids).await?;
                groups.agents = found.into_iter().map(|agent| (agent.id, agent.name)).collect();
            }
        }
        Ok(groups)
    }

    /// Whether there are no groups.
    pub(super) const fn are_none(&self) -> bool {
        matches!(self.by, Grouping::None)
    }

    /// Whether a row has a group: messages are for no agent.
    pub(super) const fn takes(&self, row: &FigureRow) -> bool {
        let is_message =
            matches!(row.kind, FigureKind::Received | FigureKind::Sent | FigureKind::SendFailed);
        !(is_message && matches!(self.by, Grouping::Agent))
    }

    /// The group of a row.
    pub(super) fn key(&self, row: &FigureRow) -> Key {
        let instance = InstanceId(row.group);
        match self.by {
            Grouping::None => Key::All,
            Grouping::Instance => Key::Instance(instance),
            // The counts of an instance that is being deleted are still there.
            Grouping::Channel => self
                .instances
                .get(&instance)
                .map_or(Key::Rest, |(_, channel)| Key::Channel(*channel)),
            Grouping::Agent => {
                Key::Agent(Some(AgentId(row.group)).filter(|agent| !agent.0.is_nil()))
            }
        }
    }

    /// What a group is called; `None` without groups.
    pub(super) fn name(&self, key: Key) -> Option<GroupName> {
        let (id, name) = match key {
            Key::All => return None,
            Key::Instance(id) => {
                (Some(id.to_string()), self.instances.get(&id).map(|(name, _)| name.clone()))
            }
            Key::Channel(channel) => (Some(channel.to_string()), Some(channel.to_string())),
            Key::Agent(id) => {
                (id.map(|id| id.to_string()), id.and_then(|id| self.agents.get(&id).cloned()))
            }
            Key::Rest => (None, None),
        };
        Some(GroupName { id, name, is_rest: key == Key::Rest })
    }
}

async fn instances(
    app: &App,
    t: TenantId,
    ids: &[InstanceId],
) -> Result<BTreeMap<InstanceId, (String, ChannelType)>, Error> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(PIECE as usize) {
        let filter = InstanceFilter { ids: Some(some.to_vec()), ..InstanceFilter::default() };
        let page = app.store.list_instances(t, &filter, PageRequest::first(PIECE)).await?;
        let of = |one: Instance| (one.id, (one.name, one.channel));
        found.extend(page.items.into_iter().map(of));
    }
    Ok(found)
}
