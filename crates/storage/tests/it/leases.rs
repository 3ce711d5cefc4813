//! Leases.

use crate::fixtures::at;
use crate::harness::{Db, both, commit};
use std::time::Duration;

const TTL: Duration = Duration::from_secs(10);

async fn acquire(db: &Db, owner: &'static str, seconds: i64) -> Option<i64> {
    commit!(db, |tx| tx.acquire_lease("i", owner, at(seconds), TTL).await?).expect("a write")
}

async fn check(db: &Db, epoch: i64) -> bool {
    commit!(db, |tx| tx.check_lease("i", epoch).await?).expect("a write")
}

both! {
    async fn the_epoch_grows_with_each_owner(db) {
        assert_eq!(acquire(&db, "a", 0).await, Some(1));
        assert_eq!(acquire(&db, "a", 5).await, Some(1), "the same owner keeps it");
        assert_eq!(acquire(&db, "b", 14).await, None, "not expired");
        assert!(check(&db, 1).await);
        assert_eq!(acquire(&db, "b", 15).await, Some(2));
        assert!(!check(&db, 1).await, "the old owner is fenced");
        let held = commit!(db, |tx| tx.renew_leases(&[("i".into(), 1), ("x".into(), 1)], "a", at(16), TTL).await?);
        assert!(held.expect("a write").is_empty());
        let held = commit!(db, |tx| tx.renew_leases(&[("i".into(), 2)], "b", at(16), TTL).await?);
        assert_eq!(held.expect("a write"), ["i"]);
        assert_eq!(acquire(&db, "a", 25).await, None, "renewed");
        assert!(!commit!(db, |tx| tx.release_lease("i", "b", 1).await?).expect("a write"));
        assert!(commit!(db, |tx| tx.release_lease("i", "b", 2).await?).expect("a write"));
        assert!(!check(&db, 2).await, "released");
        assert_eq!(acquire(&db, "b", 17).await, Some(3), "a released lease is a new one");
    }
}
