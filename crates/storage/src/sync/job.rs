//! The table `sync_jobs`.

use crate::Store;
use crate::db::{
    Conn, Select, json_text, or_fallback, parse_json, readable, row, statements, text,
};
use crate::error::StorageError;
use crate::page::{before, page};
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::ids::{InstanceId, SyncId, TenantId};
use omni_domain::page::{Cursor, Page, PageRequest};
use omni_domain::sync::{
    SyncCounts, SyncJob, SyncOptions, SyncPosition, SyncProgress, SyncStage, SyncStatus,
};
use uuid::Uuid;

const TABLE: &str = "sync_jobs";
/// Why a sync failed whose row cannot be read.
const UNREADABLE: &str = "the stored sync cannot be read; start another one";

row! {
    struct SyncRow {
        id: Uuid,
        tenant_id: Uuid,
        instance_id: Uuid,
        status: String,
        stage: String,
        options: String,
        position: String,
        current_items: i64,
        total_items: i64,
        contacts: i64,
        chats: i64,
        messages: i64,
        estimated_chats: i64,
        estimated_messages: i64,
        error: Option<String>,
        created_at: i64,
        updated_at: i64,
        finished_at: Option<i64>,
    }
}

statements! {
    INSERT = concat!(
        "INSERT INTO sync_jobs (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    );
    BY_ID = concat!("SELECT ", columns!(), " FROM sync_jobs WHERE id = $1");
    FIND = concat!(
        "SELECT ", columns!(), " FROM sync_jobs WHERE tenant_id = $1 AND id = $2
         AND instance_id IN (SELECT id FROM instances WHERE deleted_at IS NULL)",
    );
    RUNNING = concat!(
        "SELECT ", columns!(), " FROM sync_jobs WHERE instance_id = $1 AND status = 'running'",
    );
    LATEST = concat!(
        "SELECT ", columns!(), " FROM sync_jobs WHERE instance_id = $1
         ORDER BY created_at DESC, id DESC LIMIT 1",
    );
    LIST = concat!(
        "SELECT ", columns!(), " FROM sync_jobs WHERE instance_id = $1
         ORDER BY created_at DESC, id DESC LIMIT 100",
    );
    LAST_COMPLETED = "SELECT MAX(finished_at) FROM sync_jobs
        WHERE instance_id = $1 AND status = 'completed'";
    /// Only a running one changes: what was cancelled meanwhile stays cancelled.
    UPDATE = "UPDATE sync_jobs SET status = $2, stage = $3, position = $4, current_items = $5,
        total_items = $6, contacts = $7, chats = $8, messages = $9, error = $10, updated_at = $11,
        finished_at = $12 WHERE id = $1 AND status = 'running'";
    CANCEL = concat!(
        "UPDATE sync_jobs SET status = 'cancelled', updated_at = $3, finished_at = $3
         WHERE tenant_id = $1 AND id = $2 AND status = 'running' RETURNING ", columns!(),
    );
    /// All ended ones but the newest `$2`.
    TRIM = "DELETE FROM sync_jobs WHERE instance_id = $1 AND id IN
        (SELECT old.id FROM sync_jobs old WHERE old.instance_id = $1 AND old.status <> 'running'
         ORDER BY old.created_at DESC, old.id DESC LIMIT 1000 OFFSET $2)";
}

/// The list over all instances, before its conditions.
const LIST_ALL: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM sync_jobs WHERE instance_id IN (SELECT id FROM instances WHERE deleted_at IS NULL)
     AND tenant_id = ",
);

/// Which syncs to list. An empty list of states is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncFilter {
    /// In these states.
    pub statuses: Vec<SyncStatus>,
    /// Of these instances; `None` is all.
    pub instance_ids: Option<Vec<InstanceId>>,
}

/// What a sync is to do, and where it is.
struct Work {
    status: SyncStatus,
    stage: SyncStage,
    options: SyncOptions,
}

impl Work {
    fn read(row: &SyncRow) -> Result<Self, StorageError> {
        Ok(Self {
            status: text(TABLE, row.id, &row.status)?,
            stage: text(TABLE, row.id, &row.stage)?,
            options: parse_json(TABLE, row.id, &row.options)?,
        })
    }

    fn unreadable() -> Self {
        let (status, stage) = (SyncStatus::Failed, SyncStage::Contacts);
        Self { status, stage, options: SyncOptions::default() }
    }
}

/// A sync is always read: one that cannot be is shown as failed, so that it hides no other. Its next
/// job writes that.
impl TryFrom<SyncRow> for SyncJob {
    type Error = StorageError;

    fn try_from(row: SyncRow) -> Result<Self, StorageError> {
        let read = or_fallback(Work::read(&row).map(Some), || None);
        let (error, finished_at) = match read {
            Some(_) => (row.error, row.finished_at),
            None => (Some(UNREADABLE.to_owned()), row.finished_at.or(Some(row.updated_at))),
        };
        let work = read.unwrap_or_else(Work::unreadable);
        Ok(Self {
            id: SyncId(row.id),
            tenant_id: TenantId(row.tenant_id),
            instance_id: InstanceId(row.instance_id),
            status: work.status,
            stage: work.stage,
            options: work.options,
            // From the beginning: what is stored already is stored once.
            position: or_fallback(parse_json(TABLE, row.id, &row.position), SyncPosition::default),
            progress: SyncProgress { current: row.current_items, total: row.total_items },
            counts: SyncCounts { contacts: row.contacts, chats: row.chats, messages: row.messages },
            estimated_chats: row.estimated_chats,
            estimated_messages: row.estimated_messages,
            error,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
            finished_at: finished_at.map(Timestamp),
        })
    }
}

