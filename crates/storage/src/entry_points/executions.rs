//! The table `executions`.

use crate::Store;
use crate::db::{Select, row, statements};
use crate::error::StorageError;
use crate::page::before;
use crate::turns;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::entry_point::{Execution, ExecutionStatus};
use omni_domain::ids::{
    ConversationId, EntryPointId, ExecutionId, InstanceId, MessageId, TenantId,
};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::turn::Turn;
use std::sync::Arc;
use uuid::Uuid;

/// Filters of a list of executions. `None` and empty do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExecutionFilter {
    /// Only those of these instances.
    pub instance_ids: Option<Vec<InstanceId>>,
    /// Only those of this entry point.
    pub entry_point_id: Option<EntryPointId>,
    /// Only those of this conversation.
    pub conversation_id: Option<ConversationId>,
    /// Only those in these states.
    pub statuses: Vec<ExecutionStatus>,
}

/// The state of an execution, as `ExecutionStatus::by_turn` determines it.
const STATUS: &str = "(CASE WHEN superseded_at IS NOT NULL THEN 'superseded'
    ELSE COALESCE((SELECT CASE
        WHEN turns.state IN ('collecting', 'waiting_media') THEN 'queued'
        WHEN turns.state IN ('running', 'awaiting_reply', 'replying') THEN 'processing'
        WHEN turns.state = 'done' AND turns.outcome IN ('answered', 'silent') THEN 'completed'
        WHEN turns.state = 'superseded' THEN 'superseded'
        ELSE 'failed' END
        FROM turn_messages JOIN turns ON turns.id = turn_messages.turn_id
        WHERE turn_messages.message_id = executions.message_id), 'failed') END)";

row! {
    struct ExecutionRow {
        id: Uuid,
        tenant_id: Uuid,
        conversation_id: Uuid,
        instance_id: Uuid,
        seq: i64,
        message_id: Uuid,
        superseded_at: Option<i64>,
        created_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO executions (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        FIND = concat!(
            "SELECT ", columns!(), " FROM executions WHERE tenant_id = $1 AND id = $2",
        );
        DELETE_BEFORE = "DELETE FROM executions WHERE id IN
            (SELECT id FROM executions WHERE tenant_id = $1 AND created_at < $2
             ORDER BY created_at, id LIMIT $3)";
        /// Those before the newest that are not over. Without a turn they failed.
        SUPERSEDE = "UPDATE executions SET superseded_at = $3
            WHERE conversation_id = $1 AND seq < $2 AND superseded_at IS NULL
            AND EXISTS (SELECT 1 FROM turn_messages JOIN turns ON turns.id = turn_messages.turn_id
                WHERE turn_messages.message_id = executions.message_id
                AND turns.state NOT IN ('done', 'failed', 'cancelled'))";
    }

    /// The list, before its conditions.
    pub(super) const LIST: &str =
        concat!("SELECT ", columns!(), " FROM executions WHERE tenant_id = ");
}
pub(crate) use sql::ALL;

impl From<ExecutionRow> for Execution {
    fn from(row: ExecutionRow) -> Self {
        Self {
            id: ExecutionId(row.id),
            tenant_id: TenantId(row.tenant_id),
            conversation_id: ConversationId(row.conversation_id),
            instance_id: InstanceId(row.instance_id),
            seq: row.seq,
            message_id: MessageId(row.message_id),
            superseded_at: row.superseded_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
        }
    }
}

impl Store {
    /// An execution, and the turn that has its message.
    pub async fn find_execution(
        &self,
        t: TenantId,
        id: ExecutionId,
    ) -> Result<Option<(Execution, Option<Turn>)>, StorageError> {
        let found = self.read_execution(t, id);
        match self.caches() {
            // Clients poll it until it is over.
            Some(caches) => {
                let kept = caches.executions.get_or_read((t, id), found).await?;
                Ok(Arc::unwrap_or_clone(kept))
            }
            None => found.await,
        }
    }

    async fn read_execution(
        &self,
        t: TenantId,
        id: ExecutionId,
    ) -> Result<Option<(Execution, Option<Turn>)>, StorageError> {
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<ExecutionRow>().await?;
        let Some(execution) = row.map(Execution::from) else { return Ok(None) };
        let turn = turns::of_message(&mut db, execution.message_id).await?;
        Ok(Some((execution, turn)))
    }

    /// The executions of a tenant, newest first.
    pub async fn list_executions(
        &self,
        t: TenantId,
        filter: &ExecutionFilter,
        request: PageRequest,
    ) -> Result<Page<Execution>, StorageError> {
        let mut select = Select::new(sql::LIST);
        select.bind(t.0);
        if let Some(ids) = &filter.instance_ids {
            select.and_in("instance_id", ids.iter().map(|id| id.0));
        }
        if let Some(point) = filter.entry_point_id {
            let of_point = " AND conversation_id IN
                (SELECT id FROM conversations WHERE entry_point_id = ";
            select.push(of_point).bind(point.0).push(")");
        }
        if let Some(conversation) = filter.conversation_id {
            select.push(" AND conversation_id = ").bind(conversation.0);
        }
        if !filter.statuses.is_empty() {
            select.and_in(STATUS, filter.statuses.iter().map(|status| status.as_str()));
        }
        select.newest_before("created_at", before(request.after), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<ExecutionRow>().await?;
        let rows: Vec<Execution> = rows.into_iter().map(Execution::from).collect();
        Ok(Page::from_rows(rows, request.limit, |execution| Cursor {
            key: execution.created_at.0,
            id: execution.id.0,
        }))
    }
}

impl Tx {
    /// Deletes executions from before `cutoff`; how many.
    pub async fn delete_executions_before(
        &mut self,
        t: TenantId,
        cutoff: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::DELETE_BEFORE).bind(t.0).bind(cutoff.0).bind(i64::from(limit));
        query.run().await
    }

    /// Adds the newest execution of a conversation.
    pub async fn insert_execution(&mut self, new: &Execution) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(new.id.0).bind(new.tenant_id.0);
        let query = query.bind(new.conversation_id.0).bind(new.instance_id.0).bind(new.seq);
        let query = query.bind(new.message_id.0).bind(new.superseded_at.map(|at| at.0));
        query.bind(new.created_at.0).run().await.map(drop)
    }

    /// Marks the earlier executions of a conversation that are not over.
    pub async fn supersede_executions(&mut self, newest: &Execution) -> Result<u64, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::SUPERSEDE).bind(newest.conversation_id.0).bind(newest.seq);
        query.bind(newest.created_at.0).run().await
    }
}
