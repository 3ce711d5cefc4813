//! The table `conversations`.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::entry_point::Conversation;
use omni_domain::ids::{ConversationId, EntryPointId, InstanceId, TenantId};
use uuid::Uuid;

row! {
    struct ConversationRow {
        id: Uuid,
        tenant_id: Uuid,
        entry_point_id: Uuid,
        instance_id: Uuid,
        seq: i64,
        created_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO conversations (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)",
        );
        FIND = concat!(
            "SELECT ", columns!(), " FROM conversations WHERE tenant_id = $1 AND id = $2",
        );
        /// The row stays locked until the commit, so that numbers follow each other.
        ADVANCE = concat!(
            "UPDATE conversations SET seq = seq + 1, instance_id = $3
             WHERE tenant_id = $1 AND id = $2 RETURNING ", columns!(),
        );
    }
}
pub(crate) use sql::ALL;

impl From<ConversationRow> for Conversation {
    fn from(row: ConversationRow) -> Self {
        Self {
            id: ConversationId(row.id),
            tenant_id: TenantId(row.tenant_id),
            entry_point_id: EntryPointId(row.entry_point_id),
            instance_id: InstanceId(row.instance_id),
            seq: row.seq,
            created_at: Timestamp(row.created_at),
        }
    }
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: ConversationId,
) -> Result<Option<Conversation>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<ConversationRow>().await?;
    Ok(row.map(Conversation::from))
}

lookups! {
    /// A conversation.
    find_conversation(t: TenantId, id: ConversationId) -> Option<Conversation> = find;
}

impl Tx {
    /// Adds a conversation.
    pub async fn insert_conversation(&mut self, new: &Conversation) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(new.id.0).bind(new.tenant_id.0);
        let query = query.bind(new.entry_point_id.0).bind(new.instance_id.0);
        query.bind(new.seq).bind(new.created_at.0).run().await.map(drop)
    }

    /// Takes the next number of a conversation, which this instance answers from now on; others
    /// that do so wait for the commit. `None` if it does not exist.
    pub async fn advance_conversation(
        &mut self,
        t: TenantId,
        id: ConversationId,
        instance: InstanceId,
    ) -> Result<Option<Conversation>, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::ADVANCE).bind(t.0).bind(id.0).bind(instance.0);
        Ok(query.maybe::<ConversationRow>().await?.map(Conversation::from))
    }
}
