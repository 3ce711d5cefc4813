//! Leases.

use crate::fixtures::{T, at, new_instance};
use crate::harness::{Db, both, commit};
use omni_storage::{Engine, Fence, instance_lease};
use std::time::Duration;

const TTL: Duration = Duration::from_secs(10);

async fn acquire(db: &Db, owner: &'static str, seconds: i64) -> Option<i64> {
    again(db, owner, None, seconds).await
}

/// By the process that holds it at an epoch.
async fn again(db: &Db, owner: &'static str, held: Option<i64>, seconds: i64) -> Option<i64> {
    let now = Some(at(seconds));
    commit!(db, |tx| tx.acquire_lease("i", owner, held, now, TTL).await?).expect("a write")
}

/// Whether a token of that epoch holds. SQLite has one process, which marks its own tokens.
async fn check(db: &Db, epoch: i64) -> bool {
    let fence = Fence::new("i", epoch);
    let held = commit!(db, |tx| tx.require_fence(&fence).await?);
    held.is_ok()
}

fn knows_others(db: &Db) -> bool {
    db.engine() == Engine::Postgres
}

both! {
    async fn the_epoch_grows_with_each_owner(db) {
        assert_eq!(acquire(&db, "a", 0).await, Some(1));
        assert_eq!(again(&db, "a", Some(1), 5).await, Some(1), "the same process keeps it");
        assert_eq!(acquire(&db, "b", 14).await, None, "not expired");
        assert!(check(&db, 1).await);
        assert_eq!(acquire(&db, "b", 15).await, Some(2));
        assert_eq!(check(&db, 1).await, !knows_others(&db), "the old owner is fenced");
        let held = commit!(db, |tx| tx.renew_leases(&[("i".into(), 1), ("x".into(), 1)], "a", Some(at(16)), TTL).await?);
        assert!(held.expect("a write").is_empty());
        let held = commit!(db, |tx| tx.renew_leases(&[("i".into(), 2)], "b", Some(at(16)), TTL).await?);
        assert_eq!(held.expect("a write"), ["i"]);
        assert_eq!(acquire(&db, "a", 25).await, None, "renewed");
        assert!(!commit!(db, |tx| tx.release_lease("i", "b", 1).await?).expect("a write"));
        assert!(commit!(db, |tx| tx.release_lease("i", "b", 2).await?).expect("a write"));
        assert_eq!(check(&db, 2).await, !knows_others(&db), "released");
        assert_eq!(acquire(&db, "b", 17).await, Some(3), "a released lease is a new one");
    }

    async fn a_process_that_was_paused_is_fenced_by_the_next_one_of_its_node(db) {
        assert_eq!(acquire(&db, "a", 0).await, Some(1));
        assert_eq!(acquire(&db, "a", 1).await, Some(2), "it was started again, or from a copy");
        assert_eq!(check(&db, 1).await, !knows_others(&db));
        assert!(check(&db, 2).await);
        let held = commit!(db, |tx| tx.renew_leases(&[("i".into(), 1)], "a", Some(at(2)), TTL).await?);
        assert!(held.expect("a write").is_empty(), "the former process owns it no more");
        assert_eq!(again(&db, "a", Some(1), 3).await, Some(3), "nor does its epoch help it");
    }

    async fn the_lease_of_an_instance_is_deleted_with_it(db) {
        let (row, other) = (new_instance("one"), new_instance("other"));
        let (gone, kept) = (row.id, other.id);
        commit!(db, |tx| {
            for instance in [&row, &other] {
                tx.insert_instance(instance).await?;
                let name = instance_lease(instance.id);
                tx.acquire_lease(&name, "a", None, Some(at(0)), TTL).await?;
            }
        }).expect("writes");
        commit!(db, |tx| tx.delete_instance(T, gone).await?).expect("a write");
        let survey = commit!(db, |tx| tx.survey(Some(at(1))).await?).expect("a read");
        let names: Vec<String> = survey.leases.into_iter().map(|lease| lease.name).collect();
        assert_eq!(names, [instance_lease(kept)]);
        let fence = Fence::new(instance_lease(gone), 1);
        let held = commit!(db, |tx| tx.require_fence(&fence).await?);
        assert_eq!(held.is_err(), knows_others(&db), "its owner has lost it");
    }
}
