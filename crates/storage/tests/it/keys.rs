//! API keys and settings.

use crate::fixtures::{NOW, T, at, id};
use crate::harness::{both, commit};
use omni_domain::access::Scope;
use omni_domain::key::ApiKey;
use omni_domain::page::PageRequest;
use omni_storage::{KeyUse, Setting, StorageError};

fn new_key(hash: &str, is_primary: bool) -> ApiKey {
    ApiKey {
        id: id(),
        tenant_id: T,
        name: "k".into(),
        hash: hash.into(),
        suffix: "abcd".into(),
        scopes: vec![Scope::all()],
        instance_ids: Some(vec![id()]),
        is_primary,
        created_at: NOW,
        expires_at: Some(at(9)),
        revoked_at: None,
        last_used_at: None,
        last_used_ip: None,
        usage_count: 0,
    }
}

both! {
    async fn keys_are_found_used_and_revoked(db) {
        let (key, primary) = (new_key("h1", false), new_key("h2", true));
        let stored = [key.clone(), primary.clone()];
        commit!(db, |tx| {
            for key in &stored {
                tx.insert_key(key).await?;
            }
        }).expect("keys");
        assert_eq!(db.find_key_by_hash("h1").await.expect("a read"), Some(key.clone()));
        assert_eq!(db.find_primary_key().await.expect("a read"), Some(primary.clone()));
        let uses = |uses, seconds, ip: &str| KeyUse {
            id: key.id, uses, last_used_at: at(seconds), ip: Some(ip.into()),
        };
        let uses = [uses(3, 5, "new"), uses(2, 1, "old")];
        commit!(db, |tx| tx.touch_keys(&uses).await?).expect("a write");
        let found = db.find_key(T, key.id).await.expect("a read").expect("the key");
        assert_eq!((found.usage_count, found.last_used_at), (5, Some(at(5))));
        assert_eq!(found.last_used_ip.as_deref(), Some("new"));
        let revoked = commit!(db, |tx| tx.revoke_key(T, key.id, at(6)).await?).expect("a write");
        assert_eq!(revoked.and_then(|key| key.revoked_at), Some(at(6)));
        let kept = commit!(db, |tx| tx.revoke_key(T, primary.id, at(6)).await?).expect("a write");
        assert_eq!(kept, None, "the primary key stays");
        let page = db.list_keys(T, PageRequest::first(1)).await.expect("a page");
        assert_eq!((page.items[0].id, page.next.is_some()), (key.id, true));
        let again = new_key("h1", false);
        let error = commit!(db, |tx| tx.insert_key(&again).await?).expect_err("the hash is taken");
        assert!(matches!(&error, StorageError::NotUnique { constraint } if constraint == "api_keys.hash"), "{error:?}");
        let another = new_key("h3", true);
        let error = commit!(db, |tx| tx.insert_key(&another).await?).expect_err("one primary key");
        assert!(matches!(&error, StorageError::NotUnique { constraint } if constraint == "api_keys.is_primary"), "{error:?}");
    }

    async fn settings_are_replaced(db) {
        let setting = |value: serde_json::Value| Setting {
            tenant_id: T, key: "k".into(), value, is_secret: false, updated_at: NOW,
        };
        for value in [serde_json::json!("one"), serde_json::json!({ "two": [2] })] {
            let setting = setting(value);
            commit!(db, |tx| tx.put_setting(&setting).await?).expect("a write");
        }
        let expected = setting(serde_json::json!({ "two": [2] }));
        assert_eq!(db.get_setting(T, "k").await.expect("a read"), Some(expected.clone()));
        assert_eq!(db.list_settings(T).await.expect("a read"), [expected]);
        assert!(commit!(db, |tx| tx.delete_setting(T, "k").await?).expect("a write"));
        assert_eq!(db.get_setting(T, "k").await.expect("a read"), None);
    }
}
