//! Session state.

use crate::fixtures::{T, id, instance, owned};
use crate::harness::{Db, both, commit};
use bytes::Bytes;
use omni_domain::ids::InstanceId;
use omni_storage::{Engine, StateWrite, StorageError};

const NS: &str = "sessions";

fn put(key: &str, value: &str, num: i64) -> StateWrite {
    StateWrite::Put {
        ns: NS,
        key: key.into(),
        value: Bytes::copy_from_slice(value.as_bytes()),
        num,
    }
}

fn delete(key: &str) -> StateWrite {
    StateWrite::Delete { ns: NS, key: key.into() }
}

async fn apply(db: &Db, owner: InstanceId, writes: Vec<StateWrite>) {
    commit!(db, |tx| tx.put_state(owner, writes)).expect("a write");
}

async fn keys(db: &Db, owner: InstanceId, prefix: &str) -> Vec<String> {
    let entries = db.scan_state(owner, NS, prefix).await.expect("a scan");
    entries.into_iter().map(|entry| entry.key).collect()
}

both! {
    async fn changes_apply_in_order(db) {
        let owner = instance(&db, "i").await.id;
        apply(&db, owner, vec![put("old", "v", 1), put("stays", "v", 1)]).await;
        apply(&db, owner, vec![
            put("old", "w", 2), delete("old"), put("new", "a", 1), put("new", "b", 2),
            StateWrite::SetNum { ns: NS, key: "stays".into(), num: 8 },
            StateWrite::SetNum { ns: NS, key: "missing".into(), num: 8 },
        ]).await;
        assert!(db.get_state(owner, NS, "old").await.expect("a read").is_none(), "the older row too");
        let new = db.get_state(owner, NS, "new").await.expect("a read").expect("it");
        assert_eq!((new.value.as_ref(), new.num), (&b"b"[..], 2));
        let stays = db.get_state(owner, NS, "stays").await.expect("a read").expect("it");
        assert_eq!((stays.value.as_ref(), stays.num), (&b"v"[..], 8));
        assert_eq!(keys(&db, owner, "").await, ["new", "stays"]);
        assert!(db.get_state(id(), NS, "new").await.expect("a read").is_none(), "another instance");
    }

    async fn prefixes_are_ranges(db) {
        let owner = instance(&db, "i").await.id;
        let all = ["a", "a.1", "a.2", "a%", "b", "B", "á"];
        apply(&db, owner, all.map(|key| put(key, "v", 0)).to_vec()).await;
        assert_eq!(keys(&db, owner, "a").await, ["a", "a%", "a.1", "a.2"]);
        assert_eq!(keys(&db, owner, "").await, ["B", "a", "a%", "a.1", "a.2", "b", "á"]);
        apply(&db, owner, vec![
            put("a.3", "gone", 0),
            StateWrite::DeletePrefix { ns: NS, prefix: "a.".into() },
            put("a.4", "v", 0),
        ]).await;
        assert_eq!(keys(&db, owner, "a").await, ["a", "a%", "a.4"]);
        let some = db.get_states(owner, NS, &["b".into(), "x".into(), "á".into()]).await;
        assert_eq!(some.expect("a read").len(), 2);
        apply(&db, owner, vec![StateWrite::DeletePrefix { ns: NS, prefix: String::new() }]).await;
        assert!(keys(&db, owner, "").await.is_empty());
    }

    async fn reads_inside_a_write_see_what_is_held_back(db) {
        let owner = instance(&db, "i").await.id;
        commit!(db, |tx| {
            tx.put_state(owner, vec![put("exp", "v", 3), put("zero", "v", 0)]);
            assert_eq!(tx.delete_state_below(owner, NS, 4).await?, 1);
            assert_eq!(tx.delete_state_below(owner, NS, 4).await?, 0, "only once");
        }).expect("a write");
        assert_eq!(keys(&db, owner, "").await, ["zero"]);
        let sizes = db.state_sizes(owner).await.expect("sizes");
        assert_eq!((sizes[0].ns.as_str(), sizes[0].entries, sizes[0].bytes), (NS, 1, 1));
        commit!(db, |tx| {
            tx.put_state(owner, vec![put("more", "v", 0)]);
            tx.clear_state(owner).await?;
        }).expect("a write");
        assert!(keys(&db, owner, "").await.is_empty());
    }

    async fn a_failing_write_does_not_undo_others(db) {
        let owner = instance(&db, "i").await.id;
        // One group: the middle one has the first one's change written early, then fails.
        db.write_later(|_| Box::pin(async {
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            Ok::<_, StorageError>(())
        }));
        db.write_later(move |tx| Box::pin(async move {
            tx.put_state(owner, vec![put("first", "v", 1)]);
            Ok::<_, StorageError>(())
        }));
        db.write_later(move |tx| Box::pin(async move {
            tx.put_state(owner, vec![put("second", "v", 0)]);
            assert_eq!(tx.delete_state_below(owner, NS, 4).await?, 1);
            Err::<(), _>(StorageError::Stale)
        }));
        apply(&db, owner, vec![put("third", "v", 0)]).await;
        assert_eq!(keys(&db, owner, "").await, ["first", "third"]);
    }

    async fn what_a_paused_owner_still_writes_is_discarded(db) {
        let instance = instance(&db, "i").await.id;
        let paused = owned(&db, "i", "a", 0).await;
        db.write_state(instance, &paused, vec![put("k", "first", 1)]).await.expect("a write");
        let present = owned(&db, "i", "b", 11).await;
        db.write_state(instance, &present, vec![put("k", "second", 2)]).await.expect("a write");
        if db.engine() == Engine::Sqlite {
            // There the process that loses a lease marks its own token.
            paused.lose();
        }
        // One group, so that what is refused stands beside what is not.
        db.write_later(|_| Box::pin(async {
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            Ok::<_, StorageError>(())
        }));
        let all = StateWrite::DeletePrefix { ns: NS, prefix: String::new() };
        db.write_state_later(instance, &paused, vec![all, put("k", "late", 9)]);
        db.write_state_later(instance, &present, vec![put("new", "v", 1)]);
        let late = db.write_state(instance, &paused, vec![put("k", "late", 9)]).await;
        assert!(matches!(late, Err(StorageError::Fenced)), "{late:?}");
        let deleted = commit!(db, |tx| {
            tx.require_fence(&paused).await?;
            tx.clear_state(instance).await?;
        });
        assert!(matches!(deleted, Err(StorageError::Fenced)), "{deleted:?}");
        let kept = db.scan_state(instance, NS, "").await.expect("a scan");
        let kept: Vec<_> = kept.iter().map(|entry| (entry.key.as_str(), entry.value.as_ref())).collect();
        assert_eq!(kept, [("k", b"second".as_slice()), ("new", b"v")]);
    }

    async fn state_of_a_deleted_instance_is_discarded(db) {
        let owner = instance(&db, "i").await.id;
        commit!(db, |tx| {
            tx.put_state(owner, vec![put("k", "v", 0)]);
            assert!(tx.delete_instance(T, owner).await?);
            tx.put_state(owner, vec![put("late", "v", 0)]);
        }).expect("a write");
        assert!(keys(&db, owner, "").await.is_empty());
    }
}
