//! The table `sync_schedules`.

use crate::db::{Conn, row, statements};
use crate::error::StorageError;
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, SyncId, TenantId};
use omni_domain::sync::SyncSchedule;
use uuid::Uuid;

row! {
    struct ScheduleRow {
        instance_id: Uuid,
        tenant_id: Uuid,
        id: Uuid,
        interval_ms: i64,
        created_at: i64,
        next_at: i64,
        full_at: Option<i64>,
    }
}

statements! {
    PUT = concat!(
        "INSERT INTO sync_schedules (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (instance_id) DO UPDATE SET id = excluded.id,
         interval_ms = excluded.interval_ms, created_at = excluded.created_at,
         next_at = excluded.next_at, full_at = excluded.full_at",
    );
    FIND = concat!("SELECT ", columns!(), " FROM sync_schedules WHERE instance_id = $1");
    SET_NEXT = "UPDATE sync_schedules SET next_at = $3, full_at = $4
        WHERE instance_id = $1 AND id = $2";
    DELETE = "DELETE FROM sync_schedules WHERE instance_id = $1";
}

impl From<ScheduleRow> for SyncSchedule {
    fn from(row: ScheduleRow) -> Self {
        Self {
            instance_id: InstanceId(row.instance_id),
            tenant_id: TenantId(row.tenant_id),
            id: SyncId(row.id),
            interval_ms: row.interval_ms,
            created_at: Timestamp(row.created_at),
            next_at: Timestamp(row.next_at),
            full_at: row.full_at.map(Timestamp),
        }
    }
}

async fn find(db: &mut Conn<'_>, i: InstanceId) -> Result<Option<SyncSchedule>, StorageError> {
    let row = db.query(FIND).bind(i.0).maybe::<ScheduleRow>().await?;
    Ok(row.map(SyncSchedule::from))
}

lookups! {
    /// The schedule of an instance.
    find_sync_schedule(instance: InstanceId) -> Option<SyncSchedule> = find;
}

impl Tx {
    /// Sets the schedule of an instance, replacing any other.
    pub async fn put_sync_schedule(&mut self, schedule: &SyncSchedule) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(PUT).bind(schedule.instance_id.0).bind(schedule.tenant_id.0);
        let query = query.bind(schedule.id.0).bind(schedule.interval_ms);
        let query = query.bind(schedule.created_at.0).bind(schedule.next_at.0);
        query.bind(schedule.full_at.map(|at| at.0)).run().await.map(drop)
    }

    /// The next start of a schedule, and the last one that included everything; `false` if the
    /// instance has another one, or none, by now.
    pub async fn set_next_sync(
        &mut self,
        instance: InstanceId,
        id: SyncId,
        next_at: Timestamp,
        full_at: Option<Timestamp>,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(SET_NEXT).bind(instance.0).bind(id.0);
        Ok(query.bind(next_at.0).bind(full_at.map(|at| at.0)).run().await? > 0)
    }

    /// Ends the schedule of an instance. Returns whether it had one.
    pub async fn delete_sync_schedule(
        &mut self,
        instance: InstanceId,
    ) -> Result<bool, StorageError> {
        Ok(self.db().query(DELETE).bind(instance.0).run().await? > 0)
    }
}