async fn by_id(db: &mut Conn<'_>, id: SyncId) -> Result<Option<SyncJob>, StorageError> {
    let row = db.query(BY_ID).bind(id.0).maybe::<SyncRow>().await?;
    row.map(SyncJob::try_from).transpose()
}

async fn find(db: &mut Conn<'_>, t: TenantId, id: SyncId) -> Result<Option<SyncJob>, StorageError> {
    let row = db.query(FIND).bind(t.0).bind(id.0).maybe::<SyncRow>().await?;
    row.map(SyncJob::try_from).transpose()
}

async fn running(db: &mut Conn<'_>, i: InstanceId) -> Result<Option<SyncJob>, StorageError> {
    let row = db.query(RUNNING).bind(i.0).maybe::<SyncRow>().await?;
    row.map(SyncJob::try_from).transpose()
}

async fn latest(db: &mut Conn<'_>, i: InstanceId) -> Result<Option<SyncJob>, StorageError> {
    let row = db.query(LATEST).bind(i.0).maybe::<SyncRow>().await?;
    row.map(SyncJob::try_from).transpose()
}

async fn all(db: &mut Conn<'_>, i: InstanceId) -> Result<Vec<SyncJob>, StorageError> {
    let rows = db.query(LIST).bind(i.0).all::<SyncRow>().await?;
    Ok(readable(rows).collect())
}

async fn completed(db: &mut Conn<'_>, i: InstanceId) -> Result<Option<Timestamp>, StorageError> {
    let (at,) = db.query(LAST_COMPLETED).bind(i.0).one::<(Option<i64>,)>().await?;
    Ok(at.map(Timestamp))
}

lookups! {
    /// A sync, of whatever tenant: for jobs, never for a caller.
    sync_by_id(id: SyncId) -> Option<SyncJob> = by_id;
    /// A sync of a tenant's instance that is not deleted.
    find_sync(t: TenantId, id: SyncId) -> Option<SyncJob> = find;
    /// The running sync of an instance.
    running_sync(instance: InstanceId) -> Option<SyncJob> = running;
    /// The sync of an instance that began last.
    latest_sync(instance: InstanceId) -> Option<SyncJob> = latest;
    /// The syncs of an instance that are kept, the newest first.
    list_syncs(instance: InstanceId) -> Vec<SyncJob> = all;
    /// When a sync of the instance was last completed.
    last_completed_sync(instance: InstanceId) -> Option<Timestamp> = completed;
}

impl Store {
    /// The syncs of a tenant's instances that are kept, newest first.
    pub async fn list_all_syncs(
        &self,
        t: TenantId,
        filter: &SyncFilter,
        request: PageRequest,
    ) -> Result<Page<SyncJob>, StorageError> {
        let mut select = Select::new(LIST_ALL);
        select.bind(t.0);
        if !filter.statuses.is_empty() {
            select.and_in("status", filter.statuses.iter().map(|status| status.as_str()));
        }
        if let Some(ids) = &filter.instance_ids {
            select.and_in("instance_id", ids.iter().map(|id| id.0));
        }
        select.newest_before("created_at", before(request.after), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<SyncRow>().await?;
        Ok(page(rows, request.limit, |sync: &SyncJob| Cursor {
            key: sync.created_at.0,
            id: sync.id.0,
        }))
    }
}

impl Tx {
    /// Adds a sync; `NotUnique` if one of the instance is running. Of those that have ended only
    /// the newest `keep` stay.
    pub async fn insert_sync(&mut self, sync: &SyncJob, keep: u32) -> Result<(), StorageError> {
        let mut db = self.db();
        let query = db.query(INSERT).bind(sync.id.0).bind(sync.tenant_id.0);
        let query = query.bind(sync.instance_id.0).bind(sync.status.as_str());
        let query = query.bind(sync.stage.as_str()).bind(json_text(&sync.options));
        let query = query.bind(json_text(&sync.position)).bind(sync.progress.current);
        let query = query.bind(sync.progress.total).bind(sync.counts.contacts);
        let query = query.bind(sync.counts.chats).bind(sync.counts.messages);
        let query = query.bind(sync.estimated_chats).bind(sync.estimated_messages);
        let query = query.bind(sync.error.as_deref()).bind(sync.created_at.0);
        query.bind(sync.updated_at.0).bind(sync.finished_at.map(|at| at.0)).run().await?;
        let trim = db.query(TRIM).bind(sync.instance_id.0).bind(i64::from(keep));
        trim.run().await.map(drop)
    }

    /// Writes the progress of a sync; `false` if it is not running any more, and nothing is
    /// written then.
    pub async fn update_sync(&mut self, sync: &SyncJob) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(UPDATE).bind(sync.id.0).bind(sync.status.as_str());
        let query = query.bind(sync.stage.as_str()).bind(json_text(&sync.position));
        let query = query.bind(sync.progress.current).bind(sync.progress.total);
        let query = query.bind(sync.counts.contacts).bind(sync.counts.chats);
        let query = query.bind(sync.counts.messages).bind(sync.error.as_deref());
        let query = query.bind(sync.updated_at.0).bind(sync.finished_at.map(|at| at.0));
        Ok(query.run().await? > 0)
    }

    /// Cancels a sync and returns it; `None` if there is none or it is not running.
    pub async fn cancel_sync(
        &mut self,
        t: TenantId,
        id: SyncId,
        now: Timestamp,
    ) -> Result<Option<SyncJob>, StorageError> {
        let mut db = self.db();
        let query = db.query(CANCEL).bind(t.0).bind(id.0).bind(now.0);
        let row = query.maybe::<SyncRow>().await?;
        row.map(SyncJob::try_from).transpose()
    }
}
