//! Providers, the history of settings, and readings of media.

use crate::fixtures::{
    NOW, T, at, chat, id, instance, messages, new_agent, new_instance, new_message,
};
use crate::harness::{both, commit};
use omni_domain::access::Principal;
use omni_domain::agent::AgentAuthor;
use omni_domain::batch::{BatchConfig, BatchJob, BatchKind, BatchProgress, BatchStatus};
use omni_domain::content::MediaKind;
use omni_domain::conversation::{Media, MediaStatus};
use omni_domain::ids::{InstanceId, MessageId, ProviderId};
use omni_domain::media_content::{MediaContentRow, ProcessingKind, ProcessingStatus};
use omni_domain::page::PageRequest;
use omni_domain::provider::{Provider, ProviderHealth, ProviderKind};
use omni_storage::{
    BatchFilter, BatchItems, ReadingCosts, SettingChange, StorageError, Store, StoreOptions,
};
use serde_json::json;

fn new_provider(name: &str) -> Provider {
    Provider {
        id: id(),
        tenant_id: T,
        name: name.to_owned(),
        kind: ProviderKind::Agno,
        api_url: "http://agents".to_owned(),
        api_key: Some("sealed".to_owned()),
        default_timeout: 60_000,
        default_streaming: true,
        metadata: serde_json::Map::from_iter([("a".to_owned(), json!([1]))]),
        health: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn new_media(instance: InstanceId, message: MessageId, kind: MediaKind) -> Media {
    Media {
        id: id(),
        tenant_id: T,
        instance_id: instance,
        message_id: Some(message),
        kind,
        mime_type: "audio/ogg".to_owned(),
        file_name: None,
        size: None,
        sha256: None,
        status: MediaStatus::Pending,
        blob_key: None,
        locator: None,
        error: None,
        created_at: NOW,
    }
}

pub(crate) fn new_batch(config: BatchConfig) -> BatchJob {
    BatchJob {
        id: id(),
        tenant_id: T,
        kind: BatchKind::MediaReprocess,
        config,
        status: BatchStatus::Pending,
        total: 2,
        progress: BatchProgress::default(),
        current: None,
        error: None,
        created_at: at(60),
        started_at: None,
        completed_at: None,
    }
}

/// Adds a millisecond to a provider's time, by what it reads.
async fn count(store: &Store, provider: ProviderId) {
    commit!(store, |tx| {
        let found = tx.lock_provider(T, provider).await?;
        let mut row = found.ok_or(StorageError::Stale)?;
        row.default_timeout += 1;
        tx.update_provider(&row).await?;
    })
    .expect("a write");
}

both! {
    async fn what_two_nodes_change_by_what_they_read_is_never_lost(db) {
        let provider = new_provider("p");
        let row = provider.clone();
        commit!(db, |tx| tx.insert_provider(&row).await?).expect("a provider");
        let other = Store::open(&db.url, StoreOptions::default()).await.expect("another node");
        let node = |store: Store| async move {
            for _ in 0..25 {
                count(&store, provider.id).await;
            }
        };
        let nodes = [db.store.clone(), other.clone()].map(|store| tokio::spawn(node(store)));
        for node in nodes {
            node.await.expect("a node's changes");
        }
        other.close().await;
        let found = db.find_provider(T, provider.id).await.expect("a read").expect("it");
        assert_eq!(found.default_timeout, provider.default_timeout + 50);
    }

    async fn a_provider_is_read_back_changed_and_named_by_its_users(db) {
        let provider = new_provider("one");
        let other = new_provider("two");
        let (row, second) = (provider.clone(), other.clone());
        commit!(db, |tx| {
            tx.insert_provider(&row).await?;
            tx.insert_provider(&second).await?;
        }).expect("a write");
        assert_eq!(db.find_provider(T, provider.id).await.expect("a read"), Some(provider.clone()));
        assert_eq!(db.find_provider(id(), provider.id).await.expect("a read"), None);
        let taken = Provider { name: "two".into(), ..provider.clone() };
        let error = commit!(db, |tx| tx.update_provider(&taken).await?).expect_err("a taken name");
        assert!(matches!(&error, StorageError::NotUnique { constraint } if constraint == "providers.name"), "{error:?}");
        let gone = new_provider("gone");
        let error = commit!(db, |tx| tx.update_provider(&gone).await?).expect_err("not there");
        assert!(matches!(error, StorageError::Stale));
        let health = ProviderHealth { at: at(3), healthy: false, error: Some("down".into()) };
        let seen = health.clone();
        commit!(db, |tx| tx.record_provider_health(T, provider.id, &seen).await?).expect("a write");
        let now = db.find_provider(T, provider.id).await.expect("a read").expect("it");
        assert_eq!(now.health, Some(health));
        let page = db.list_providers(T, PageRequest::first(1)).await.expect("a page");
        assert_eq!((page.items[0].id, page.next.is_some()), (provider.id, true));

        let user = new_instance("user");
        let mention = new_instance("mention");
        let mut own = new_agent("own", Some(user.id));
        own.config.provider_id = Some(provider.id);
        let mut shared = new_agent("shared", None);
        shared.config.provider_id = Some(provider.id);
        let mut other_words = new_agent("mention", Some(mention.id));
        other_words.config.prompt = Some(format!("not {}", provider.id));
        commit!(db, |tx| {
            tx.insert_instance(&user).await?;
            tx.insert_instance(&mention).await?;
            for agent in [own, shared, other_words] {
                tx.insert_agent(&agent, &AgentAuthor::SYSTEM).await?;
            }
        }).expect("a write");
        assert_eq!(db.provider_users(T, provider.id).await.expect("a read"), ["shared", "user"]);
        let used = commit!(db, |tx| tx.delete_provider(T, provider.id).await?);
        assert!(matches!(used, Err(StorageError::Stale)), "{used:?}");
        assert!(commit!(db, |tx| tx.delete_provider(T, other.id).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.delete_provider(T, other.id).await?).expect("a write"));
    }

    async fn changes_of_a_setting_are_kept_newest_first(db) {
        let change = |seconds: i64| SettingChange {
            id: id(),
            tenant_id: T,
            key: "k".into(),
            old_value: None,
            new_value: Some(json!(seconds)),
            changed_by: "me".into(),
            principal: Principal::ApiKey(id()),
            reason: Some("why".into()),
            ip: Some("127.0.0.1".into()),
            changed_at: at(seconds),
        };
        let changes = [change(1), change(2), change(3)];
        let kept = changes.clone();
        commit!(db, |tx| {
            for change in &changes {
                tx.insert_setting_change(change).await?;
            }
        }).expect("a write");
        let list = db.list_setting_changes(T, "k", None, 2).await.expect("a read");
        assert_eq!(list, [kept[2].clone(), kept[1].clone()]);
        let since = db.list_setting_changes(T, "k", Some(at(3)), 9).await.expect("a read");
        assert_eq!(since, [kept[2].clone()]);
        assert!(db.list_setting_changes(T, "other", None, 9).await.expect("a read").is_empty());
    }

    async fn a_text_is_replaced_by_another_text_only(db) {
        let instance = instance(&db, "one").await;
        let chat = chat(&db, instance.id, "1@c").await;
        let message = messages(&db, vec![new_message(&chat, "A", 1)]).await.remove(0);
        let media = new_media(instance.id, message.id, MediaKind::Audio);
        let rows = [media.clone()];
        commit!(db, |tx| tx.insert_media(&rows).await?).expect("a write");
        let result = |status, content: Option<&str>| MediaContentRow {
            media_id: media.id,
            kind: ProcessingKind::Transcription,
            tenant_id: T,
            instance_id: instance.id,
            message_id: Some(message.id),
            status,
            content: content.map(str::to_owned),
            error: content.is_none().then(|| "no".to_owned()),
            model: Some("m".into()),
            provider: Some("p".into()),
            language: Some("en".into()),
            tokens: 7,
            cost_micros: 11,
            processing_ms: 13,
            batch_job_id: Some(id()),
            created_at: NOW,
        };
        let failed = result(ProcessingStatus::Failed, None);
        let words = result(ProcessingStatus::Completed, Some("hello"));
        let writes = [failed.clone(), words.clone(), failed];
        commit!(db, |tx| {
            for row in &writes {
                tx.put_media_content(row).await?;
            }
        }).expect("a write");
        let found = db.find_media_content(media.id, ProcessingKind::Transcription).await;
        assert_eq!(found.expect("a read"), Some(words.clone()));
        let of = db.media_content_of(&[message.id, id()]).await.expect("a read");
        assert_eq!(of, [words]);
        let costs = db.latest_reading_costs(T, ProcessingKind::Transcription).await.expect("a read");
        let one = ReadingCosts {
            kind: media.kind,
            readings: 1,
            cost_micros: 11,
            processing_ms: 13,
        };
        assert_eq!(costs, [one]);
        let none = db.latest_reading_costs(T, ProcessingKind::Extraction).await.expect("a read");
        assert!(none.is_empty());
        let config = BatchConfig { media_types: vec![media.kind], ..BatchConfig::default() };
        let items = db.count_batch_items_by_kind(T, &config, at(60)).await.expect("a read");
        assert_eq!(items, [BatchItems { kind: media.kind, total: 1, with_result: 1 }]);
        let orphan = MediaContentRow { media_id: id(), ..result(ProcessingStatus::Failed, None) };
        let error = commit!(db, |tx| tx.put_media_content(&orphan).await?).expect_err("no file");
        assert!(matches!(error, StorageError::Stale));
    }

    async fn a_batch_job_goes_through_its_files_in_order_and_ends_once(db) {
        let instance = instance(&db, "one").await;
        let chat = chat(&db, instance.id, "1@c").await;
        let new = (0..4).map(|n| new_message(&chat, &format!("M{n}"), n * 10)).collect();
        let messages = messages(&db, new).await;
        let kinds = [MediaKind::Audio, MediaKind::Image, MediaKind::Audio, MediaKind::Audio];
        let media: Vec<Media> = messages
            .iter()
            .zip(kinds)
            .map(|(message, kind)| new_media(instance.id, message.id, kind))
            .collect();
        let rows = media.clone();
        commit!(db, |tx| tx.insert_media(&rows).await?).expect("a write");
        let config = BatchConfig {
            instance_id: Some(instance.id),
            since: Some(at(0)),
            until: Some(at(30)),
            media_types: vec![MediaKind::Audio],
            overwrite: false,
        };
        let job = new_batch(config.clone());
        assert_eq!(db.count_batch_items(T, &config, at(60)).await.expect("a read"), 2);
        assert_eq!(db.count_batch_items(T, &config, at(-1)).await.expect("a read"), 0);
        let items = db.count_batch_items_by_kind(T, &config, at(60)).await.expect("a read");
        assert_eq!(items, [BatchItems { kind: MediaKind::Audio, total: 2, with_result: 0 }]);
        let row = job.clone();
        commit!(db, |tx| tx.insert_batch_job(&row, "a").await?).expect("a write");
        let twin = new_batch(config);
        let error = commit!(db, |tx| tx.insert_batch_job(&twin, "a").await?).expect_err("one at a time");
        assert!(matches!(&error, StorageError::NotUnique { constraint } if constraint == "batch_jobs.active_key"), "{error:?}");
        let first = db.batch_items(&job, None, 1).await.expect("a read");
        assert_eq!(first.iter().map(|file| file.id).collect::<Vec<_>>(), [media[0].id]);
        let rest = db.batch_items(&job, Some(media[0].id), 9).await.expect("a read");
        assert_eq!(rest.iter().map(|file| file.id).collect::<Vec<_>>(), [media[2].id]);
        let progress = BatchProgress {
            cursor: Some(media[0].id), processed: 1, cost_micros: 5, tokens: 6,
            ..BatchProgress::default()
        };
        let seen = progress.clone();
        assert!(commit!(db, |tx| {
            tx.start_batch_item(job.id, Some(media[0].id), at(61)).await?
                && tx.advance_batch_job(job.id, &progress).await?
        }).expect("a write"));
        let found = db.find_batch_job(T, job.id).await.expect("a read").expect("it");
        assert_eq!((found.status, found.started_at), (BatchStatus::Running, Some(at(61))));
        assert_eq!(found.progress, seen);
        let active = db.active_batch_jobs(T, BatchKind::MediaReprocess).await.expect("a read");
        assert_eq!(active.len(), 1);
        let ended = commit!(db, |tx| {
            tx.end_batch_job(T, job.id, BatchStatus::Cancelled, None, at(62)).await?
        }).expect("a write");
        assert_eq!(ended.map(|job| job.status), Some(BatchStatus::Cancelled));
        let progress = seen;
        assert!(!commit!(db, |tx| tx.advance_batch_job(job.id, &progress).await?).expect("a write"));
        let filter = BatchFilter { statuses: vec![BatchStatus::Cancelled], ..BatchFilter::default() };
        let page = db.list_batch_jobs(T, &filter, PageRequest::first(5)).await.expect("a page");
        assert_eq!(page.items.len(), 1);
        let filter = BatchFilter { instance_ids: Some(vec![id()]), ..BatchFilter::default() };
        let page = db.list_batch_jobs(T, &filter, PageRequest::first(5)).await.expect("a page");
        assert!(page.items.is_empty());
    }
}
