//! API keys and settings.

use crate::fixtures::{NOW, T, at, id, new_instance};
use crate::harness::{both, commit};
use omni_domain::access::{Principal, Scope};
use omni_domain::key::{ApiKey, KeyAction, KeyAudit, KeyField};
use omni_domain::page::PageRequest;
use omni_storage::{HookSecret, KeyAuditFilter, KeyUse, Setting, StorageError};

fn new_key(hash: &str, is_primary: bool) -> ApiKey {
    ApiKey {
        id: id(),
        tenant_id: T,
        name: "k".into(),
        hash: hash.into(),
        suffix: "abcd".into(),
        scopes: vec![Scope::Full],
        instance_ids: Some(vec![id()]),
        is_primary,
        is_operator: is_primary,
        is_tenant: !is_primary,
        created_at: NOW,
        expires_at: Some(at(9)),
        revoked_at: None,
        last_used_at: None,
        last_used_ip: None,
        usage_count: 0,
    }
}

fn audit(key: &ApiKey, action: KeyAction, seconds: i64) -> KeyAudit {
    KeyAudit {
        id: id(),
        tenant_id: T,
        key_id: key.id,
        action,
        at: at(seconds),
        ip: Some("192.0.2.1".into()),
        user_agent: None,
        endpoint: Some("GET /x".into()),
        status_code: Some(200),
        request_id: Some("r".into()),
        changed_by: Some(Principal::System),
        changed_fields: vec![KeyField::Name, KeyField::Instances],
    }
}

both! {
    async fn changes_of_keys_are_written_and_a_revoked_one_stays_as_it_is(db) {
        let key = new_key("h1", false);
        let row = key.clone();
        commit!(db, |tx| tx.insert_key(&row).await?).expect("a key");
        let mut changed = key.clone();
        changed.name = "other".into();
        changed.instance_ids = None;
        changed.expires_at = None;
        let row = changed.clone();
        let written = commit!(db, |tx| tx.update_key(&row).await?).expect("a write");
        assert_eq!(written, Some(changed.clone()));
        let replaced =
            commit!(db, |tx| tx.replace_key_secret(T, key.id, "h2", "wxyz").await?).expect("a write");
        assert_eq!(replaced.map(|key| (key.hash, key.suffix)), Some(("h2".into(), "wxyz".into())));
        assert_eq!(db.find_key_by_hash("h1").await.expect("a read"), None);
        commit!(db, |tx| tx.revoke_key(T, key.id, at(6)).await?).expect("a write");
        assert_eq!(commit!(db, |tx| tx.update_key(&changed).await?).expect("a write"), None);
        let replaced = commit!(db, |tx| tx.replace_key_secret(T, key.id, "h3", "x").await?);
        assert_eq!(replaced.expect("a write"), None);
    }

    async fn the_audit_of_a_key_is_listed_newest_first_and_deleted_by_age(db) {
        let (key, other) = (new_key("h1", false), new_key("h2", false));
        let mut rows: Vec<KeyAudit> =
            (0..40).map(|second| audit(&key, KeyAction::Use, second)).collect();
        rows.push(audit(&key, KeyAction::Update, 10));
        rows.push(audit(&other, KeyAction::Use, 50));
        let stored = rows.clone();
        commit!(db, |tx| tx.insert_key_audit(&stored).await?).expect("entries");
        let mut seen = Vec::new();
        let mut request = PageRequest::first(7);
        loop {
            let all = KeyAuditFilter::default();
            let page = db.list_key_audit(T, key.id, &all, request).await.expect("a page");
            seen.extend(page.items);
            match page.next {
                Some(next) => request.after = Some(next),
                None => break,
            }
        }
        let mut expected: Vec<_> = rows[..41].to_vec();
        expected.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        assert_eq!(seen, expected);
        let filter = KeyAuditFilter {
            actions: vec![KeyAction::Use],
            since: Some(at(9)),
            until: Some(at(12)),
        };
        let page = db.list_key_audit(T, key.id, &filter, PageRequest::first(9)).await;
        let found: Vec<_> = page.expect("a page").items.iter().map(|entry| entry.at).collect();
        assert_eq!(found, [at(11), at(10), at(9)]);
        let gone = commit!(db, |tx| tx.delete_key_audit_before(at(30), 20).await?);
        assert_eq!(gone.expect("a write"), 20, "bounded");
        let gone = commit!(db, |tx| tx.delete_key_audit_before(at(30), 20).await?);
        assert_eq!(gone.expect("a write"), 11);
    }

    async fn hook_secrets_are_replaced_and_deliveries_claimed_once(db) {
        let instance = new_instance("one");
        let row = instance.clone();
        commit!(db, |tx| tx.insert_instance(&row).await?).expect("an instance");
        let secret = |sealed: &str, seconds| HookSecret {
            instance_id: instance.id,
            tenant_id: T,
            sealed: sealed.into(),
            rotated_at: at(seconds),
        };
        for row in [secret("one", 1), secret("two", 2)] {
            commit!(db, |tx| tx.put_hook_secret(&row).await?).expect("a write");
        }
        let found = db.find_hook_secret(instance.id).await.expect("a read");
        assert_eq!(found, Some(secret("two", 2)));
        for (seconds, first) in [(1, true), (2, false)] {
            let claim =
                commit!(db, |tx| tx.claim_hook_delivery(instance.id, "d", at(seconds)).await?);
            assert_eq!(claim.expect("a write"), first);
        }
        let gone = commit!(db, |tx| tx.delete_hook_deliveries_before(at(2), 10).await?);
        assert_eq!(gone.expect("a write"), 1);
        commit!(db, |tx| tx.delete_instance(T, instance.id).await?).expect("a write");
        assert_eq!(db.find_hook_secret(instance.id).await.expect("a read"), None);
    }

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
