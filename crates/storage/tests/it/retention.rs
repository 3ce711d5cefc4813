//! What is removed by its age: the oldest first, and no more than one piece.

use crate::fixtures::{NOW, T, at, chat, id, instance, messages, new_job, new_message};
use crate::harness::{Db, both, commit};
use omni_domain::Timestamp;
use omni_domain::access::Principal;
use omni_domain::content::MediaKind;
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::ids::{InstanceId, MediaId, MessageId};
use omni_domain::job::JobKind;
use omni_domain::message::Message;
use omni_domain::page::PageRequest;
use omni_domain::person_change::{ChangeEvidence, PersonAction, PersonChange};
use omni_storage::{DeadFilter, ReserveJobs, SettingChange};
use std::collections::HashMap;
use std::time::Duration;

const DAY: i64 = 24 * 60 * 60;

fn file(message: &Message, size: i64, created_at: Timestamp) -> Media {
    let id: MediaId = id();
    Media {
        id,
        tenant_id: T,
        instance_id: message.instance_id,
        message_id: Some(message.id),
        kind: MediaKind::Image,
        mime_type: "image/png".to_owned(),
        file_name: None,
        size: Some(size),
        sha256: Some("0".repeat(64)),
        status: MediaStatus::Downloaded,
        blob_key: Some(format!("{}/{id}", message.instance_id)),
        locator: None,
        error: None,
        created_at,
    }
}

fn setting_change(changed_at: Timestamp) -> SettingChange {
    SettingChange {
        id: id(),
        tenant_id: T,
        key: "a.b".to_owned(),
        old_value: None,
        new_value: Some(1.into()),
        changed_by: "system".to_owned(),
        principal: Principal::System,
        reason: None,
        ip: None,
        changed_at,
    }
}

fn person_change(at: Timestamp) -> PersonChange {
    PersonChange {
        id: id(),
        tenant_id: T,
        action: PersonAction::Link,
        person_id: id(),
        other_person_id: id(),
        identity_ids: vec![id()],
        changed_by: Principal::System,
        reason: None,
        evidence: ChangeEvidence::Other(serde_json::json!({ "source": { "displayName": "Bo" } })),
        at,
    }
}

/// Two messages with a file each, of this moment and of a day later.
async fn two(db: &Db) -> (InstanceId, Vec<Message>, [Media; 2]) {
    let owner = instance(db, "i").await.id;
    let chat = chat(db, owner, "1@c").await;
    let rows = vec![new_message(&chat, "OLD", 0), new_message(&chat, "NEW", 1)];
    let rows = messages(db, rows).await;
    let files = [file(&rows[0], 5, NOW), file(&rows[1], 7, at(DAY))];
    let inserted = files.clone();
    commit!(db, |tx| tx.insert_media(&inserted).await?).expect("written");
    (owner, rows, files)
}

