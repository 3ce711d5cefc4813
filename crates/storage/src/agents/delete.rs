//! Deleting agents and what belongs to them, in pieces: each is a write of its own, so that other
//! writes run in between.

use super::table::{self, AgentRow};
use crate::Store;
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{AgentId, TenantId};
use uuid::Uuid;

/// What an agent has many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentPiece {
    /// Passages of its documents.
    Passages,
    /// Its documents, with their texts.
    Documents,
    /// Its versions.
    Versions,
}

impl AgentPiece {
    /// In the order of deletion: each before what its rows refer to.
    pub const ALL: [Self; 3] = [Self::Passages, Self::Documents, Self::Versions];

    const fn statement(self) -> &'static str {
        match self {
            Self::Passages => table::SOME_PASSAGES,
            Self::Documents => table::SOME_DOCUMENTS,
            Self::Versions => table::SOME_VERSIONS,
        }
    }
}

impl Tx {
    /// Deletes an agent for every reader: it is not found, and belongs to no instance and no provider.
    /// Its secrets are removed at once, what it has many of by [`Tx::delete_piece_of_agent`], and its
    /// row by [`Tx::delete_agent`]. Returns whether it existed. `Stale` if an instance refers to it.
    pub async fn mark_agent_deleted(
        &mut self,
        t: TenantId,
        id: AgentId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        if db.query(table::MARK_DELETED).bind(t.0).bind(id.0).bind(now.0).run().await? > 0 {
            return Ok(true);
        }
        let used = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<AgentRow>().await?;
        if used.is_some() {
            return Err(StorageError::Stale);
        }
        Ok(false)
    }

    /// Deletes at most this many rows of a piece of a deleted agent. Returns how many.
    pub async fn delete_piece_of_agent(
        &mut self,
        id: AgentId,
        piece: AgentPiece,
        limit: u32,
    ) -> Result<u64, StorageError> {
        self.db().query(piece.statement()).bind(id.0).bind(i64::from(limit)).run().await
    }
}

impl Store {
    /// Agents that are deleted and have rows left, of all tenants, the longest deleted first.
    pub async fn deleted_agents(
        &self,
        limit: u32,
    ) -> Result<Vec<(TenantId, AgentId)>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let rows = db.query(table::DELETED).bind(i64::from(limit)).all::<(Uuid, Uuid)>().await?;
        Ok(rows.into_iter().map(|(t, id)| (TenantId(t), AgentId(id))).collect())
    }
}
