//! The table `executions`.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::entry_point::Execution;
use omni_domain::ids::{ConversationId, ExecutionId, InstanceId, MessageId, TenantId};
use uuid::Uuid;

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
        /// Those before the newest that are not over. Without a turn they failed.
        SUPERSEDE = "UPDATE executions SET superseded_at = $3
            WHERE conversation_id = $1 AND seq < $2 AND superseded_at IS NULL
            AND EXISTS (SELECT 1 FROM turn_messages JOIN turns ON turns.id = turn_messages.turn_id
                WHERE turn_messages.message_id = executions.message_id
                AND turns.state NOT IN ('done', 'failed', 'cancelled'))";
    }
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

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: ExecutionId,
) -> Result<Option<Execution>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<ExecutionRow>().await?;
    Ok(row.map(Execution::from))
}

lookups! {
    /// An execution.
    find_execution(t: TenantId, id: ExecutionId) -> Option<Execution> = find;
}

impl Tx {
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
