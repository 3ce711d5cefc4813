use crate::fixtures::{NOW, T, at, chat, chat_now, id, instance, messages, new_message};
use crate::harness::{Db, both, commit};
use omni_domain::conversation::{ChatProcessing, Participant};
use omni_domain::ids::{ChatId, InstanceId, SyncId, TenantId};
use omni_domain::message::{Message, MessageSource};
use omni_domain::page::PageRequest;
use omni_domain::profile::Profile;
use omni_domain::sync::{
    SyncCounts, SyncJob, SyncOptions, SyncPosition, SyncProgress, SyncSchedule, SyncStage,
    SyncStatus,
};
use omni_storage::{StorageError, SyncChats, SyncFilter, SyncTotals};

pub(crate) fn new_sync(instance: InstanceId, seconds: i64) -> SyncJob {
    SyncJob {
        id: id(),
        tenant_id: T,
        instance_id: instance,
        status: SyncStatus::Running,
        stage: SyncStage::Contacts,
        options: SyncOptions { contacts: true, messages: true, ..SyncOptions::default() },
        position: SyncPosition::default(),
        progress: SyncProgress::default(),
        counts: SyncCounts::default(),
        estimated_chats: 3,
        estimated_messages: 1500,
        error: None,
        created_at: at(seconds),
        updated_at: at(seconds),
        finished_at: None,
    }
}

async fn insert(db: &Db, sync: &SyncJob, keep: u32) -> Result<(), StorageError> {
    let sync = sync.clone();
    commit!(db, |tx| tx.insert_sync(&sync, keep).await?)
}

async fn update(db: &Db, sync: &SyncJob) -> bool {
    let sync = sync.clone();
    commit!(db, |tx| tx.update_sync(&sync).await?).expect("a write")
}

async fn cancel(db: &Db, tenant: TenantId, sync: SyncId) -> Option<SyncJob> {
    commit!(db, |tx| tx.cancel_sync(tenant, sync, at(4)).await?).expect("a write")
}

fn everything() -> SyncChats {
    SyncChats { ids: None, groups: true, broadcasts: true }
}

