//! The table `attendants`.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::entry_point::{Attendant, AttendantOf};
use omni_domain::ids::{AttendantId, EntryPointId, InstanceId, TenantId, UserId};
use uuid::Uuid;

row! {
    struct AttendantRow {
        id: Uuid,
        tenant_id: Uuid,
        entry_point_id: Uuid,
        instance_id: Option<Uuid>,
        user_id: Option<Uuid>,
        is_available: bool,
        max_conversations: Option<i32>,
        position: i32,
        created_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO attendants (", columns!(), ")
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        );
        UPDATE = "UPDATE attendants SET is_available = $3, max_conversations = $4, position = $5
            WHERE tenant_id = $1 AND id = $2";
        DELETE = "DELETE FROM attendants WHERE tenant_id = $1 AND id = $2";
        FIND = concat!(
            "SELECT ", columns!(), " FROM attendants WHERE tenant_id = $1 AND id = $2",
        );
        OF_ENTRY_POINT = concat!(
            "SELECT ", columns!(), " FROM attendants WHERE entry_point_id = $1
             ORDER BY position, created_at, id LIMIT $2",
        );
        /// Each part uses an index of its own.
        WAITING = "SELECT
            (SELECT COUNT(*) FROM turns WHERE instance_id = $1 AND state = 'collecting') +
            (SELECT COUNT(*) FROM turns WHERE instance_id = $1
             AND state IN ('waiting_media', 'running', 'replying')) +
            (SELECT COUNT(*) FROM turns WHERE instance_id = $1 AND state = 'awaiting_reply')";
    }
}
pub(crate) use sql::ALL;

impl From<AttendantRow> for Attendant {
    fn from(row: AttendantRow) -> Self {
        let of = match (row.instance_id, row.user_id) {
            (Some(instance), _) => AttendantOf::Agent(InstanceId(instance)),
            // A row has one of them: `insert_attendant` writes no other.
            (None, user) => AttendantOf::Person(UserId(user.unwrap_or_default())),
        };
        Self {
            id: AttendantId(row.id),
            tenant_id: TenantId(row.tenant_id),
            entry_point_id: EntryPointId(row.entry_point_id),
            of,
            is_available: row.is_available,
            max_conversations: row.max_conversations,
            position: row.position,
            created_at: Timestamp(row.created_at),
        }
    }
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: AttendantId,
) -> Result<Option<Attendant>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<AttendantRow>().await?;
    Ok(row.map(Attendant::from))
}

async fn of_entry_point(
    db: &mut Conn<'_>,
    id: EntryPointId,
    limit: u32,
) -> Result<Vec<Attendant>, StorageError> {
    let query = db.query(sql::OF_ENTRY_POINT).bind(id.0).bind(i64::from(limit));
    Ok(query.all::<AttendantRow>().await?.into_iter().map(Attendant::from).collect())
}

async fn waiting(db: &mut Conn<'_>, instance: InstanceId) -> Result<i64, StorageError> {
    let (count,): (i64,) = db.query(sql::WAITING).bind(instance.0).one().await?;
    Ok(count)
}

lookups! {
    /// An attendant.
    find_attendant(t: TenantId, id: AttendantId) -> Option<Attendant> = find;
    /// The attendants of an entry point, in the order in which they are chosen.
    list_attendants(id: EntryPointId, limit: u32) -> Vec<Attendant> = of_entry_point;
    /// How many turns of an instance are not over.
    count_open_turns(instance: InstanceId) -> i64 = waiting;
}

impl Tx {
    /// Adds an attendant.
    pub async fn insert_attendant(&mut self, attendant: &Attendant) -> Result<(), StorageError> {
        let (instance, user) = match attendant.of {
            AttendantOf::Agent(instance) => (Some(instance.0), None),
            AttendantOf::Person(user) => (None, Some(user.0)),
        };
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(attendant.id.0).bind(attendant.tenant_id.0);
        let query = query.bind(attendant.entry_point_id.0).bind(instance).bind(user);
        let query = query.bind(attendant.is_available).bind(attendant.max_conversations);
        query.bind(attendant.position).bind(attendant.created_at.0).run().await.map(drop)
    }

    /// An attendant that is given one more conversation: others that do the same wait for the commit.
    pub async fn lock_attendant(
        &mut self,
        t: TenantId,
        id: AttendantId,
    ) -> Result<Option<Attendant>, StorageError> {
        let lock = crate::dialect::for_update(self.engine());
        let mut db = self.db();
        let query = db.composed(format!("{}{lock}", sql::FIND)).bind(t.0).bind(id.0);
        Ok(query.maybe::<AttendantRow>().await?.map(Attendant::from))
    }

    /// Writes an attendant's availability, limit and position. Returns whether it exists.
    pub async fn update_attendant(&mut self, attendant: &Attendant) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::UPDATE).bind(attendant.tenant_id.0).bind(attendant.id.0);
        let query = query.bind(attendant.is_available).bind(attendant.max_conversations);
        Ok(query.bind(attendant.position).run().await? > 0)
    }

    /// Deletes an attendant. Returns whether it existed.
    pub async fn delete_attendant(
        &mut self,
        t: TenantId,
        id: AttendantId,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }
}
