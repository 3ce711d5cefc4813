//! Scheduled messages: listed by what they are of, found when they are overdue, removed when they are
//! old, and removed with their instance.

use crate::fixtures::{NOW, T, at, id, instance};
use crate::harness::{Db, both, commit};
use omni_domain::content::{Content, MediaContent, MediaKind};
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::ids::{InstanceId, MediaId};
use omni_domain::page::PageRequest;
use omni_domain::scheduled_message::{ScheduledMessage, ScheduledOptions, ScheduledStatus};
use omni_storage::ScheduledFilter;

fn new_scheduled(instance_id: InstanceId, chat: &str, seconds: i64) -> ScheduledMessage {
    ScheduledMessage {
        id: id(),
        tenant_id: T,
        instance_id,
        to: format!("to {chat}"),
        chat: chat.to_owned(),
        content: Content::text("good morning"),
        options: ScheduledOptions {
            reply_to: Some("M1".to_owned()),
            mentions: vec!["a".to_owned()],
            mention_all: true,
            view_once: false,
            sent_by: Some(id()),
        },
        send_at: at(seconds),
        status: ScheduledStatus::Scheduled,
        message_id: None,
        error: None,
        job_id: id(),
        created_at: NOW,
        updated_at: NOW,
    }
}

/// A stored file that has no message.
async fn stored_file(db: &Db, instance_id: InstanceId) -> Media {
    let id: MediaId = id();
    let file = Media {
        id,
        tenant_id: T,
        instance_id,
        message_id: None,
        kind: MediaKind::Image,
        mime_type: "image/png".to_owned(),
        file_name: None,
        size: Some(5),
        sha256: Some("0".repeat(64)),
        status: MediaStatus::Downloaded,
        blob_key: Some(format!("{instance_id}/{id}")),
        locator: None,
        error: None,
        created_at: NOW,
    };
    let rows = [file.clone()];
    commit!(db, |tx| tx.insert_media(&rows).await?).expect("written");
    file
}

async fn stored(db: &Db, one: &ScheduledMessage) {
    let row = one.clone();
    commit!(db, |tx| tx.insert_scheduled_message(&row).await?).expect("written");
}

async fn changed(db: &Db, one: &ScheduledMessage) {
    let row = one.clone();
    let written = commit!(db, |tx| {
        tx.lock_scheduled_message(row.tenant_id, row.id).await?.expect("the row");
        tx.update_scheduled_message(&row).await?
    });
    assert!(written.expect("a write"));
}

async fn listed(db: &Db, filter: ScheduledFilter) -> Vec<ScheduledMessage> {
    let page = db.list_scheduled_messages(T, &filter, PageRequest::first(50)).await;
    page.expect("a page").items
}

