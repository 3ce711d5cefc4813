//! Jobs: order, fencing, dead letters.

use crate::fixtures::{NOW, T, at, id, new_job};
use crate::harness::{Db, both, commit, execute};
use omni_domain::access::Principal;
use omni_domain::ids::{InstanceId, JobId};
use omni_domain::job::{Job, JobKind, JobState, NewJob, Resolution};
use omni_domain::page::PageRequest;
use omni_storage::{DeadFilter, ReserveJobs};
use std::time::Duration;

pub(crate) async fn add(db: &Db, jobs: Vec<NewJob>) {
    commit!(db, |tx| jobs.into_iter().for_each(|job| tx.insert_job(job))).expect("jobs");
}

async fn reserve_for(db: &Db, instances: Option<Vec<InstanceId>>, seconds: i64) -> Vec<Job> {
    let wanted = ReserveJobs {
        kinds: JobKind::ALL.to_vec(),
        instances,
        now: at(seconds),
        lease: Duration::from_secs(30),
        limit: 10,
    };
    commit!(db, |tx| tx.reserve_jobs(&wanted).await?).expect("a reservation")
}

pub(crate) async fn reserve(db: &Db, seconds: i64) -> Vec<Job> {
    reserve_for(db, None, seconds).await
}

async fn requeue(db: &Db, seconds: i64, running: &[(JobId, i32)]) -> u64 {
    let (running, now, lease) = (running.to_vec(), at(seconds), Duration::from_secs(30));
    commit!(db, |tx| tx.requeue_expired(now, lease, &running).await?).expect("a write")
}

async fn has_jobs(db: &Db, key: &'static str) -> bool {
    commit!(db, |tx| tx.has_jobs_of_order(key).await?).expect("a read")
}

fn ids(jobs: &[Job]) -> Vec<JobId> {
    jobs.iter().map(|job| job.id).collect()
}

