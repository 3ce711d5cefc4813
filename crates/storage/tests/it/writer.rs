//! Group commit.

use crate::fixtures::{T, at, id, instance, new_event, new_instance, new_job, owned};
use crate::harness::{Db, both, commit, run_on};
use bytes::Bytes;
use futures::future::BoxFuture;
use omni_domain::ids::InstanceId;
use omni_domain::job::JobKind;
use omni_storage::{Committed, StateWrite, StorageError, Store, StoreOptions, Tx};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Keeps the writer busy, so that writes submitted meanwhile become one group.
fn hold(db: &Db) {
    db.write_later(|_tx: &mut Tx| {
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok::<_, StorageError>(())
        })
    });
}

/// A write of one event with this number.
fn append(
    owner: InstanceId,
    n: usize,
) -> impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<(), StorageError>> + Send + 'static {
    let event = new_event(owner, &n.to_string());
    move |tx| {
        tx.append_event(event);
        Box::pin(std::future::ready(Ok(())))
    }
}

both! {
    async fn a_failing_write_is_rolled_back_alone(db) {
        let existing = instance(&db, "taken").await;
        let fence = owned(&db, "taken", "a", 0).await;
        for round in 0..3 {
            hold(&db);
            let mut tasks = Vec::new();
            for n in 0..9 {
                let key = format!("{round}-{n}");
                let state = StateWrite::Put { ns: "n", key, value: Bytes::new(), num: 0 };
                db.write_state_later(existing.id, &fence, vec![state]);
                let db = Arc::clone(&db);
                let name = if n % 3 == 1 { "taken".to_owned() } else { format!("{round}-{n}") };
                tasks.push(tokio::spawn(async move {
                    let new = new_instance(&name);
                    let id = new.id;
                    let result = commit!(db, |tx| {
                        tx.append_event(new_event(new.id, &new.name));
                        tx.insert_job(new_job(JobKind::MessageSend, Some(&new.name)));
                        tx.insert_instance(&new).await?;
                    });
                    (n, id, result)
                }));
            }
            for task in tasks {
                let (n, id, result) = task.await.expect("a task");
                let found = db.instance_by_id(id).await.expect("a read");
                if n % 3 == 1 {
                    let error = result.expect_err("the name is taken");
                    assert!(
                        matches!(&error, StorageError::NotUnique { constraint } if constraint == "instances.name"),
                        "{error:?}"
                    );
                    assert!(found.is_none());
                } else {
                    result.expect("an independent write");
                    assert!(found.is_some());
                }
            }
        }
        assert!(db.instance_by_id(existing.id).await.expect("a read").is_some());
        let state = db.scan_state(existing.id, "n", "").await.expect("state");
        assert_eq!(state.len(), 27, "state beside failed writes is kept");
        let events = db.events_after(Some(T), 0, 100).await.expect("events");
        assert_eq!(events.len(), 18, "events of failed writes are not kept");
        let jobs = db.job_counts().await.expect("counts");
        assert_eq!(jobs.iter().map(|count| count.count).sum::<i64>(), 18);
        assert!(db.stats().groups < db.stats().ops, "{:?}", db.stats());
    }

    async fn a_panicking_or_slow_write_is_rolled_back_alone(db) {
        hold(&db);
        let panicking = {
            let db = Arc::clone(&db);
            tokio::spawn(async move {
                commit!(db, |tx| {
                    tx.insert_instance(&new_instance("lost")).await?;
                    assert!(tx.find_instance_by_name(T, "lost").await?.is_none(), "on purpose");
                })
            })
        };
        let kept = new_instance("kept");
        let id = kept.id;
        commit!(db, |tx| tx.insert_instance(&kept).await?).expect("a write beside a panic");
        assert!(panicking.await.expect("a task").is_err());
        assert!(db.instance_by_id(id).await.expect("a read").is_some());
        assert!(db.find_instance_by_name(T, "lost").await.expect("a read").is_none());
    }

    async fn writes_see_the_changes_of_earlier_ones_of_their_group(db) {
        hold(&db);
        let first = new_instance("first");
        let id = first.id;
        db.write_later(move |tx: &mut Tx| Box::pin(async move { tx.insert_instance(&first).await }));
        let seen = commit!(db, |tx| tx.find_instance(T, id).await?).expect("a read");
        assert!(seen.is_some(), "write_later then write keep their order");
    }

    async fn order_is_kept_when_the_queue_overflows(db) {
        hold(&db);
        let state = |n: i64| omni_storage::StateWrite::Put {
            ns: "n", key: "k".to_owned(), value: bytes::Bytes::new(), num: n,
        };
        let owner = instance(&db, "owner").await.id;
        hold(&db);
        for n in 0..4500 {
            db.write_later(move |tx: &mut Tx| Box::pin(async move {
                tx.put_state(owner, vec![state(n)]);
                Ok::<_, StorageError>(())
            }));
        }
        commit!(db, |tx| tx.put_state(owner, vec![state(-1)])).expect("a write");
        assert_eq!(db.stats().dropped, 0);
        let entry = db.get_state(owner, "n", "k").await.expect("a read").expect("the entry");
        assert_eq!(entry.num, -1);
    }

    async fn writes_that_need_no_sync_keep_their_order_with_the_others(db) {
        let owner = instance(&db, "owner").await.id;
        hold(&db);
        let writes = (0..30).map(|n| {
            let db = Arc::clone(&db);
            async move {
                match n % 3 {
                    0 => db.write(append(owner, n)).await,
                    _ => db.write_unsynced(append(owner, n)).await,
                }
            }
        });
        let written: Result<Vec<()>, _> = futures::future::try_join_all(writes).await;
        assert_eq!(written.expect("writes").len(), 30);
        let events = db.events_after(Some(T), 0, 100).await.expect("events");
        let texts: Vec<_> = events.into_iter().filter_map(|event| event.text).collect();
        let expected: Vec<_> = (0..30).map(|n| n.to_string()).collect();
        assert_eq!(texts, expected);
    }

    async fn the_hook_receives_every_commit_in_order(db) {
        let received = Arc::new(Mutex::new(Vec::<Committed>::new()));
        let log = Arc::clone(&received);
        assert!(db.on_commit(move |committed| log.lock().expect("a lock").push(committed.clone())));
        assert!(!db.on_commit(|_| {}), "only once");
        let owner = instance(&db, "owner").await.id;
        let mut tasks = Vec::new();
        for n in 0..200 {
            let db = Arc::clone(&db);
            tasks.push(tokio::spawn(async move {
                commit!(db, |tx| {
                    tx.append_event(new_event(owner, "a"));
                    tx.append_event(new_event(owner, "b"));
                    if n == 100 {
                        tx.insert_job(omni_domain::job::NewJob {
                            run_at: at(60), ..new_job(JobKind::TurnRun, None)
                        });
                    }
                    if n % 10 == 3 {
                        Err::<(), _>(StorageError::Stale)?;
                    }
                })
            }));
        }
        let mut failed = 0;
        for task in tasks {
            failed += usize::from(task.await.expect("a task").is_err());
        }
        assert_eq!(failed, 20);
        let received = received.lock().expect("a lock").clone();
        let seqs: Vec<i64> = received.iter().flat_map(|one| &one.events).map(|event| event.seq).collect();
        assert_eq!(seqs, (1..=360).collect::<Vec<_>>());
        let stored: Vec<i64> = db.events_after(None, 0, 1000).await.expect("events")
            .iter().map(|event| event.seq).collect();
        assert_eq!(stored, seqs);
        assert_eq!(db.last_event_seq().await.expect("a read"), 360);
        let jobs: Vec<_> = received.iter().filter(|one| !one.jobs.is_empty()).collect();
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs[0].jobs, [JobKind::TurnRun]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_has_a_time_limit() {
    let options = || StoreOptions { op_limit: Duration::from_millis(100), ..Default::default() };
    for db in [Db::sqlite(options()).await, Db::postgres(options()).await] {
        run_on(db, |db| async move {
            let started = std::time::Instant::now();
            let slow: Result<(), StorageError> = commit!(db, |tx| {
                tx.insert_instance(&new_instance("slow")).await?;
                tokio::time::sleep(Duration::from_mins(1)).await;
            });
            assert!(matches!(slow, Err(StorageError::Unavailable)));
            assert!(started.elapsed() < Duration::from_secs(5));
            instance(&db, "quick").await;
            assert!(db.find_instance_by_name(T, "slow").await.expect("a read").is_none());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_paused_node_has_locked_is_free_after_its_limit() {
    let options = StoreOptions { idle_limit: Duration::from_secs(1), ..StoreOptions::default() };
    let db = Db::postgres(options).await;
    let other = Store::open(&db.url, StoreOptions::default()).await.expect("the same database");
    let (locked, wait) = tokio::sync::oneshot::channel();
    let (resume, paused) = tokio::sync::oneshot::channel::<()>();
    let paused_write = db.write(move |tx: &mut Tx| {
        Box::pin(async move {
            tx.acquire_lease("i", "paused", None, Some(at(0)), Duration::from_secs(10)).await?;
            let _ = locked.send(());
            let _ = paused.await;
            tx.append_event(new_event(id(), "late"));
            Ok::<_, StorageError>(())
        })
    });
    let others_write = async {
        wait.await.expect("it is locked");
        let acquired = commit!(other, |tx| {
            tx.acquire_lease("i", "other", None, Some(at(0)), Duration::from_secs(10)).await?
        });
        assert_eq!(acquired.expect("a write"), Some(1), "what was not committed is undone");
        resume.send(()).expect("it waits");
    };
    let (paused, ()) = tokio::join!(paused_write, others_write);
    assert!(matches!(paused, Err(StorageError::Unavailable)), "{paused:?}");
    instance(&db, "afterwards").await;
    assert_eq!(db.last_event_seq().await.expect("a read"), 0);
    other.close().await;
    db.remove().await;
}
