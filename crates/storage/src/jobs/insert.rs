//! Adding jobs, and their order.

use super::{kinds, table};
use crate::db::{Conn, chunks, json_text, list, padded};
use crate::error::StorageError;
use crate::tx::Tx;
use omni_domain::job::{JobKind, JobState, NewJob};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Tx {
    /// Adds a job. It is written at the end of the group, or when a later write looks for jobs.
    pub fn insert_job(&mut self, job: NewJob) {
        self.pending.jobs.rows.push(job);
    }

    pub(crate) async fn flush_jobs(&mut self) -> Result<(), StorageError> {
        if !self.pending.jobs.has_more() {
            return Ok(());
        }
        self.lock_log().await?;
        let (mut db, pending) = self.parts();
        let held = &mut pending.jobs;
        let fresh = &held.rows[held.written..];
        let keys: BTreeSet<&str> =
            fresh.iter().filter_map(|job| job.order_key.as_deref()).collect();
        let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
        if let Some(first) = fresh.iter().map(|job| job.id).min() {
            demote(&mut db, &keys, first.0).await?;
        }
        insert(&mut db, fresh).await?;
        promote(&mut db, &keys).await?;
        held.written = held.rows.len();
        Ok(())
    }

    /// Promotes the next job of each key.
    pub(super) async fn promote_next(&mut self, keys: Vec<String>) -> Result<(), StorageError> {
        self.lock_log().await?;
        let woken = promote(&mut self.db(), &keys).await?;
        self.pending.woken.extend(woken);
        Ok(())
    }
}

async fn insert(db: &mut Conn<'_>, jobs: &[NewJob]) -> Result<(), StorageError> {
    for chunk in chunks(jobs) {
        let mut query = table::INSERT.query(db, chunk.len());
        for job in chunk {
            query.push(job.id.0);
            query.push(job.tenant_id.0);
            query.push(job.instance_id.map(|id| id.0));
            query.push(job.kind.as_str());
            query.push(job.order_key.as_deref());
            query.push(json_text(&job.payload));
            query.push(JobState::Queued.as_str());
            query.push(0_i32);
            query.push(job.max_attempts);
            query.push(job.run_at.0);
            query.push(None::<i64>);
            query.push(None::<&str>);
            query.push(job.created_at.0);
            query.push(job.order_key.is_none());
        }
        query.run().await?;
    }
    Ok(())
}

/// Jobs are ordered by id. Ids are created before their writes are queued, so a job may be added to
/// a key whose waiting head has a later one.
pub(super) async fn demote(
    db: &mut Conn<'_>,
    keys: &[String],
    later_than: Uuid,
) -> Result<(), StorageError> {
    for some in padded(keys) {
        let text = format!("{}{})", table::DEMOTE, list(2, some.len()));
        db.composed(text).bind(later_than).bind_all(some).run().await?;
    }
    Ok(())
}

pub(super) async fn promote(
    db: &mut Conn<'_>,
    keys: &[String],
) -> Result<Vec<JobKind>, StorageError> {
    let mut woken = Vec::new();
    for chunk in chunks(keys) {
        let query = table::PROMOTE.query(db, chunk.len()).bind_all(chunk);
        woken.extend(kinds(&query.all().await?));
    }
    Ok(woken)
}
