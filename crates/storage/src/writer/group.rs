//! One commit.

use super::{Counters, Operation, Writer};
use crate::committed::{Commit, Committed, RunJob};
use crate::error::StorageError;
use crate::options::Synchronous;
use crate::tx::{Mark, Tx};
use futures::FutureExt;
use omni_domain::job::Job;
use std::panic::AssertUnwindSafe;
use tokio::time::Instant;

/// The state of the transaction between two writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Not begun.
    Idle,
    /// Something is kept, and no savepoint is open above it.
    Kept,
    /// A savepoint is open, with something kept in it.
    Saved,
    /// A savepoint is open, with nothing in it.
    Empty,
}

/// The connection is unusable; the group is lost.
struct Lost;

impl Writer {
    /// Runs the waiting writes, commits them, and answers their callers. A group of writes that need
    /// no sync ends before the first that does: a synced commit costs the disk's time.
    pub(super) async fn write_group(&mut self, first: Box<dyn Operation>) {
        let mut tx = match self.session().await {
            Ok(tx) => tx,
            Err(error) => return self.refuse(first, &error),
        };
        let sync = first.needs_sync() || self.queue.is_sync_next();
        let durability = if sync { self.options.synchronous } else { Synchronous::Normal };
        let started = Instant::now();
        let mut stage = Stage::Idle;
        let mut done = Vec::new();
        let mut lost = false;
        let mut next = Some(first);
        while let Some(mut op) = next.take() {
            lost = self.step(&mut tx, &mut stage, op.as_mut(), durability).await.is_err();
            done.push(op);
            let more = !lost
                && done.len() < self.options.max_group
                && started.elapsed() < self.options.group_window;
            if more {
                next = if sync { self.queue.try_next() } else { self.queue.try_next_unsynced() };
            }
        }
        let outcome = match (lost, stage) {
            (true, _) => Err(StorageError::Unavailable),
            (false, Stage::Idle) => Ok(Commit::default()),
            (false, _) => self.commit(&mut tx).await,
        };
        Counters::add(&self.counters.groups, 1);
        Counters::add(&self.counters.operations, done.len() as u64);
        if outcome.is_ok() {
            self.tx = Some(tx);
            self.commits.send_replace(());
        }
        self.settle(done, outcome);
    }

    /// Copies what is left of the write-ahead log if that is asked for. The callers of the last group
    /// have their answers.
    pub(super) async fn copy_rest(&mut self) {
        if !self.rest.take() {
            return;
        }
        if let Some(tx) = &mut self.tx
            && let Err(error) = tx.copy_log().await
        {
            tracing::warn!(%error, "the rest of the write-ahead log could not be copied");
        }
    }

    async fn session(&mut self) -> Result<Tx, StorageError> {
        if let Some(tx) = self.tx.take() {
            return Ok(tx);
        }
        let link = self.opener.open(&self.options).await?;
        Ok(Tx::new(link, self.options.synchronous))
    }

    /// Without a connection, all waiting callers are answered now rather than after a time-out
    /// each.
    fn refuse(&mut self, first: Box<dyn Operation>, error: &StorageError) {
        tracing::error!(%error, "the writer cannot connect to the database");
        let mut next = Some(first);
        while let Some(op) = next.take() {
            Counters::add(&self.counters.failed, 1);
            op.answer(Err(StorageError::Unavailable));
            next = self.queue.try_next();
        }
    }

    /// Runs one write. The first kept one needs no savepoint: if it fails, the whole transaction
    /// is rolled back with nothing else in it.
    async fn step(
        &mut self,
        tx: &mut Tx,
        stage: &mut Stage,
        op: &mut dyn Operation,
        durability: Synchronous,
    ) -> Result<(), Lost> {
        let held = op.only_holds_back();
        let ready = match *stage {
            Stage::Idle => tx.begin(durability).await,
            _ if held => Ok(()),
            Stage::Kept => tx.savepoint().await,
            Stage::Saved => tx.next_savepoint().await,
            Stage::Empty => Ok(()),
        };
        if ready.is_err() {
            return Err(Lost);
        }
        let mark = tx.mark();
        if self.attempt(tx, op).await {
            if held && *stage != Stage::Idle {
                return Ok(());
            }
            *stage = if *stage == Stage::Idle { Stage::Kept } else { Stage::Saved };
            return Ok(());
        }
        Counters::add(&self.counters.failed, 1);
        let undone = tokio::time::timeout(self.options.op_limit, undo(tx, *stage, mark)).await;
        if *stage != Stage::Idle {
            *stage = Stage::Empty;
        }
        undone.unwrap_or(Err(StorageError::Unavailable)).map_err(|_| Lost)
    }

    /// Whether the write succeeded, in time and without a panic.
    async fn attempt(&mut self, tx: &mut Tx, op: &mut dyn Operation) -> bool {
        let run = AssertUnwindSafe(op.run(tx)).catch_unwind();
        match tokio::time::timeout(self.options.op_limit, run).await {
            Ok(Ok(keep)) => keep,
            Ok(Err(_)) => {
                tracing::error!("a write panicked and was rolled back");
                false
            }
            Err(_) => {
                tracing::error!(limit = ?self.options.op_limit, "a write took too long and was rolled back");
                false
            }
        }
    }

    async fn commit(&mut self, tx: &mut Tx) -> Result<Commit, StorageError> {
        let limit = self.options.op_limit.saturating_mul(3);
        tokio::time::timeout(limit, tx.commit()).await.unwrap_or(Err(StorageError::Unavailable))
    }

    /// Notifies the hook, then passes on the jobs that were reserved, then notifies the callers.
    fn settle(&self, done: Vec<Box<dyn Operation>>, outcome: Result<Commit, StorageError>) {
        let answer = match outcome {
            Ok(Commit { contents, taken }) => {
                self.notify(&contents);
                run(taken);
                Ok(())
            }
            Err(error) => {
                tracing::error!(%error, writes = done.len(), "a group of writes was not committed");
                Err(match error {
                    StorageError::Deadlock => error,
                    _ => StorageError::Unavailable,
                })
            }
        };
        for op in done {
            op.answer(answer.clone());
        }
    }

    fn notify(&self, committed: &Committed) {
        let Some(hook) = self.hook.get() else { return };
        if committed.events.is_empty() && committed.jobs.is_empty() && !committed.instances {
            return;
        }
        if std::panic::catch_unwind(AssertUnwindSafe(|| hook(committed))).is_err() {
            tracing::error!("the commit hook panicked");
        }
    }
}

/// Runs the jobs that were reserved as they were added.
fn run(taken: Vec<(Job, RunJob)>) {
    for (job, run) in taken {
        let id = job.id;
        if std::panic::catch_unwind(AssertUnwindSafe(|| run.run(job))).is_err() {
            tracing::error!(job.id = %id, "passing on a job panicked; its lease expires");
        }
    }
}

async fn undo(tx: &mut Tx, stage: Stage, mark: Mark) -> Result<(), StorageError> {
    match stage {
        Stage::Idle => tx.rollback().await?,
        Stage::Kept | Stage::Saved | Stage::Empty => tx.rollback_to_savepoint().await?,
    }
    tx.rewind(mark);
    Ok(())
}
