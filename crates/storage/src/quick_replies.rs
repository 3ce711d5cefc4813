//! The table `quick_replies`.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::{locked_lookups, lookups};
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, QuickReplyId, TenantId};
use omni_domain::quick_reply::QuickReply;
use uuid::Uuid;

row! {
    struct ReplyRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Option<Uuid>,
        shortcut: String,
        title: String,
        text: String,
        created_at: i64,
        updated_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO quick_replies (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        UPDATE = "UPDATE quick_replies SET instance_id = $3, shortcut = $4, title = $5, text = $6,
            updated_at = $7 WHERE tenant_id = $1 AND id = $2";
        DELETE = "DELETE FROM quick_replies WHERE tenant_id = $1 AND id = $2";
        FIND = concat!(
            "SELECT ", columns!(), " FROM quick_replies WHERE tenant_id = $1 AND id = $2",
        );
        LIST = concat!(
            "SELECT ", columns!(), " FROM quick_replies WHERE tenant_id = $1 ORDER BY shortcut",
        );
        COUNT = "SELECT COUNT(*) FROM quick_replies WHERE tenant_id = $1";
    }
}
pub(crate) use sql::ALL;

impl TryFrom<ReplyRow> for QuickReply {
    type Error = StorageError;

    fn try_from(row: ReplyRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: QuickReplyId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: row.instance_id.map(InstanceId),
            shortcut: row.shortcut,
            title: row.title,
            text: row.text,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: QuickReplyId,
) -> Result<Option<QuickReply>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<ReplyRow>().await?;
    row.map(QuickReply::try_from).transpose()
}

async fn list(db: &mut Conn<'_>, t: TenantId) -> Result<Vec<QuickReply>, StorageError> {
    let rows = db.query(sql::LIST).bind(t.0).all::<ReplyRow>().await?;
    rows.into_iter().map(QuickReply::try_from).collect()
}

async fn count(db: &mut Conn<'_>, t: TenantId) -> Result<i64, StorageError> {
    let (count,): (i64,) = db.query(sql::COUNT).bind(t.0).one().await?;
    Ok(count)
}

lookups! {
    /// A quick reply.
    find_quick_reply(t: TenantId, id: QuickReplyId) -> Option<QuickReply> = find;
    /// The quick replies of a tenant, by shortcut.
    list_quick_replies(t: TenantId) -> Vec<QuickReply> = list;
    /// How many quick replies a tenant has.
    count_quick_replies(t: TenantId) -> i64 = count;
}

locked_lookups! {
    /// A quick reply that is about to be changed.
    lock_quick_reply(t: TenantId, id: QuickReplyId) -> QuickReply = sql::FIND as ReplyRow;
}

impl Tx {
    /// Adds a quick reply; `NotUnique("quick_replies.shortcut")` if the tenant has one of that shortcut.
    pub async fn insert_quick_reply(&mut self, reply: &QuickReply) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(reply.id.0).bind(reply.tenant_id.0);
        let query = query.bind(reply.instance_id.map(|id| id.0)).bind(&reply.shortcut);
        let query = query.bind(&reply.title).bind(&reply.text);
        query.bind(reply.created_at.0).bind(reply.updated_at.0).run().await.map(drop)
    }

    /// Writes everything of a quick reply except its owner and creation time. Returns whether it exists.
    /// `NotUnique("quick_replies.shortcut")` if another one has the shortcut.
    pub async fn update_quick_reply(&mut self, reply: &QuickReply) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::UPDATE).bind(reply.tenant_id.0).bind(reply.id.0);
        let query = query.bind(reply.instance_id.map(|id| id.0)).bind(&reply.shortcut);
        let query = query.bind(&reply.title).bind(&reply.text).bind(reply.updated_at.0);
        Ok(query.run().await? > 0)
    }

    /// Deletes a quick reply. Returns whether it existed.
    pub async fn delete_quick_reply(
        &mut self,
        t: TenantId,
        id: QuickReplyId,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }
}
