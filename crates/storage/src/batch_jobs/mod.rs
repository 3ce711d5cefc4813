//! Batch jobs, and the files that they process.

mod table;

use crate::Store;
use crate::db::{Conn, Select, json_text, readable, text};
use crate::error::StorageError;
use crate::media;
use crate::page::{before, page};
use crate::store::lookups;
use crate::tx::Tx;
use omni_domain::Timestamp;
use omni_domain::batch::{BatchConfig, BatchJob, BatchKind, BatchProgress, BatchStatus};
use omni_domain::content::MediaKind;
use omni_domain::conversation::Media;
use omni_domain::ids::{BatchJobId, InstanceId, MediaId, TenantId};
use omni_domain::page::{Cursor, Page, PageRequest};
pub(crate) use table::ALL;
use table::BatchRow;
use uuid::Uuid;

/// Which batch jobs to list. An empty list is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchFilter {
    /// In these states.
    pub statuses: Vec<BatchStatus>,
    /// Of these kinds.
    pub kinds: Vec<BatchKind>,
    /// Only those on one of these instances; `None` is all, also those on every instance.
    pub instance_ids: Option<Vec<InstanceId>>,
}

/// Files of one kind that a batch job has to process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchItems {
    /// Their kind.
    pub kind: MediaKind,
    /// How many.
    pub total: u64,
    /// How many of them have a result.
    pub with_result: u64,
}

async fn find(
    db: &mut Conn<'_>,
    t: TenantId,
    id: BatchJobId,
) -> Result<Option<BatchJob>, StorageError> {
    let row = db.query(table::FIND).bind(t.0).bind(id.0).maybe::<BatchRow>().await?;
    row.map(BatchJob::try_from).transpose()
}

async fn active(
    db: &mut Conn<'_>,
    t: TenantId,
    kind: BatchKind,
) -> Result<Vec<BatchJob>, StorageError> {
    let rows = db.query(table::ACTIVE).bind(t.0).bind(kind.as_str()).all::<BatchRow>().await?;
    Ok(readable(rows).collect())
}

lookups! {
    /// A batch job.
    find_batch_job(t: TenantId, id: BatchJobId) -> Option<BatchJob> = find;
    /// The batch jobs of a kind that are not finished.
    active_batch_jobs(t: TenantId, kind: BatchKind) -> Vec<BatchJob> = active;
}

/// Files of messages that the configuration selects, as they were when the job was created.
fn matching(select: &mut Select, t: TenantId, config: &BatchConfig, made: Timestamp) {
    select.bind(t.0).push(" AND media.created_at <= ").bind(made.0);
    if let Some(instance) = config.instance_id {
        select.push(" AND media.instance_id = ").bind(instance.0);
    }
    select.and_in("media.kind", config.media_types.iter().map(|kind| kind.as_str()));
    select.and_between("messages.platform_timestamp", config.since, config.until);
}

impl Store {
    /// The batch jobs of a tenant, newest first.
    pub async fn list_batch_jobs(
        &self,
        t: TenantId,
        filter: &BatchFilter,
        request: PageRequest,
    ) -> Result<Page<BatchJob>, StorageError> {
        let mut select = Select::new(table::LIST);
        select.bind(t.0);
        if !filter.statuses.is_empty() {
            select.and_in("status", filter.statuses.iter().map(|status| status.as_str()));
        }
        if !filter.kinds.is_empty() {
            select.and_in("kind", filter.kinds.iter().map(|kind| kind.as_str()));
        }
        if let Some(ids) = &filter.instance_ids {
            select.and_in("instance_id", ids.iter().map(|id| id.0));
        }
        select.newest_before("created_at", before(request.after), request.limit);
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<BatchRow>().await?;
        Ok(page(rows, request.limit, |job: &BatchJob| Cursor {
            key: job.created_at.0,
            id: job.id.0,
        }))
    }