both! {
    async fn one_of_a_key_at_a_time_in_the_order_of_their_writes(db) {
        let jobs: Vec<_> = (0..4).map(|_| new_job(JobKind::MessageSend, Some("chat"))).collect();
        let other = new_job(JobKind::TurnRun, Some("other"));
        let free = [new_job(JobKind::MediaFetch, None), new_job(JobKind::MediaFetch, None)];
        // Their ids are of nodes whose clocks differ.
        let order = [jobs[2].id, jobs[3].id, jobs[0].id, jobs[1].id];
        add(&db, vec![jobs[2].clone(), jobs[3].clone()]).await;
        add(&db, vec![jobs[0].clone(), other.clone(), jobs[1].clone()]).await;
        add(&db, free.to_vec()).await;
        let first = reserve(&db, 0).await;
        assert_eq!(ids(&first), [order[0], other.id, free[0].id, free[1].id]);
        assert_eq!((first[0].attempts, first[0].state), (1, JobState::Running));
        assert_eq!(first[0].lease_until, Some(at(30)));
        assert!(reserve(&db, 0).await.is_empty(), "the rest waits");
        for (done, next) in order.iter().zip(&order[1..]) {
            let done = *done;
            assert!(commit!(db, |tx| tx.finish_job(done, 1).await?).expect("a write"));
            assert_eq!(ids(&reserve(&db, 0).await), [*next]);
        }
    }

    async fn an_order_has_jobs_while_one_waits_or_runs(db) {
        let (first, second) =
            (new_job(JobKind::MessageSend, Some("k")), new_job(JobKind::MessageSend, Some("k")));
        let ids = [first.id, second.id];
        assert!(!has_jobs(&db, "k").await);
        let in_its_group = commit!(db, |tx| {
            tx.insert_job(first);
            tx.has_jobs_of_order("k").await?
        });
        assert!(in_its_group.expect("a write"), "one that is not written yet");
        add(&db, vec![second]).await;
        reserve(&db, 0).await;
        assert!(has_jobs(&db, "k").await, "the first runs");
        let waits = commit!(db, |tx| {
            tx.finish_job(ids[0], 1).await?;
            tx.has_jobs_of_order("k").await?
        });
        assert!(waits.expect("a write"), "the second is not promoted yet");
        reserve(&db, 0).await;
        commit!(db, |tx| tx.bury_job(ids[1], 1, "no").await?).expect("a write");
        assert!(!has_jobs(&db, "k").await, "a dead letter waits for a person");
        assert!(!has_jobs(&db, "other").await);
    }

    async fn the_jobs_of_an_order_that_wait_are_dropped_and_one_that_runs_stays(db) {
        let new = || new_job(JobKind::SyncRun, Some("k"));
        let (first, second, third) = (new(), new(), new());
        let running = first.id;
        add(&db, vec![first, second, new_job(JobKind::SyncRun, Some("other"))]).await;
        assert_eq!(reserve(&db, 0).await.len(), 2, "one of each order");
        let dropped = commit!(db, |tx| {
            tx.insert_job(third);
            tx.drop_queued_jobs("k").await?
        });
        assert_eq!(dropped.expect("a write"), 2, "with the one that is not written yet");
        assert!(has_jobs(&db, "k").await, "the first runs");
        assert!(commit!(db, |tx| tx.finish_job(running, 1).await?).expect("a write"));
        assert!(!has_jobs(&db, "k").await);
        add(&db, vec![new()]).await;
        assert_eq!(commit!(db, |tx| tx.drop_queued_jobs("k").await?).expect("a write"), 1, "its head");
        let next = new();
        let expected = next.id;
        add(&db, vec![next]).await;
        assert_eq!(ids(&reserve(&db, 0).await), [expected], "a later one is not held back");
        assert!(has_jobs(&db, "other").await);
    }

    async fn jobs_of_earlier_versions_are_before_the_others_in_id_order(db) {
        let jobs: Vec<_> = (0..4).map(|_| new_job(JobKind::MessageSend, Some("chat"))).collect();
        let order = [jobs[3].id, jobs[1].id, jobs[2].id, jobs[0].id];
        add(&db, vec![jobs[3].clone(), jobs[2].clone(), jobs[1].clone()]).await;
        execute(&db, "UPDATE jobs SET seq = 0").await;
        add(&db, vec![jobs[0].clone()]).await;
        // The one that is its key's head already stays so.
        assert_eq!(ids(&reserve(&db, 0).await), [order[0]]);
        for (done, next) in order.iter().zip(&order[1..]) {
            let done = *done;
            assert!(commit!(db, |tx| tx.finish_job(done, 1).await?).expect("a write"));
            assert_eq!(ids(&reserve(&db, 0).await), [*next]);
        }
    }

    async fn a_retried_dead_letter_keeps_its_place_whatever_the_ids_are(db) {
        let jobs: Vec<_> = (0..3).map(|_| new_job(JobKind::TurnRun, Some("k"))).collect();
        let [first, second, third] = [jobs[2].id, jobs[0].id, jobs[1].id];
        add(&db, vec![jobs[2].clone(), jobs[0].clone(), jobs[1].clone()]).await;
        assert_eq!(ids(&reserve(&db, 0).await), [first]);
        assert!(commit!(db, |tx| tx.bury_job(first, 1, "gave up").await?).expect("a write"));
        assert!(commit!(db, |tx| tx.retry_dead(T, first).await?).expect("a write"));
        for next in [first, second, third] {
            assert_eq!(ids(&reserve(&db, 0).await), [next]);
            assert!(commit!(db, |tx| tx.finish_job(next, 1).await?).expect("a write"));
        }
    }

    async fn a_retried_job_holds_its_key_back(db) {
        let jobs = [new_job(JobKind::TurnRun, Some("k")), new_job(JobKind::TurnRun, Some("k"))];
        add(&db, jobs.to_vec()).await;
        let first = reserve(&db, 0).await[0].id;
        assert!(commit!(db, |tx| tx.retry_job(first, 1, at(10), "later").await?).expect("a write"));
        assert!(reserve(&db, 9).await.is_empty());
        assert_eq!(db.next_due(JobKind::MessageSend).await.expect("a read"), None);
        assert_eq!(db.next_due(JobKind::TurnRun).await.expect("a read"), Some(at(10)));
        let again = reserve(&db, 10).await;
        assert_eq!((again[0].id, again[0].attempts), (first, 2));
        assert_eq!(again[0].last_error.as_deref(), Some("later"));
        assert!(!commit!(db, |tx| tx.finish_job(first, 1).await?).expect("a write"), "fenced");
        assert!(!commit!(db, |tx| tx.bury_job(first, 1, "late").await?).expect("a write"), "fenced");
        assert!(commit!(db, |tx| tx.finish_job(first, 2).await?).expect("a write"));
        assert_eq!(ids(&reserve(&db, 10).await), [jobs[1].id]);
    }

    async fn an_expired_reservation_is_lost(db) {
        let job = new_job(JobKind::MessageSend, Some("k"));
        let id = job.id;
        add(&db, vec![job, new_job(JobKind::MessageSend, Some("k"))]).await;
        reserve(&db, 0).await;
        assert!(commit!(db, |tx| tx.extend_job(id, 1, at(60)).await?).expect("a write"));
        assert_eq!(requeue(&db, 45, &[]).await, 0);
        assert_eq!(requeue(&db, 61, &[]).await, 1);
        let again = reserve(&db, 61).await;
        assert_eq!((again[0].id, again[0].attempts, again.len()), (id, 2, 1));
        assert!(!commit!(db, |tx| tx.retry_job(id, 1, NOW, "x").await?).expect("a write"));
    }

    async fn a_late_finish_is_not_thrown_away_if_no_other_worker_has_the_job(db) {
        let jobs: Vec<_> = (0..4).map(|_| new_job(JobKind::MediaFetch, None)).collect();
        let [finished, together, buried, retried] =
            [jobs[0].id, jobs[1].id, jobs[2].id, jobs[3].id];
        add(&db, jobs).await;
        assert_eq!(reserve(&db, 0).await.len(), 4);
        assert_eq!(requeue(&db, 31, &[]).await, 4);
        assert!(commit!(db, |tx| tx.finish_job(finished, 1).await?).expect("a write"));
        let many = commit!(db, |tx| tx.finish_jobs(&[(together, 1)]).await?).expect("a write");
        assert_eq!(many, [together]);
        assert!(commit!(db, |tx| tx.bury_job(buried, 1, "gone").await?).expect("a write"));
        assert!(commit!(db, |tx| tx.retry_job(retried, 1, at(40), "x").await?).expect("a write"));
        assert!(reserve(&db, 39).await.is_empty(), "nothing is handed out again");
        assert_eq!(ids(&reserve(&db, 40).await), [retried]);
    }

    async fn a_late_finish_lets_the_next_of_its_key_run(db) {
        let jobs = [new_job(JobKind::TurnRun, Some("k")), new_job(JobKind::TurnRun, Some("k"))];
        let [late, next] = [jobs[0].id, jobs[1].id];
        add(&db, jobs.to_vec()).await;
        reserve(&db, 0).await;
        assert_eq!(requeue(&db, 31, &[]).await, 1);
        assert!(commit!(db, |tx| tx.finish_job(late, 1).await?).expect("a write"));
        assert_eq!(ids(&reserve(&db, 31).await), [next]);
    }

    async fn a_late_finish_does_not_end_the_attempt_of_another(db) {
        let job = new_job(JobKind::MediaFetch, None);
        let id = job.id;
        add(&db, vec![job]).await;
        reserve(&db, 0).await;
        requeue(&db, 31, &[]).await;
        assert_eq!(reserve(&db, 31).await[0].attempts, 2);
        assert!(!commit!(db, |tx| tx.finish_job(id, 1).await?).expect("a write"));
        assert!(commit!(db, |tx| tx.finish_jobs(&[(id, 1)]).await?).expect("a write").is_empty());
        assert!(!commit!(db, |tx| tx.bury_job(id, 1, "late").await?).expect("a write"));
        assert!(commit!(db, |tx| tx.finish_job(id, 2).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.finish_job(id, 1).await?).expect("a write"), "finished");
    }

    async fn a_renewed_job_is_not_handed_out_again(db) {
        let jobs: Vec<_> = (0..3).map(|_| new_job(JobKind::MediaFetch, None)).collect();
        let [kept, taken, done] = [jobs[0].id, jobs[1].id, jobs[2].id];
        add(&db, jobs).await;
        reserve(&db, 0).await;
        assert!(commit!(db, |tx| tx.finish_job(done, 1).await?).expect("a write"));
        let renew = async |until: i64, attempts: Vec<(JobId, i32)>| {
            let until = at(until);
            commit!(db, |tx| tx.renew_jobs(&attempts, until).await?).expect("a write")
        };
        assert!(renew(60, vec![(kept, 1), (done, 1)]).await.is_empty());
        assert_eq!(requeue(&db, 45, &[]).await, 1, "the one that was not renewed");
        assert!(renew(60, vec![(taken, 1)]).await.is_empty(), "no other worker has it yet");
        assert_eq!(ids(&reserve(&db, 45).await), [taken]);
        assert_eq!(renew(90, vec![(kept, 1), (taken, 1)]).await, [(taken, 1)]);
        assert_eq!(requeue(&db, 76, &[]).await, 1, "the second attempt, which was not renewed");
    }

    async fn a_clock_that_jumps_does_not_hand_out_what_runs_here(db) {
        let jobs: Vec<_> = (0..2).map(|_| new_job(JobKind::MediaFetch, None)).collect();
        let (here, gone) = ((jobs[0].id, 1), jobs[1].id);
        add(&db, jobs).await;
        reserve(&db, 0).await;
        assert_eq!(requeue(&db, 3600, &[here]).await, 1);
        assert_eq!(ids(&reserve(&db, 3600).await), [gone]);
        // Back again: what runs here goes on, and the other need not wait for an hour.
        assert_eq!(requeue(&db, 10, &[here]).await, 1);
        assert_eq!(requeue(&db, 39, &[]).await, 0, "renewed by the present time");
        assert_eq!(requeue(&db, 41, &[]).await, 1);
    }

    async fn a_released_job_was_not_tried(db) {
        add(&db, vec![new_job(JobKind::ChatAction, None)]).await;
        let id = reserve(&db, 0).await[0].id;
        assert_eq!(commit!(db, |tx| tx.release_jobs(&[(id, 1), (id, 7)]).await?).expect("one"), 1);
        assert_eq!(reserve(&db, 0).await[0].attempts, 1);
    }

    async fn a_dead_letter_releases_its_key_and_can_be_retried(db) {
        let jobs: Vec<_> = (0..3).map(|_| new_job(JobKind::TurnRun, Some("k"))).collect();
        let [dead, next, last] = [jobs[0].id, jobs[1].id, jobs[2].id];
        add(&db, jobs).await;
        reserve(&db, 0).await;
        assert!(commit!(db, |tx| tx.bury_job(dead, 1, "gave up").await?).expect("a write"));
        let letters = db.list_dead(T, &DeadFilter::default(), PageRequest::first(10)).await.expect("a list").items;
        assert_eq!((letters[0].job.id, letters[0].job.state), (dead, JobState::Dead));
        assert_eq!(letters[0].job.last_error.as_deref(), Some("gave up"));
        // While the next one only waits, the old one goes first again.
        assert!(commit!(db, |tx| tx.retry_dead(T, dead).await?).expect("a write"));
        assert_eq!(ids(&reserve(&db, 0).await), [dead]);
        assert!(commit!(db, |tx| tx.bury_job(dead, 1, "again").await?).expect("a write"));
        assert_eq!(ids(&reserve(&db, 0).await), [next]);
        // While the next one runs, the old one waits for it.
        assert!(commit!(db, |tx| tx.retry_dead(T, dead).await?).expect("a write"));
        assert!(reserve(&db, 0).await.is_empty());
        assert!(commit!(db, |tx| tx.finish_job(next, 1).await?).expect("a write"));
        assert_eq!(ids(&reserve(&db, 0).await), [dead]);
        assert!(commit!(db, |tx| tx.bury_job(dead, 1, "for good").await?).expect("a write"));
        assert!(commit!(db, |tx| tx.drop_dead(T, dead).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.retry_dead(T, dead).await?).expect("a write"));
        assert_eq!(ids(&reserve(&db, 0).await), [last]);
        assert!(db.find_job(T, dead).await.expect("a read").is_none());
    }

    async fn a_resolved_dead_letter_is_kept_and_waits_no_longer(db) {
        let jobs: Vec<_> = (0..2).map(|_| new_job(JobKind::MediaFetch, None)).collect();
        let [one, other] = [jobs[0].id, jobs[1].id];
        add(&db, jobs).await;
        reserve(&db, 0).await;
        for job in [one, other] {
            assert!(commit!(db, |tx| tx.bury_job(job, 1, "gave up").await?).expect("a write"));
        }
        let resolution = Resolution { at: at(7), by: Principal::System, note: "done".to_owned() };
        let stored = resolution.clone();
        assert!(commit!(db, |tx| tx.resolve_dead(T, one, &stored).await?).expect("a write"));
        let letter = db.find_dead(T, one).await.expect("a read").expect("a letter");
        assert_eq!(letter.resolution, Some(resolution));
        for (resolved, ids) in [(Some(true), vec![one]), (Some(false), vec![other])] {
            let filter = DeadFilter { resolved, ..DeadFilter::default() };
            let page = db.list_dead(T, &filter, PageRequest::first(10)).await;
            let found: Vec<_> =
                page.expect("a list").items.iter().map(|letter| letter.job.id).collect();
            assert_eq!(found, ids, "{resolved:?}");
        }
        let counts = db.count_dead(T, None).await.expect("a read");
        assert_eq!((counts.pending, counts.resolved), (1, 1));
        assert!(commit!(db, |tx| tx.retry_dead(T, one).await?).expect("a write"));
        assert_eq!(ids(&reserve(&db, 0).await), [one]);
        assert!(commit!(db, |tx| tx.bury_job(one, 1, "again").await?).expect("a write"));
        let again = db.find_dead(T, one).await.expect("a read").expect("a letter");
        assert_eq!(again.resolution, None, "it waits again");
    }

    async fn only_jobs_of_ones_own_instances_are_reserved(db) {
        let [mine, theirs]: [InstanceId; 2] = [id(), id()];
        let of = |instance| NewJob { instance_id: instance, ..new_job(JobKind::MessageSend, None) };
        let jobs = [of(Some(mine)), of(Some(theirs)), of(None)];
        add(&db, jobs.to_vec()).await;
        assert_eq!(ids(&reserve_for(&db, Some(vec![]), 0).await), [jobs[2].id]);
        assert_eq!(ids(&reserve_for(&db, Some(vec![mine]), 0).await), [jobs[0].id]);
        assert_eq!(ids(&reserve(&db, 0).await), [jobs[1].id]);
    }

    async fn the_longest_due_are_first(db) {
        let jobs: Vec<_> = [30, 10, 20, 40]
            .map(|due| NewJob { run_at: at(due), ..new_job(JobKind::TurnRun, None) })
            .to_vec();
        let [a, b, c] = [jobs[1].id, jobs[2].id, jobs[0].id];
        add(&db, jobs).await;
        assert_eq!(ids(&reserve(&db, 30).await), [a, b, c]);
        assert_eq!(db.next_due(JobKind::TurnRun).await.expect("a read"), Some(at(40)));
    }

    async fn a_long_queue_of_waiting_jobs_is_processed_in_order(db) {
        let jobs: Vec<_> =
            (0..300).map(|n| new_job(JobKind::MessageSend, Some(["a", "b", "c"][n % 3]))).collect();
        let order: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
        add(&db, jobs).await;
        let mut done = Vec::new();
        loop {
            // Finish and reserve in one write: the next ones are seen at once.
            let last: Vec<JobId> = done.iter().rev().take(3).copied().collect();
            let wanted = ReserveJobs {
                kinds: vec![JobKind::MessageSend], instances: None, now: NOW,
                lease: Duration::from_secs(30), limit: 50,
            };
            let jobs = commit!(db, |tx| {
                for id in last {
                    assert!(tx.finish_job(id, 1).await?);
                }
                tx.reserve_jobs(&wanted).await?
            }).expect("a write");
            if jobs.is_empty() {
                break;
            }
            assert_eq!(jobs.len(), 3);
            done.extend(ids(&jobs));
        }
        assert_eq!(done, order);
        assert!(db.job_counts().await.expect("counts").is_empty());
    }
}
