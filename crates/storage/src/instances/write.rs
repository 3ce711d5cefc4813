//! Changing instances.

use super::table;
use crate::db::chunks;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::InstanceId;
use omni_domain::instance::{ConnectionState, Instance};
use std::collections::BTreeMap;

/// What the owner of an instance observed. A `None` leaves what is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// The connection's state.
    pub state: ConnectionState,
    /// An explanation of it; recorded as it is, `None` too.
    pub message: Option<String>,
    /// When that state began.
    pub since: Timestamp,
    /// The account's address.
    pub owner_id: Option<String>,
    /// The account's other address.
    pub owner_alt: Option<String>,
    /// The account's own name.
    pub profile_name: Option<String>,
    /// When it was connected last.
    pub connected_at: Option<Timestamp>,
}

impl Tx {
    /// Adds an instance; `NotUnique("instances.name")` if the tenant has one of that name.
    pub async fn insert_instance(&mut self, instance: &Instance) -> Result<(), StorageError> {
        self.pending.instances = true;
        self.db()
            .query(table::INSERT)
            .bind(instance.id.0)
            .bind(instance.tenant_id.0)
            .bind(&instance.name)
            .bind(instance.channel.as_str())
            .bind(table::config_text(&instance.config))
            .bind(instance.wanted)
            .bind(instance.state.as_str())
            .bind(instance.state_message.as_deref())
            .bind(instance.state_since.0)
            .bind(instance.owner_id.as_deref())
            .bind(instance.owner_alt.as_deref())
            .bind(instance.profile_name.as_deref())
            .bind(instance.last_connected_at.map(|at| at.0))
            .bind(instance.last_message_at.map(|at| at.0))
            .bind(instance.created_at.0)
            .bind(instance.updated_at.0)
            .bind(instance.agent.map(|agent| agent.id.0))
            .run()
            .await
            .map(drop)
    }

    /// Writes an instance's name, settings, agent and `updated_at`; `Stale` if it or its agent is
    /// deleted.
    pub async fn update_instance(&mut self, instance: &Instance) -> Result<(), StorageError> {
        self.pending.instances = true;
        let mut db = self.db();
        let query = db.query(table::UPDATE).bind(instance.tenant_id.0).bind(instance.id.0);
        let query = query.bind(&instance.name).bind(table::config_text(&instance.config));
        let query = query.bind(instance.agent.map(|agent| agent.id.0));
        match query.bind(instance.updated_at.0).run().await? {
            0 => Err(StorageError::Stale),
            _ => Ok(()),
        }
    }

    /// Records whether an instance should be connected. Returns whether it exists.
    pub async fn set_instance_wanted(
        &mut self,
        id: InstanceId,
        wanted: bool,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        self.pending.instances = true;
        let mut db = self.db();
        Ok(db.query(table::SET_WANTED).bind(id.0).bind(wanted).bind(now.0).run().await? > 0)
    }

    /// Records what the owner of an instance observed. Returns whether the instance exists.
    pub async fn record_instance_state(
        &mut self,
        id: InstanceId,
        change: &StateChange,
    ) -> Result<bool, StorageError> {
        self.pending.instances = true;
        let mut db = self.db();
        let query = db
            .query(table::RECORD_STATE)
            .bind(id.0)
            .bind(change.state.as_str())
            .bind(change.message.as_deref())
            .bind(change.since.0)
            .bind(change.owner_id.as_deref())
            .bind(change.owner_alt.as_deref())
            .bind(change.profile_name.as_deref())
            .bind(change.connected_at.map(|at| at.0));
        Ok(query.run().await? > 0)
    }

    /// Clears the account that an instance was paired with: it was logged out.
    pub async fn clear_instance_owner(&mut self, id: InstanceId) -> Result<bool, StorageError> {
        self.pending.instances = true;
        Ok(self.db().query(table::FORGET_OWNER).bind(id.0).run().await? > 0)
    }

    /// Records the time of an inbound or outbound message, at the end of the group.
    pub fn touch_instance(&mut self, id: InstanceId, at: Timestamp) {
        self.pending.activity.rows.push((id, at));
    }

    pub(crate) async fn flush_activity(&mut self) -> Result<(), StorageError> {
        if !self.pending.activity.has_more() {
            return Ok(());
        }
        let (mut db, pending) = self.parts();
        let held = &mut pending.activity;
        let mut latest = BTreeMap::new();
        for (id, at) in &held.rows[held.written..] {
            let newest = latest.entry(*id).or_insert(*at);
            *newest = (*newest).max(*at);
        }
        let latest: Vec<_> = latest.into_iter().collect();
        for chunk in chunks(&latest) {
            let mut query = table::TOUCH.query(&mut db, chunk.len());
            for (id, at) in chunk {
                query.push(id.0);
                query.push(at.0);
            }
            query.run().await?;
        }
        held.written = held.rows.len();
        Ok(())
    }
}