    /// How many files a batch job created at `made` has to process.
    pub async fn count_batch_items(
        &self,
        t: TenantId,
        config: &BatchConfig,
        made: Timestamp,
    ) -> Result<u64, StorageError> {
        let mut select = Select::new(
            "SELECT COUNT(*) FROM media JOIN messages ON messages.id = media.message_id
             WHERE media.tenant_id = ",
        );
        matching(&mut select, t, config, made);
        let mut reader = self.reader().await?;
        let (count,): (i64,) = select.on(&mut reader.conn()).one().await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// How many files a batch job created at `made` has to process, by their kinds.
    pub async fn count_batch_items_by_kind(
        &self,
        t: TenantId,
        config: &BatchConfig,
        made: Timestamp,
    ) -> Result<Vec<BatchItems>, StorageError> {
        let mut select = Select::new(
            "SELECT media.kind, COUNT(*), CAST(SUM(CASE WHEN EXISTS
                (SELECT 1 FROM media_content WHERE media_content.media_id = media.id
                 AND media_content.status = 'completed') THEN 1 ELSE 0 END) AS BIGINT)
             FROM media JOIN messages ON messages.id = media.message_id
             WHERE media.tenant_id = ",
        );
        matching(&mut select, t, config, made);
        select.push(" GROUP BY media.kind");
        let mut reader = self.reader().await?;
        let rows = select.on(&mut reader.conn()).all::<(String, i64, i64)>().await?;
        let items = |(kind, total, with_result): (String, i64, i64)| {
            Ok::<_, StorageError>(BatchItems {
                kind: text("media", t, &kind)?,
                total: u64::try_from(total).unwrap_or_default(),
                with_result: u64::try_from(with_result).unwrap_or_default(),
            })
        };
        rows.into_iter().map(items).collect()
    }

    /// The next files of a batch job, in id order.
    pub async fn batch_items(
        &self,
        job: &BatchJob,
        after: Option<MediaId>,
        limit: u32,
    ) -> Result<Vec<Media>, StorageError> {
        let mut select = Select::new(
            "SELECT media.id FROM media JOIN messages ON messages.id = media.message_id
             WHERE media.tenant_id = ",
        );
        matching(&mut select, job.tenant_id, &job.config, job.created_at);
        if let Some(after) = after {
            select.push(" AND media.id > ").bind(after.0);
        }
        select.push(" ORDER BY media.id LIMIT ").bind(i64::from(limit));
        let mut reader = self.reader().await?;
        let mut db = reader.conn();
        let ids: Vec<(Uuid,)> = select.on(&mut db).all().await?;
        let mut found = Vec::with_capacity(ids.len());
        for (id,) in ids {
            found.extend(media::by_id(&mut db, MediaId(id)).await?);
        }
        Ok(found)
    }
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl Tx {
    /// Adds a batch job. `active_key` names its target;
    /// `NotUnique("batch_jobs.active_key")` while another runs on the same.
    pub async fn insert_batch_job(
        &mut self,
        job: &BatchJob,
        active_key: &str,
    ) -> Result<(), StorageError> {
        self.db()
            .query(table::INSERT)
            .bind(job.id.0)
            .bind(job.tenant_id.0)
            .bind(job.kind.as_str())
            .bind(json_text(&job.config))
            .bind(job.status.as_str())
            .bind(number(job.total))
            .bind(job.progress.cursor.map(|id| id.0))
            .bind(number(job.progress.processed))
            .bind(number(job.progress.failed))
            .bind(number(job.progress.skipped))
            .bind(number(job.progress.cost_micros))
            .bind(number(job.progress.tokens))
            .bind(json_text(&job.progress.errors))
            .bind(job.current.map(|id| id.0))
            .bind(job.error.as_deref())
            .bind(job.created_at.0)
            .bind(job.started_at.map(|at| at.0))
            .bind(job.completed_at.map(|at| at.0))
            .bind(job.config.instance_id.map(|id| id.0))
            .bind(active_key)
            .run()
            .await
            .map(drop)
    }

    /// Starts, or continues, with this item; `false` if the job is finished.
    pub async fn start_batch_item(
        &mut self,
        id: BatchJobId,
        item: Option<MediaId>,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db.query(table::START).bind(id.0).bind(now.0).bind(item.map(|id| id.0));
        Ok(query.run().await? > 0)
    }

    /// Records the progress of a job; `false` if it is finished.
    pub async fn advance_batch_job(
        &mut self,
        id: BatchJobId,
        progress: &BatchProgress,
    ) -> Result<bool, StorageError> {
        let mut db = self.db();
        let query = db
            .query(table::ADVANCE)
            .bind(id.0)
            .bind(progress.cursor.map(|id| id.0))
            .bind(number(progress.processed))
            .bind(number(progress.failed))
            .bind(number(progress.skipped))
            .bind(number(progress.cost_micros))
            .bind(number(progress.tokens))
            .bind(json_text(&progress.errors));
        Ok(query.run().await? > 0)
    }

    /// Ends a job; `None` if there is none or it is finished already.
    pub async fn end_batch_job(
        &mut self,
        t: TenantId,
        id: BatchJobId,
        status: BatchStatus,
        error: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<BatchJob>, StorageError> {
        let mut db = self.db();
        let query = db.query(table::END).bind(t.0).bind(id.0).bind(status.as_str());
        let row = query.bind(error).bind(now.0).maybe::<BatchRow>().await?;
        row.map(BatchJob::try_from).transpose()
    }
}