both! {
    async fn syncs_of_all_instances_are_listed_by_state_and_instance(db) {
        let (one, other) = (instance(&db, "one").await.id, instance(&db, "other").await.id);
        let mut first = new_sync(one, 0);
        insert(&db, &first, 10).await.expect("stored");
        first.status = SyncStatus::Completed;
        first.finished_at = Some(at(3));
        assert!(update(&db, &first).await);
        let second = new_sync(other, 5);
        insert(&db, &second, 10).await.expect("stored");
        let all = SyncFilter::default();
        let page = db.list_all_syncs(T, &all, PageRequest::first(1)).await.expect("a page");
        assert_eq!(page.items, std::slice::from_ref(&second));
        let rest = PageRequest { after: page.next, ..PageRequest::first(9) };
        let page = db.list_all_syncs(T, &all, rest).await.expect("a page");
        assert_eq!(page.items, std::slice::from_ref(&first));
        let running = SyncFilter { statuses: vec![SyncStatus::Running], ..SyncFilter::default() };
        let of_one = SyncFilter { instance_ids: Some(vec![one]), ..SyncFilter::default() };
        let of_none = SyncFilter { instance_ids: Some(Vec::new()), ..SyncFilter::default() };
        for (tenant, filter, expected) in [
            (T, running, vec![second.clone()]),
            (T, of_one, vec![first.clone()]),
            (T, of_none, Vec::new()),
            (TenantId(id()), all, Vec::new()),
        ] {
            let page = db.list_all_syncs(tenant, &filter, PageRequest::first(9)).await.expect("a page");
            assert_eq!(page.items, expected, "{filter:?}");
        }
        let kept = [(T, first.id, Some(first.clone())), (TenantId(id()), first.id, None), (T, id(), None)];
        for (tenant, sync, expected) in kept {
            assert_eq!(db.find_sync(tenant, sync).await.expect("a read"), expected);
        }
    }

    async fn one_sync_runs_at_a_time_and_an_ended_one_changes_no_more(db) {
        let owner = instance(&db, "i").await.id;
        let mut first = new_sync(owner, 0);
        insert(&db, &first, 10).await.expect("stored");
        let refused = insert(&db, &new_sync(owner, 1), 10).await;
        assert!(matches!(refused, Err(StorageError::NotUnique { .. })), "{refused:?}");

        first.stage = SyncStage::Messages;
        first.position.chat = Some(id::<ChatId>());
        first.position.messages = 7;
        first.progress = SyncProgress { current: 1, total: 3 };
        first.counts = SyncCounts { contacts: 2, chats: 0, messages: 7 };
        first.updated_at = at(5);
        assert!(update(&db, &first).await);
        assert_eq!(db.running_sync(owner).await.expect("a read"), Some(first.clone()));
        assert_eq!(db.last_completed_sync(owner).await.expect("a read"), None);

        first.status = SyncStatus::Completed;
        first.finished_at = Some(at(9));
        assert!(update(&db, &first).await);
        assert_eq!(db.running_sync(owner).await.expect("a read"), None);
        assert_eq!(db.last_completed_sync(owner).await.expect("a read"), Some(at(9)));
        let late = SyncJob { counts: SyncCounts::default(), ..first.clone() };
        assert!(!update(&db, &late).await, "what has ended stays as it is");
        assert_eq!(db.latest_sync(owner).await.expect("a read"), Some(first.clone()));

        let mut second = new_sync(owner, 10);
        insert(&db, &second, 0).await.expect("one may follow");
        assert_eq!(db.sync_by_id(first.id).await.expect("a read"), None, "old ones are deleted");
        second.status = SyncStatus::Cancelled;
        assert!(update(&db, &second).await);
    }

    async fn a_running_sync_is_cancelled_once(db) {
        let owner = instance(&db, "i").await.id;
        let sync = new_sync(owner, 0);
        insert(&db, &sync, 10).await.expect("stored");
        assert_eq!(cancel(&db, TenantId(id()), sync.id).await, None, "of another tenant");
        let expected = SyncJob {
            status: SyncStatus::Cancelled,
            updated_at: at(4),
            finished_at: Some(at(4)),
            ..sync.clone()
        };
        assert_eq!(cancel(&db, T, sync.id).await, Some(expected.clone()));
        assert_eq!(cancel(&db, T, sync.id).await, None, "it has ended");
        assert_eq!(db.find_sync(T, sync.id).await.expect("a read"), Some(expected));
        insert(&db, &new_sync(owner, 5), 10).await.expect("the next one may start");
    }

    async fn a_schedule_is_one_per_instance(db) {
        let owner = instance(&db, "i").await.id;
        let schedule = |interval_ms| SyncSchedule {
            instance_id: owner, tenant_id: T, id: id(), interval_ms, created_at: NOW, next_at: NOW,
            full_at: None,
        };
        let (old, new) = (schedule(60_000), schedule(90_000));
        let rows = vec![old.clone(), new.clone()];
        commit!(db, |tx| for row in rows { tx.put_sync_schedule(&row).await?; }).expect("stored");
        let mut expected = new.clone();
        expected.next_at = at(90);
        expected.full_at = Some(at(30));
        let moved = commit!(db, |tx| (
            tx.set_next_sync(owner, old.id, at(60), None).await?,
            tx.set_next_sync(owner, new.id, at(90), Some(at(30))).await?,
        )).expect("a write");
        assert_eq!(moved, (false, true), "only the present one continues");
        assert_eq!(db.find_sync_schedule(owner).await.expect("a read"), Some(expected));
        assert!(commit!(db, |tx| tx.delete_sync_schedule(owner).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.delete_sync_schedule(owner).await?).expect("a write"));
        assert_eq!(db.find_sync_schedule(owner).await.expect("a read"), None);
    }

    async fn chats_are_processed_in_the_order_they_arrived(db) {
        let owner = instance(&db, "i").await.id;
        let (one, two) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let mut group = chat(&db, owner, "3@g.us").await;
        group.chat_type = omni_domain::conversation::ChatType::Group;
        let row = group.clone();
        commit!(db, |tx| tx.update_chat(&row).await?).expect("a write");
        let mut seen: Vec<ChatId> = Vec::new();
        while let Some(next) =
            db.next_sync_chat(owner, &everything(), seen.last().copied()).await.expect("a read")
        {
            seen.push(next.id);
        }
        assert_eq!(seen, [one.id, two.id, group.id]);
        let persons = SyncChats { groups: false, ..everything() };
        assert_eq!(db.count_sync_chats(owner, &persons).await.expect("a count"), 2);
        let chosen = SyncChats { ids: Some(vec![two.id]), ..everything() };
        assert_eq!(db.count_sync_chats(owner, &chosen).await.expect("a count"), 1);
        let none = SyncChats { ids: Some(Vec::new()), ..everything() };
        assert_eq!(db.next_sync_chat(owner, &none, None).await.expect("a read"), None);
    }

    async fn messages_are_counted_by_when_they_were_written_and_when_they_arrived(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let old = |external_id: &str, seconds: i64| Message {
            source: MessageSource::Sync,
            created_at: at(100),
            ..new_message(&talk, external_id, seconds)
        };
        messages(&db, vec![new_message(&talk, "live", 50), old("a", 10), old("b", 20)]).await;
        let between = |since, until| db.count_messages_between(talk.id, since, until);
        assert_eq!(between(None, None).await.expect("a count"), 3);
        assert_eq!(between(Some(at(20)), None).await.expect("a count"), 2);
        assert_eq!(between(Some(at(20)), Some(at(20))).await.expect("a count"), 1);
        assert_eq!(db.count_synced_messages(talk.id, at(100)).await.expect("a count"), 2);
        assert_eq!(db.count_synced_messages(talk.id, at(101)).await.expect("a count"), 0);
        let other = instance(&db, "j").await.id;
        for (owner, since, count) in [(owner, 100, 2), (owner, 101, 0), (other, 100, 0)] {
            let all = db.count_synced_messages_of(owner, &everything(), at(since)).await;
            assert_eq!(all.expect("a count"), count, "{since}");
        }
        let none = SyncChats { ids: Some(Vec::new()), ..everything() };
        assert_eq!(db.count_synced_messages_of(owner, &none, at(100)).await.expect("a count"), 0);
        let oldest = db.oldest_message(talk.id).await.expect("a read").expect("one");
        assert_eq!(oldest.external_id, "a");
        let totals = db.sync_totals(owner).await.expect("counts");
        assert_eq!(totals, SyncTotals { contacts: 0, chats: 1, messages: 0 }, "the chat counts");
    }

    async fn facts_about_chats_survive_a_merge(db) {
        let owner = instance(&db, "i").await.id;
        let (phone, lid) = (chat(&db, owner, "1@c").await, chat(&db, owner, "9@lid").await);
        let skip = ChatProcessing { media_enabled: false, note: Some("ads".into()) };
        let decision = skip.clone();
        let participant = Participant {
            chat_id: lid.id, platform_user_id: "2@c".into(), identity_id: None,
            display_name: None, role: "member".into(), joined_at: NOW,
        };
        commit!(db, |tx| {
            tx.set_chat_processing(lid.id, &ChatProcessing::default(), NOW).await?;
            tx.set_chat_processing(lid.id, &decision, NOW).await?;
            tx.set_participants(lid.id, &[participant]).await?;
        }).expect("stored");
        let facts = db.chat_facts(&[phone.id, lid.id]).await.expect("a read");
        assert_eq!((facts[&lid.id].participant_count, &facts[&lid.id].processing), (1, &skip));
        assert!(!facts.contains_key(&phone.id));
        commit!(db, |tx| tx.merge_chats(lid.id, phone.id).await?).expect("a merge");
        assert_eq!(db.chat_processing(phone.id).await.expect("a read"), skip);
        assert_eq!(chat_now(&db, phone.id).await.id, phone.id);
    }

    async fn profiles_are_kept_up_to_a_number(db) {
        let owner = instance(&db, "i").await.id;
        for (seconds, address) in [(1, "1@c"), (2, "2@c"), (3, "3@c")] {
            let profile = Profile {
                picture_url: Some(format!("https://pictures/{address}")),
                picture_at: Some(at(seconds)),
                ..Profile::new(owner, address)
            };
            commit!(db, |tx| tx.put_profile(&profile, at(seconds), 2).await?).expect("stored");
        }
        let all: Vec<String> = ["1@c", "2@c", "3@c"].map(str::to_owned).to_vec();
        let mut found = db.find_profiles(owner, &all).await.expect("a read");
        found.sort_by(|a, b| a.address.cmp(&b.address));
        assert_eq!(found.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), ["2@c", "3@c"]);
        assert_eq!(found[1].picture_at, Some(at(3)));
        assert!(commit!(db, |tx| tx.delete_profile(owner, "3@c").await?).expect("a write"));
        assert_eq!(db.find_profile(owner, "3@c").await.expect("a read"), None);
    }

    async fn state_without_an_instance_is_found(db) {
        let (one, two) = (instance(&db, "i").await.id, instance(&db, "j").await.id);
        for owner in [one, two] {
            let put = omni_storage::StateWrite::Put {
                ns: "wa.device", key: String::new(), value: vec![1].into(), num: 0,
            };
            commit!(db, |tx| tx.put_state(owner, vec![put])).expect("stored");
        }
        let mut owners = db.state_owners().await.expect("a read");
        owners.sort();
        assert_eq!(owners, [one, two]);
        let unknown: SyncId = id();
        assert_eq!(db.sync_by_id(unknown).await.expect("a read"), None);
    }
}
