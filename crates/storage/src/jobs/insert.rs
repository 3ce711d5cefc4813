//! Adding jobs, and their order.

use super::table::{self, JobRow};
use crate::committed::RunJob;
use crate::db::{Conn, chunks, json_text, list, padded, readable};
use crate::error::StorageError;
use crate::tx::{Tx, Wanted};
use omni_domain::Timestamp;
use omni_domain::job::{Job, JobKind, JobState, NewJob};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

impl Tx {
    /// Adds a job. It is written at the end of the group, or when a later write looks for jobs.
    pub fn insert_job(&mut self, job: NewJob) {
        self.pending.jobs.rows.push(job);
    }

    /// The same for a job that is due. Where nothing of its order is before it, the transaction that
    /// adds it reserves it, with a lease until `until`, and `run` gets it after the commit. Else, or if
    /// that fails, `run` is dropped.
    pub fn insert_taken_job(&mut self, job: NewJob, until: Timestamp, run: RunJob) {
        let id = job.id;
        self.insert_job(job);
        self.pending.wanted.rows.push(Wanted { id, until, run });
    }

    /// Writes the jobs that are held back, and promotes the next ones of those that are over. At the
    /// end of the group where possible, because nodes wait for the log: a node that holds it while it
    /// waits for a row deadlocks with the node that holds the row and waits for the log.
    pub(crate) async fn flush_jobs(&mut self) -> Result<(), StorageError> {
        if !self.pending.jobs.has_more() && !self.pending.left.has_more() {
            return Ok(());
        }
        self.lock_log().await?;
        let (mut db, pending) = self.parts();
        let (held, left) = (&mut pending.jobs, &mut pending.left);
        let fresh = &held.rows[held.written..];
        let mut keys: BTreeSet<&str> =
            fresh.iter().filter_map(|job| job.order_key.as_deref()).collect();
        keys.extend(left.rows[left.written..].iter().map(String::as_str));
        let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
        let wanted = &mut pending.wanted;
        insert(&mut db, fresh).await?;
        let promoted = promote(&mut db, &keys).await?;
        let taken = take(&mut db, &wanted.rows[wanted.written..]).await?;
        held.written = held.rows.len();
        left.written = left.rows.len();
        wanted.written = wanted.rows.len();
        let ids: HashSet<Uuid> = taken.iter().map(|job| job.id.0).collect();
        let waiting = promoted.iter().filter(|(_, id)| !ids.contains(id));
        pending.woken.extend(kinds(waiting));
        pending.taken.extend(taken);
        Ok(())
    }

    /// Promotes the next job of a key now.
    pub(super) async fn promote_next(&mut self, key: String) -> Result<(), StorageError> {
        self.lock_log().await?;
        let promoted = promote(&mut self.db(), &[key]).await?;
        self.pending.woken.extend(kinds(&promoted));
        Ok(())
    }
}

/// Jobs of one key run in the order in which they are written: the log is locked, so that the numbers
/// grow in commit order, whatever the clocks of the nodes show.
async fn insert(db: &mut Conn<'_>, jobs: &[NewJob]) -> Result<(), StorageError> {
    let mut next = first_number(db, jobs).await?;
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
            query.push(next);
            next += 1;
        }
        query.run().await?;
    }
    Ok(())
}

/// The number of the first of these jobs. Without keys they need none.
async fn first_number(db: &mut Conn<'_>, jobs: &[NewJob]) -> Result<i64, StorageError> {
    if jobs.iter().all(|job| job.order_key.is_none()) {
        return Ok(0);
    }
    let count = i64::try_from(jobs.len()).unwrap_or(i64::MAX);
    let (last,): (i64,) = db.query(table::NEXT_SEQ).bind(count).one().await?;
    Ok(last - count + 1)
}

/// A job that has become the head of its key: its kind and id.
type Promoted = (String, Uuid);

async fn promote(db: &mut Conn<'_>, keys: &[String]) -> Result<Vec<Promoted>, StorageError> {
    let mut promoted = Vec::new();
    for chunk in chunks(keys) {
        let query = table::PROMOTE.query(db, chunk.len()).bind_all(chunk);
        promoted.extend(query.all::<Promoted>().await?);
    }
    Ok(promoted)
}

/// Reserves those of the jobs that nothing of their order is before.
async fn take(db: &mut Conn<'_>, wanted: &[Wanted]) -> Result<Vec<Job>, StorageError> {
    let Some(until) = wanted.iter().map(|one| one.until).max() else { return Ok(Vec::new()) };
    let ids: Vec<Uuid> = wanted.iter().map(|one| one.id.0).collect();
    let mut taken = Vec::with_capacity(ids.len());
    for some in padded(&ids) {
        let text = format!("{}{}{}", table::RESERVE, list(2, some.len()), table::IF_FIRST);
        let query = db.composed(text).bind(until.0).bind_all(some);
        taken.extend(readable::<_, Job>(query.all::<JobRow>().await?));
    }
    Ok(taken)
}

/// The kinds that this version has: a job of another one has no lane here.
fn kinds<'p>(promoted: impl IntoIterator<Item = &'p Promoted>) -> impl Iterator<Item = JobKind> {
    promoted.into_iter().filter_map(|(kind, _)| kind.parse().ok())
}
