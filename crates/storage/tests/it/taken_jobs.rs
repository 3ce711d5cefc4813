//! Jobs that are reserved by the write that adds them.

use crate::fixtures::{at, new_job};
use crate::harness::{Db, both, commit};
use crate::jobs::{add, reserve};
use omni_domain::job::{Job, JobKind, JobState, NewJob};
use omni_storage::{RunJob, StorageError, Tx};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn new(key: &str) -> NewJob {
    new_job(JobKind::TurnRun, Some(key))
}

/// Gives the job to the receiver.
fn to(runner: Sender<Job>) -> RunJob {
    RunJob::new(move |job| runner.send(job).expect("a receiver"))
}

/// Adds a job that this process would run; what it was given by the time of the answer.
async fn take(db: &Db, job: NewJob) -> Receiver<Job> {
    let (runner, taken) = channel();
    commit!(db, |tx| tx.insert_taken_job(job, at(30), to(runner))).expect("a write");
    taken
}

/// A write that fails after it has looked for jobs, and so has written those of its group.
async fn fail_after_a_look(db: &Db) -> Result<(), StorageError> {
    commit!(db, |tx| {
        tx.drop_queued_jobs("none").await?;
        Err::<(), _>(StorageError::Stale)?;
    })
}

both! {
    async fn the_first_of_its_order_is_reserved_by_the_write_that_adds_it(db) {
        let woken = Arc::new(Mutex::new(Vec::<JobKind>::new()));
        let log = Arc::clone(&woken);
        db.on_commit(move |done| log.lock().expect("a lock").extend_from_slice(&done.jobs));
        let job = new("k");
        let id = job.id;
        let taken = take(&db, job).await.try_recv().expect("given before the write is answered");
        assert_eq!((taken.id, taken.state, taken.attempts), (id, JobState::Running, 1));
        assert_eq!(taken.lease_until, Some(at(30)));
        assert!(woken.lock().expect("a lock").is_empty(), "no lane looks for it");
        assert!(reserve(&db, 0).await.is_empty(), "no other worker has it");
        assert!(commit!(db, |tx| tx.finish_job(id, 1).await?).expect("a write"));
    }

    async fn another_worker_has_it_once_its_lease_ends(db) {
        let job = new("k");
        let id = job.id;
        drop(take(&db, job).await.try_recv().expect("a job"));
        let lease = Duration::from_secs(30);
        let requeued = commit!(db, |tx| tx.requeue_expired(at(29), lease, &[]).await?);
        assert_eq!(requeued.expect("a write"), 0, "its process may run it still");
        let requeued = commit!(db, |tx| tx.requeue_expired(at(31), lease, &[]).await?);
        assert_eq!(requeued.expect("a write"), 1);
        let again = reserve(&db, 31).await;
        assert_eq!((again[0].id, again[0].attempts), (id, 2));
        assert!(!commit!(db, |tx| tx.finish_job(id, 1).await?).expect("a write"), "it was lost");
        assert!(commit!(db, |tx| tx.finish_job(id, 2).await?).expect("a write"));
    }

    async fn one_behind_another_of_its_order_waits(db) {
        let (first, second) = (new("k"), new("k"));
        let ids = [first.id, second.id];
        add(&db, vec![first]).await;
        let given = take(&db, second).await;
        assert_eq!(given.try_recv(), Err(TryRecvError::Disconnected), "and what it held is free");
        for id in ids {
            assert_eq!(reserve(&db, 0).await[0].id, id);
            assert!(commit!(db, |tx| tx.finish_job(id, 1).await?).expect("a write"));
        }
    }

    async fn a_write_that_fails_gives_nothing_and_takes_nothing_from_others(db) {
        let (kept, lost) = (new("kept"), new("lost"));
        let id = kept.id;
        let (runner, given) = channel();
        let failed: Result<(), StorageError> = commit!(db, |tx| {
            tx.insert_taken_job(lost, at(30), to(runner));
            Err::<(), _>(StorageError::Stale)?;
        });
        assert!(failed.is_err(), "it fails");
        assert_eq!(given.try_recv(), Err(TryRecvError::Disconnected));

        // One group: the writer is busy until both wait.
        let (release, released) = tokio::sync::oneshot::channel::<()>();
        db.write_later(move |_tx: &mut Tx| {
            Box::pin(async move {
                let _ = released.await;
                Ok::<_, StorageError>(())
            })
        });
        let (taken, failed, _) =
            tokio::join!(take(&db, kept), fail_after_a_look(&db), async move { release.send(()) });
        assert!(failed.is_err(), "it fails");
        assert_eq!(taken.try_recv().expect("a job").id, id);
        assert_eq!(taken.try_recv(), Err(TryRecvError::Disconnected), "once");
        assert!(reserve(&db, 0).await.is_empty());
        assert!(commit!(db, |tx| tx.finish_job(id, 1).await?).expect("a write"));
    }
}
