//! Quick replies: unique by shortcut in their tenant, and removed with their instance.

use crate::fixtures::{NOW, T, at, id, instance};
use crate::harness::{Db, both, commit};
use omni_domain::ids::InstanceId;
use omni_domain::quick_reply::QuickReply;
use omni_storage::StorageError;

fn new_reply(shortcut: &str, instance_id: Option<InstanceId>) -> QuickReply {
    QuickReply {
        id: id(),
        tenant_id: T,
        instance_id,
        shortcut: shortcut.to_owned(),
        title: format!("Title of {shortcut}"),
        text: "Hello {{name}}".to_owned(),
        created_at: NOW,
        updated_at: NOW,
    }
}

async fn stored(db: &Db, reply: &QuickReply) -> Result<(), StorageError> {
    let row = reply.clone();
    commit!(db, |tx| tx.insert_quick_reply(&row).await?)
}

both! {
    async fn quick_replies_are_listed_by_shortcut_and_changed(db) {
        let owner = instance(&db, "one").await.id;
        let (late, early) = (new_reply("late", Some(owner)), new_reply("early", None));
        stored(&db, &late).await.expect("written");
        stored(&db, &early).await.expect("written");
        let all = db.list_quick_replies(T).await.expect("a list");
        assert_eq!(all, [early.clone(), late.clone()]);
        assert_eq!(db.count_quick_replies(T).await.expect("a count"), 2);
        assert!(db.list_quick_replies(id()).await.expect("a list").is_empty(), "another tenant");

        let changed = QuickReply {
            instance_id: None,
            shortcut: "later".to_owned(),
            title: "Another".to_owned(),
            text: "Bye".to_owned(),
            updated_at: at(1),
            ..late.clone()
        };
        let row = changed.clone();
        assert!(commit!(db, |tx| {
            tx.lock_quick_reply(T, row.id).await?.expect("the row");
            tx.update_quick_reply(&row).await?
        })
        .expect("a write"));
        assert_eq!(db.find_quick_reply(T, late.id).await.expect("a read"), Some(changed));
        let gone = early.id;
        assert!(commit!(db, |tx| tx.delete_quick_reply(T, gone).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.delete_quick_reply(T, gone).await?).expect("a write"));
    }

    async fn a_shortcut_is_unique_in_its_tenant(db) {
        let (one, other) = (new_reply("a", None), new_reply("b", None));
        stored(&db, &one).await.expect("written");
        stored(&db, &other).await.expect("written");
        let is_taken = |error: &StorageError| {
            matches!(error, StorageError::NotUnique { constraint } if constraint == "quick_replies.shortcut")
        };
        let again = stored(&db, &new_reply("a", None)).await.expect_err("taken");
        assert!(is_taken(&again), "{again}");
        let renamed = QuickReply { shortcut: "a".to_owned(), ..other };
        let renamed = commit!(db, |tx| tx.update_quick_reply(&renamed).await?).expect_err("taken");
        assert!(is_taken(&renamed), "{renamed}");
        let elsewhere = QuickReply { tenant_id: id(), ..new_reply("a", None) };
        stored(&db, &elsewhere).await.expect("another tenant");
    }

    async fn quick_replies_go_with_their_instance(db) {
        let owner = instance(&db, "one").await.id;
        let (own, shared) = (new_reply("own", Some(owner)), new_reply("shared", None));
        stored(&db, &own).await.expect("written");
        stored(&db, &shared).await.expect("written");
        assert!(commit!(db, |tx| tx.delete_instance(T, owner).await?).expect("a write"));
        assert_eq!(db.list_quick_replies(T).await.expect("a list"), [shared]);
        let late = stored(&db, &own).await;
        assert!(late.is_err(), "no quick reply of an instance that is gone");
    }
}
