//! The table `entry_points`.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::entry_point::EntryPoint;
use omni_domain::ids::{EntryPointId, TenantId};
use uuid::Uuid;

row! {
    struct PointRow {
        id: Uuid,
        tenant_id: Uuid,
        name: String,
        is_active: bool,
        created_at: i64,
        updated_at: i64,
    }
}

mod sql {
    use super::statements;

    statements! {
        INSERT = concat!(
            "INSERT INTO entry_points (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)",
        );
        UPDATE = "UPDATE entry_points SET name = $3, is_active = $4, updated_at = $5
            WHERE tenant_id = $1 AND id = $2";
        DELETE = "DELETE FROM entry_points WHERE tenant_id = $1 AND id = $2";
        FIND = concat!(
            "SELECT ", columns!(), " FROM entry_points WHERE tenant_id = $1 AND id = $2",
        );
        LIST = concat!(
            "SELECT ", columns!(), " FROM entry_points WHERE tenant_id = $1
             ORDER BY name LIMIT $2",
        );
        COUNT = "SELECT COUNT(*) FROM entry_points WHERE tenant_id = $1";
    }
}
pub(crate) use sql::ALL;

impl From<PointRow> for EntryPoint {
    fn from(row: PointRow) -> Self {
        Self {
            id: EntryPointId(row.id),
            tenant_id: TenantId(row.tenant_id),
            name: row.name,
            is_active: row.is_active,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        }
    }
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: EntryPointId,
) -> Result<Option<EntryPoint>, StorageError> {
    let row = db.query(sql::FIND).bind(t.0).bind(id.0).maybe::<PointRow>().await?;
    Ok(row.map(EntryPoint::from))
}

async fn list(db: &mut Conn<'_>, t: TenantId, limit: u32) -> Result<Vec<EntryPoint>, StorageError> {
    let query = db.query(sql::LIST).bind(t.0).bind(i64::from(limit));
    Ok(query.all::<PointRow>().await?.into_iter().map(EntryPoint::from).collect())
}

async fn count(db: &mut Conn<'_>, t: TenantId) -> Result<i64, StorageError> {
    let (count,): (i64,) = db.query(sql::COUNT).bind(t.0).one().await?;
    Ok(count)
}

lookups! {
    /// An entry point.
    find_entry_point(t: TenantId, id: EntryPointId) -> Option<EntryPoint> = find;
    /// The entry points of a tenant, by name.
    list_entry_points(t: TenantId, limit: u32) -> Vec<EntryPoint> = list;
    /// How many entry points a tenant has.
    count_entry_points(t: TenantId) -> i64 = count;
}

impl Tx {
    /// Adds an entry point.
    pub async fn insert_entry_point(&mut self, point: &EntryPoint) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(sql::INSERT).bind(point.id.0).bind(point.tenant_id.0);
        let query = query.bind(&point.name).bind(point.is_active);
        query.bind(point.created_at.0).bind(point.updated_at.0).run().await.map(drop)
    }

    /// An entry point that is about to be changed. Others that change it wait for the commit.
    pub async fn lock_entry_point(
        &mut self,
        t: TenantId,
        id: EntryPointId,
    ) -> Result<Option<EntryPoint>, StorageError> {
        let lock = crate::dialect::for_update(self.engine());
        let mut db = self.db();
        let query = db.composed(format!("{}{lock}", sql::FIND)).bind(t.0).bind(id.0);
        Ok(query.maybe::<PointRow>().await?.map(EntryPoint::from))
    }

    /// Writes an entry point's name and whether it is active. Returns whether it exists.
    pub async fn update_entry_point(&mut self, point: &EntryPoint) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(sql::UPDATE).bind(point.tenant_id.0).bind(point.id.0);
        let query = query.bind(&point.name).bind(point.is_active).bind(point.updated_at.0);
        Ok(query.run().await? > 0)
    }

    /// Deletes an entry point with its attendants. Returns whether it existed.
    pub async fn delete_entry_point(
        &mut self,
        t: TenantId,
        id: EntryPointId,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(sql::DELETE).bind(t.0).bind(id.0).run().await? > 0)
    }
}