both! {
    async fn files_expire_by_their_age_and_are_counted_until_then(db) {
        let (owner, _, [old, new]) = two(&db).await;
        let before = db.stored_bytes(T).await.expect("a read");
        assert_eq!(before, HashMap::from([(owner, 12)]));
        let found = db.files_before(at(DAY), 10).await.expect("a read");
        assert_eq!(found.iter().map(|file| file.id).collect::<Vec<_>>(), [old.id]);
        assert_eq!(Some(&found[0].blob_key), old.blob_key.as_ref());
        assert_eq!(db.files_before(at(2 * DAY), 1).await.expect("a read").len(), 1, "a piece");
        let expired = [old.id];
        assert_eq!(commit!(db, |tx| tx.expire_files(&expired).await?).expect("one"), 1);
        let row = db.find_media(T, old.id).await.expect("a read").expect("its row stays");
        assert_eq!((row.status, row.blob_key), (MediaStatus::Expired, None));
        let after = db.stored_bytes(T).await.expect("a read");
        assert_eq!(after, HashMap::from([(owner, 7)]));
        let all = [old.id, new.id, id()];
        let stored = db.stored_among(&all).await.expect("a read");
        assert_eq!(stored.into_iter().collect::<Vec<_>>(), [new.id]);
    }

    async fn messages_go_with_their_files(db) {
        let (_, rows, [old, new]) = two(&db).await;
        let none = db.messages_before(NOW, 10).await.expect("a read");
        assert_eq!(none, Vec::<MessageId>::new());
        let found = db.messages_before(at(DAY), 1).await.expect("a read");
        assert_eq!(found, [rows[0].id], "the oldest, a piece");
        let keys = commit!(db, |tx| tx.delete_messages(&found).await?).expect("deleted");
        assert_eq!(keys, [old.blob_key.expect("stored")]);
        assert!(db.find_message(T, rows[0].id).await.expect("a read").is_none());
        assert!(db.find_media(T, old.id).await.expect("a read").is_none());
        assert!(db.find_message(T, rows[1].id).await.expect("a read").is_some());
        assert!(db.find_media(T, new.id).await.expect("a read").is_some());
    }

    async fn dead_letters_go_and_living_jobs_stay(db) {
        let (dead, waiting) = (new_job(JobKind::TurnRun, None), new_job(JobKind::MessageSend, None));
        let dead_id = dead.id;
        commit!(db, |tx| { tx.insert_job(dead); tx.insert_job(waiting); }).expect("written");
        let wanted = ReserveJobs {
            kinds: vec![JobKind::TurnRun],
            instances: None,
            now: NOW,
            lease: Duration::from_mins(1),
            limit: 10,
        };
        let reserved = commit!(db, |tx| tx.reserve_jobs(&wanted).await?).expect("reserved");
        assert_eq!(reserved.len(), 1);
        assert!(commit!(db, |tx| tx.bury_job(dead_id, 1, "gave up").await?).expect("a write"));
        assert_eq!(commit!(db, |tx| tx.delete_dead_before(T, NOW, 10).await?).expect("none"), 0);
        assert_eq!(commit!(db, |tx| tx.delete_dead_before(T, at(DAY), 10).await?).expect("one"), 1);
        assert!(db.list_dead(T, &DeadFilter::default(), PageRequest::first(10)).await.expect("a list").items.is_empty());
        let left: i64 = db.job_counts().await.expect("a read").iter().map(|one| one.count).sum();
        assert_eq!(left, 1);
    }

    async fn histories_do_not_grow_for_ever(db) {
        let settings: Vec<_> = (0..3).map(|n| setting_change(at(n * DAY))).collect();
        let persons: Vec<_> = (0..3).map(|n| person_change(at(n * DAY))).collect();
        let person = persons[2].person_id;
        let rows = (settings.clone(), persons.clone());
        commit!(db, |tx| {
            for row in &rows.0 { tx.insert_setting_change(row).await?; }
            for row in &rows.1 { tx.insert_person_change(row).await?; }
        }).expect("rows");
        let cutoff = at(2 * DAY);
        assert_eq!(commit!(db, |tx| tx.delete_setting_changes_before(cutoff, 1).await?).expect("a piece"), 1);
        assert_eq!(commit!(db, |tx| tx.delete_setting_changes_before(cutoff, 9).await?).expect("the rest"), 1);
        assert_eq!(commit!(db, |tx| tx.delete_person_changes_before(cutoff, 1).await?).expect("a piece"), 1);
        assert_eq!(commit!(db, |tx| tx.delete_person_changes_before(cutoff, 9).await?).expect("the rest"), 1);
        let left = db.list_setting_changes(T, "a.b", None, 9).await.expect("a read");
        assert_eq!(left, settings[2..]);
        for other in &persons[..2] {
            assert!(db.person_changes(T, other.person_id, 9).await.expect("a read").is_empty());
        }
        assert_eq!(db.person_changes(T, person, 9).await.expect("a read"), persons[2..]);
    }
}