both! {
    async fn they_are_listed_by_what_they_are_of(db) {
        let (one, two) = (instance(&db, "one").await.id, instance(&db, "two").await.id);
        let first = new_scheduled(one, "ann", 1);
        let second = new_scheduled(one, "bo", 2);
        let third = new_scheduled(two, "ann", 3);
        for row in [&first, &second, &third] {
            stored(&db, row).await;
        }
        let all = ScheduledFilter::default;
        assert_eq!(listed(&db, all()).await, [third.clone(), second.clone(), first.clone()]);
        let of_one = ScheduledFilter { instance_ids: Some(vec![one]), ..all() };
        assert_eq!(listed(&db, of_one).await, [second.clone(), first.clone()]);
        let to_ann = ScheduledFilter { chats: Some(vec!["ann".to_owned()]), ..all() };
        assert_eq!(listed(&db, to_ann).await, [third, first.clone()]);
        assert_eq!(db.count_scheduled_messages(one).await.expect("a count"), 2);

        let sent = ScheduledMessage {
            status: ScheduledStatus::Sent,
            message_id: Some(id()),
            updated_at: at(9),
            ..first
        };
        changed(&db, &sent).await;
        let statuses = vec![ScheduledStatus::Sent, ScheduledStatus::Failed];
        assert_eq!(listed(&db, ScheduledFilter { statuses, ..all() }).await, std::slice::from_ref(&sent));
        assert_eq!(db.find_scheduled_message(T, sent.id).await.expect("a read"), Some(sent));
        assert_eq!(db.count_scheduled_messages(one).await.expect("a count"), 1);
        let page = db.list_scheduled_messages(T, &all(), PageRequest::first(2)).await.expect("a page");
        let rest = PageRequest { limit: 2, after: page.next };
        let rest = db.list_scheduled_messages(T, &all(), rest).await.expect("a page");
        assert_eq!((page.items.len(), rest.items.len(), rest.next), (2, 1, None));
    }

    async fn those_that_are_overdue_wait_no_longer_and_old_ones_are_removed(db) {
        let owner = instance(&db, "one").await.id;
        let (late, later) = (new_scheduled(owner, "ann", 1), new_scheduled(owner, "ann", 20));
        stored(&db, &late).await;
        stored(&db, &later).await;
        assert_eq!(db.overdue_scheduled_messages(at(10), 5).await.expect("rows"), std::slice::from_ref(&late));
        let failed = ScheduledMessage {
            status: ScheduledStatus::Failed,
            error: Some("too late".to_owned()),
            updated_at: at(11),
            ..late
        };
        changed(&db, &failed).await;
        assert!(db.overdue_scheduled_messages(at(10), 5).await.expect("rows").is_empty());
        let remove = async |before: i64| {
            let cutoff = at(before);
            commit!(db, |tx| tx.delete_scheduled_messages_before(cutoff, 5).await?).expect("a write")
        };
        assert_eq!(remove(11).await, 0);
        assert_eq!(remove(1000).await, 1, "what waits stays, however old it is");
        assert_eq!(listed(&db, ScheduledFilter::default()).await, [later]);
    }

    async fn a_file_is_not_old_before_it_is_sent(db) {
        let owner = instance(&db, "one").await.id;
        let file = stored_file(&db, owner).await;
        let mut content = MediaContent::new(MediaKind::Image, "image/png");
        content.media_id = Some(file.id);
        let one =
            ScheduledMessage { content: Content::Media(content), ..new_scheduled(owner, "ann", 5) };
        stored(&db, &one).await;
        assert_eq!(db.find_scheduled_message(T, one.id).await.expect("a read"), Some(one.clone()));
        assert!(db.files_before(at(1000), 5).await.expect("rows").is_empty());

        let (sent_at, message, media) = (at(6), id(), file.id);
        let attached = commit!(db, |tx| tx.attach_media(media, message, sent_at).await?);
        assert!(attached.expect("a write"));
        let sent = ScheduledMessage { status: ScheduledStatus::Sent, ..one };
        changed(&db, &sent).await;
        let row = db.find_media(T, file.id).await.expect("a read").expect("the row");
        assert_eq!((row.message_id, row.created_at), (Some(message), sent_at));
        let old = async |before| db.files_before(before, 5).await.expect("rows").len();
        assert_eq!((old(at(6)).await, old(at(7)).await), (0, 1), "kept from its sending on");
        let deleted = commit!(db, |tx| tx.delete_unsent_media(media).await?);
        assert_eq!(deleted.expect("a write"), None, "a message has it");
    }

    async fn an_upload_is_listed_and_deleted_while_nothing_sends_it(db) {
        let owner = instance(&db, "one").await.id;
        let files = [stored_file(&db, owner).await, stored_file(&db, owner).await];
        let planned = stored_file(&db, owner).await;
        let mut content = MediaContent::new(MediaKind::Image, "image/png");
        content.media_id = Some(planned.id);
        let one =
            ScheduledMessage { content: Content::Media(content), ..new_scheduled(owner, "ann", 5) };
        stored(&db, &one).await;
        let mut wanted: Vec<MediaId> = files.iter().map(|file| file.id).collect();
        wanted.sort_by_key(|id| std::cmp::Reverse(id.0));
        let page = async |request| db.list_uploads(T, owner, request).await.expect("a list");
        let first = page(PageRequest::first(1)).await;
        assert_eq!(first.items.iter().map(|file| file.id).collect::<Vec<_>>(), wanted[..1]);
        let rest = page(PageRequest { limit: 9, after: first.next }).await;
        assert_eq!(rest.items.iter().map(|file| file.id).collect::<Vec<_>>(), wanted[1..]);
        assert_eq!(rest.next, None);

        let delete = async |tenant, media: MediaId| {
            commit!(db, |tx| tx.delete_upload(tenant, owner, media).await?).expect("a write")
        };
        assert_eq!(delete(id(), files[0].id).await, None, "another tenant");
        assert_eq!(delete(T, planned.id).await, None, "it is to be sent");
        assert_eq!(delete(T, files[0].id).await, files[0].blob_key);
        assert_eq!(delete(T, files[0].id).await, None, "twice");
        let old = [files[1].id];
        assert_eq!(commit!(db, |tx| tx.expire_files(&old).await?).expect("a write"), 1);
        assert_eq!(db.find_media(T, files[1].id).await.expect("a read"), None, "nothing is left");
    }

    async fn the_file_of_one_that_is_not_sent_is_deleted(db) {
        let owner = instance(&db, "one").await.id;
        let file = stored_file(&db, owner).await;
        let media = file.id;
        let deleted = commit!(db, |tx| tx.delete_unsent_media(media).await?);
        assert_eq!(deleted.expect("a write"), file.blob_key);
        assert_eq!(db.find_media(T, file.id).await.expect("a read"), None);
    }

    async fn they_go_with_their_instance(db) {
        let owner = instance(&db, "one").await.id;
        stored(&db, &new_scheduled(owner, "ann", 1)).await;
        assert!(commit!(db, |tx| tx.delete_instance(T, owner).await?).expect("a write"));
        assert!(listed(&db, ScheduledFilter::default()).await.is_empty());
    }
}
