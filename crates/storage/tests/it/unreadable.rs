//! Rows that another program or a damaged disk has made unreadable: each fails itself alone.

use crate::ai_layers::{of_account, of_chat, of_tenant};
use crate::fixtures::{
    NOW, T, at, chat, instance, new_agent, new_chat, new_event, new_identity, new_job, new_person,
};
use crate::harness::{both, commit, execute};
use crate::jobs::{add, reserve};
use crate::persons::rule;
use crate::providers::new_batch;
use crate::syncs::new_sync;
use crate::turns::new_turn;
use crate::users::new_user;
use crate::webhooks::added;
use omni_domain::access::Role;
use omni_domain::agent::AgentAuthor;
use omni_domain::ai_layer::{AiChat, AiMode, AiSettings};
use omni_domain::batch::{BatchConfig, BatchKind, BatchStatus};
use omni_domain::conversation::{Chat, ChatType, LinkedBy};
use omni_domain::job::{JobKind, JobState, StoredKind};
use omni_domain::page::PageRequest;
use omni_domain::rules::{AccessMode, AccessRule, RuleActionKind, Subject, decide};
use omni_domain::sync::{SyncJob, SyncStatus};
use omni_domain::turn::{ReplyPlan, Turn, TurnError, TurnStage, TurnState};
use omni_domain::user::{User, UserSecrets, UserStatus};
use omni_storage::{BatchFilter, DeadFilter, TurnFilter};

both! {
    async fn a_rule_that_cannot_be_read_fails_no_decision_and_can_be_deleted(db) {
        let owner = instance(&db, "i").await;
        let subject = Subject { instance_id: owner.id, channel: owner.channel, addresses: &["9@lid"], phones: &[], person_id: None };
        let rules: Vec<AccessRule> = (0..4).map(|n| AccessRule { priority: 9 - n, ..rule(None) }).collect();
        let rows = rules.clone();
        commit!(db, |tx| for row in &rows { tx.insert_access_rule(row).await?; }).expect("rows");
        execute(&db, "UPDATE access_rules SET phone_patterns = 'no JSON' WHERE priority = 9").await;
        execute(&db, "UPDATE access_rules SET platform_user_ids = '[7]', reason = 'mine' WHERE priority = 8").await;
        execute(&db, "UPDATE access_rules SET rule_type = 'later', action = 'later' WHERE priority = 7").await;
        let before = db.stats().unreadable;
        let listed = db.list_access_rules(T).await.expect("a list");
        assert_eq!(listed.iter().map(|rule| rule.id).collect::<Vec<_>>(), rules.iter().map(|rule| rule.id).collect::<Vec<_>>());
        assert_eq!(db.stats().unreadable, before + 3, "each is counted");
        for unreadable in &listed[..3] {
            assert!(!unreadable.enabled, "{unreadable:?}");
            assert!(unreadable.reason.as_ref().is_some_and(|why| why.contains("cannot be read")));
            // Not even if it is enabled without being written again.
            let enabled = [AccessRule { enabled: true, ..unreadable.clone() }];
            assert!(decide(AccessMode::Blocklist, &enabled, &subject, NOW).rule.is_none());
        }
        let decision = decide(AccessMode::Blocklist, &listed, &subject, NOW);
        assert_eq!((decision.action, decision.rule), (RuleActionKind::Block, Some(&rules[3])));
        let bad = rules[0].id;
        assert!(db.find_access_rule(T, bad).await.expect("a read").is_some());
        let mended = rules[0].clone();
        assert!(commit!(db, |tx| {
            tx.lock_access_rule(T, bad).await?.is_some() && tx.update_access_rule(&mended).await?
        }).expect("it is written again"));
        assert_eq!(db.find_access_rule(T, bad).await.expect("a read"), Some(rules[0].clone()));
        let bad = rules[1].id;
        assert!(commit!(db, |tx| tx.lock_access_rule(T, bad).await?.is_some() && tx.delete_access_rule(T, bad).await?).expect("a write"));
    }

    async fn a_job_that_cannot_be_read_stops_no_lane(db) {
        let all: Vec<_> = (0..3).map(|_| new_job(JobKind::MessageSend, None)).collect();
        let [bad, good, later] = [0, 1, 2].map(|n: usize| all[n].id);
        add(&db, all).await;
        let queue = [new_job(JobKind::TurnRun, Some("chat")), new_job(JobKind::TurnRun, Some("chat"))];
        let [head, behind] = [queue[0].id, queue[1].id];
        add(&db, queue.to_vec()).await;
        execute(&db, "UPDATE jobs SET payload = '{\"n\":' WHERE id = (SELECT id FROM jobs WHERE kind = 'message.send' ORDER BY id LIMIT 1)").await;
        execute(&db, "UPDATE jobs SET kind = 'of.tomorrow' WHERE id = (SELECT id FROM jobs WHERE kind = 'message.send' ORDER BY id DESC LIMIT 1)").await;
        execute(&db, "UPDATE jobs SET kind = 'of.tomorrow' WHERE kind = 'turn.run' AND NOT head").await;
        let before = db.stats().unreadable;
        let reserved = reserve(&db, 0).await;
        assert_eq!(reserved.iter().map(|job| job.id).collect::<Vec<_>>(), [bad, good, head]);
        assert_eq!(reserved[0].payload, serde_json::Value::from("{\"n\":"), "what no kind of job takes");
        assert_eq!(db.stats().unreadable, before + 1);
        // Its dead letter is listed, read and retried like any other.
        assert!(commit!(db, |tx| tx.bury_job(bad, 1, "why").await?).expect("a write"));
        let dead = db.list_dead(T, &DeadFilter::default(), PageRequest::first(5)).await.expect("a list");
        assert_eq!(dead.items.iter().map(|letter| letter.job.id).collect::<Vec<_>>(), [bad]);
        assert_eq!(db.find_job(T, bad).await.expect("a read").map(|job| job.state), Some(JobState::Dead));
        assert!(commit!(db, |tx| tx.retry_dead(T, bad).await?).expect("a write"));
        // A kind of a later version: promoted, counted and queued again without failing the others.
        assert!(commit!(db, |tx| tx.finish_job(head, 1).await?).expect("the next one is of that kind"));
        execute(&db, "UPDATE jobs SET state = 'running', lease_until = 1 WHERE kind = 'of.tomorrow'").await;
        let lease = std::time::Duration::from_secs(30);
        assert_eq!(commit!(db, |tx| tx.requeue_expired(at(1), lease, &[]).await?).expect("a write"), 2);
        let counts = db.job_counts().await.expect("the counts");
        let unknown: Vec<_> = counts.iter().filter(|count| count.kind.is_none()).collect();
        let [unknown] = &unknown[..] else { panic!("one number for all kinds: {counts:?}") };
        assert_eq!((unknown.state, unknown.count), (JobState::Queued, 2));
        assert!(counts.iter().all(|count| matches!(count.kind, None | Some(JobKind::MessageSend))), "{counts:?}");
        // Its dead letter is shown under the name that is stored.
        execute(&db, "UPDATE jobs SET state = 'dead' WHERE kind = 'of.tomorrow'").await;
        let dead = db.list_dead(T, &DeadFilter::default(), PageRequest::first(5)).await.expect("a list");
        let other = dead.items.iter().filter(|letter| letter.job.kind == StoredKind::Other("of.tomorrow".to_owned()));
        assert_eq!(other.count(), 2);
        assert!(db.find_dead(T, later).await.expect("a read").is_some());
        execute(&db, "UPDATE jobs SET state = 'queued' WHERE kind = 'of.tomorrow'").await;
        assert!(!reserve(&db, 2).await.iter().any(|job| [later, behind].contains(&job.id)));
    }

    async fn a_webhook_endpoint_that_cannot_be_read_gets_nothing_and_can_be_deleted(db) {
        let (bad, good) = (added(&db).await.id, added(&db).await.id);
        execute(
            &db,
            "UPDATE webhook_endpoints SET filter = '['
             WHERE id = (SELECT id FROM webhook_endpoints ORDER BY id LIMIT 1)",
        )
        .await;
        let before = db.stats().unreadable;
        let listed = db.list_webhook_endpoints(T, PageRequest::first(5)).await.expect("a list").items;
        assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [bad, good]);
        assert!(db.stats().unreadable > before, "it is counted");
        let shown = &listed[0];
        assert!(!shown.active && shown.description.as_ref().is_some_and(|why| why.contains("cannot be read")), "{shown:?}");
        assert!(!shown.filter.takes(&new_event(instance(&db, "i").await.id, "x"), None), "not even if it is enabled");
        let active = db.active_webhook_endpoints().await.expect("a read");
        assert_eq!(active.iter().map(|one| one.id).collect::<Vec<_>>(), [good]);
        assert!(db.webhook_endpoint_by_id(bad).await.expect("a read").is_some());
        assert!(commit!(db, |tx| {
            tx.lock_webhook_endpoint(T, bad).await?.is_some() && tx.delete_webhook_endpoint(T, bad).await?
        }).expect("a write"));
    }

    async fn an_ai_layer_that_cannot_be_read_is_switched_off_until_it_is_written(db) {
        let one = instance(&db, "one").await.id;
        let there = chat(&db, one, "1@c").await.id;
        let agent = new_agent("all", None);
        let (row, global, account) = (agent.clone(), of_tenant(agent.id, true), of_account(one));
        let of_there = AiChat { mode: AiMode::Enabled, ..of_chat(there) };
        let written = account.clone();
        commit!(db, |tx| {
            tx.insert_agent(&row, &AgentAuthor::SYSTEM).await?;
            tx.put_ai_global(&global).await?;
            tx.put_ai_account(&written).await?;
            tx.put_ai_chat(&of_there).await?;
        }).expect("the layers");
        execute(&db, "UPDATE ai_globals SET settings = '{'").await;
        execute(&db, "UPDATE ai_accounts SET settings = '['").await;
        execute(&db, "UPDATE ai_chats SET mode = 'later'").await;
        let before = db.stats().unreadable;
        let layers = db.ai_layers(T, one, Some(there)).await.expect("a read");
        assert!(db.stats().unreadable >= before + 3, "each is counted");
        assert!(layers.global.is_some_and(|layer| !layer.enabled && layer.settings == AiSettings::default()));
        assert_eq!(layers.account.map(|layer| layer.mode), Some(AiMode::Disabled));
        assert_eq!(layers.chat.map(|layer| layer.mode), Some(AiMode::Disabled));
        let written = account.clone();
        commit!(db, |tx| tx.put_ai_account(&written).await?).expect("a write");
        assert_eq!(db.ai_account(one).await.expect("a read"), Some(account));
    }

    async fn an_instance_that_cannot_be_read_keeps_no_other_from_being_connected(db) {
        let (bad, good) = (instance(&db, "bad").await.id, instance(&db, "good").await.id);
        for id in [bad, good] {
            commit!(db, |tx| tx.set_instance_wanted(id, true, at(1)).await?).expect("a write");
        }
        execute(&db, "UPDATE instances SET channel = 'later' WHERE name = 'bad'").await;
        let survey = commit!(db, |tx| tx.survey(Some(at(2))).await?).expect("a read");
        assert_eq!(survey.wanted.iter().map(|one| one.id).collect::<Vec<_>>(), [good]);
    }

    async fn a_chat_that_cannot_be_read_is_missing_among_others_and_fails_none(db) {
        let owner = instance(&db, "i").await.id;
        let (bad, good) = (chat(&db, owner, "1@c").await.id, chat(&db, owner, "2@c").await.id);
        execute(&db, "UPDATE chats SET chat_type = 'later' WHERE address = '1@c'").await;
        let found = db.chats_by_id(&[bad, good]).await.expect("a read");
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [good]);
    }

    async fn a_chat_whose_type_cannot_be_read_gets_it_again_with_the_next_write(db) {
        let owner = instance(&db, "i").await.id;
        let id = chat(&db, owner, "1@c").await.id;
        execute(&db, "UPDATE chats SET chat_type = 'later', phone = 'no digits' WHERE address = '1@c'").await;
        let before = db.stats().unreadable;
        let shown = db.chat_by_id(id).await.expect("a read").expect("it");
        assert_eq!((shown.chat_type, shown.address.phone), (ChatType::Dm, None));
        assert!(db.stats().unreadable >= before + 2, "each column is counted");
        let address = ["1@c".to_owned()];
        let unknown = commit!(db, |tx| tx.find_chats_to_write(owner, &address, |_| None).await?);
        assert!(unknown.expect("a read").is_empty(), "left out, as everywhere");
        let address = ["1@c".to_owned()];
        let of = |address: &str| (address == "1@c").then_some(ChatType::Group);
        let found = commit!(db, |tx| tx.find_chats_to_write(owner, &address, of).await?).expect("a write");
        assert_eq!(found.iter().map(|one| (one.id, one.chat_type)).collect::<Vec<_>>(), [(id, ChatType::Group)]);
        let before = db.stats().unreadable;
        assert_eq!(db.find_chat_by_address(owner, "1@c").await.expect("a read").map(|one| one.chat_type), Some(ChatType::Group));
        assert_eq!(db.stats().unreadable, before + 1, "its phone number alone");
        // As it is added again by one that has not found it.
        execute(&db, "UPDATE chats SET chat_type = 'later' WHERE address = '1@c'").await;
        let again = Chat { chat_type: ChatType::Broadcast, ..new_chat(owner, "1@c") };
        let kept = commit!(db, |tx| tx.insert_or_find_chat(again).await?).expect("a write");
        assert_eq!((kept.id, kept.chat_type), (id, ChatType::Broadcast));
    }

    async fn an_account_whose_link_cannot_be_read_is_found(db) {
        let owner = instance(&db, "i").await.id;
        let person = new_person("Ann");
        let account = new_identity(&person, owner, "1@c");
        let (row, of) = (account.clone(), person.clone());
        commit!(db, |tx| {
            tx.insert_person(&of).await?;
            tx.insert_identity(&row).await?;
        }).expect("an account");
        execute(&db, "UPDATE identities SET linked_by = 'later'").await;
        let before = db.stats().unreadable;
        let found = db.find_identities(owner, &["1@c".to_owned()]).await.expect("a read");
        assert_eq!(found.iter().map(|one| (one.id, one.link.linked_by)).collect::<Vec<_>>(), [(account.id, LinkedBy::Initial)]);
        assert_eq!(db.stats().unreadable, before + 1, "it is counted");
    }

    async fn a_user_whose_rights_cannot_be_read_has_none_and_can_be_deleted(db) {
        let user = User { is_operator: true, ..new_user(T, "ann@example.com", Role::Owner) };
        let (id, row) = (user.id, user.clone());
        commit!(db, |tx| tx.insert_user(&row, &UserSecrets::default()).await?).expect("a user");
        execute(&db, "UPDATE users SET role = 'later'").await;
        let listed = db.list_users(T, PageRequest::first(5)).await.expect("a list").items;
        let [shown] = &listed[..] else { panic!("{listed:?}") };
        assert_eq!((shown.role, shown.status, shown.is_operator), (Role::Viewer, UserStatus::Disabled, false));
        assert!(commit!(db, |tx| tx.lock_user(T, id).await?.is_some() && tx.delete_user(T, id).await?).expect("a write"));
    }

    async fn a_batch_job_that_cannot_be_read_is_shown_as_failed_and_can_be_ended(db) {
        let owner = instance(&db, "i").await.id;
        let config = BatchConfig { instance_id: Some(owner), ..BatchConfig::default() };
        let (bad, other) = (new_batch(config.clone()), new_batch(config.clone()));
        let (id, rows) = (bad.id, [bad, other.clone()]);
        commit!(db, |tx| {
            tx.insert_batch_job(&rows[0], "bad").await?;
            tx.insert_batch_job(&rows[1], "other").await?;
        }).expect("rows");
        execute(&db, "UPDATE batch_jobs SET config = 'no JSON', errors = '{', status = 'later' WHERE active_key = 'bad'").await;
        execute(&db, "UPDATE batch_jobs SET errors = '{' WHERE active_key = 'other'").await;
        let before = db.stats().unreadable;
        let page = db.list_batch_jobs(T, &BatchFilter::default(), PageRequest::first(5)).await.expect("a page");
        assert_eq!(page.items.len(), 2);
        assert!(db.stats().unreadable >= before + 3);
        let shown = db.find_batch_job(T, id).await.expect("a read").expect("it");
        assert_eq!((shown.status, shown.config), (BatchStatus::Failed, config));
        assert!(shown.error.is_some_and(|why| why.contains("cannot be read")));
        // Of which only the list of failures is lost.
        assert_eq!(db.find_batch_job(T, other.id).await.expect("a read"), Some(other));
        let ended = commit!(db, |tx| tx.end_batch_job(T, id, BatchStatus::Failed, None, at(9)).await?);
        assert_eq!(ended.expect("a write").expect("it").completed_at, Some(at(9)));
        let active = db.active_batch_jobs(T, BatchKind::MediaReprocess).await.expect("a read");
        assert!(active.iter().all(|job| job.id != id), "nothing waits for it");
    }

    async fn a_sync_that_cannot_be_read_is_shown_as_failed_and_can_be_ended(db) {
        let owner = instance(&db, "i").await.id;
        let (bad, old) = (new_sync(owner, 5), SyncJob { status: SyncStatus::Completed, ..new_sync(owner, 1) });
        for sync in [old.clone(), bad.clone()] {
            commit!(db, |tx| tx.insert_sync(&sync, 10).await?).expect("a row");
        }
        execute(&db, "UPDATE sync_jobs SET options = '{' WHERE status = 'running'").await;
        let before = db.stats().unreadable;
        let shown = db.latest_sync(owner).await.expect("a read").expect("it");
        assert_eq!((shown.id, shown.status, shown.finished_at), (bad.id, SyncStatus::Failed, Some(bad.updated_at)));
        assert!(shown.error.as_ref().is_some_and(|why| why.contains("cannot be read")), "{shown:?}");
        assert_eq!(db.stats().unreadable, before + 1);
        let listed = db.list_syncs(owner).await.expect("a list");
        assert_eq!(listed.iter().map(|sync| sync.id).collect::<Vec<_>>(), [bad.id, old.id]);
        let next = new_sync(owner, 9);
        let refused = next.clone();
        assert!(commit!(db, |tx| tx.insert_sync(&refused, 10).await?).is_err(), "it is still in the way");
        assert!(commit!(db, |tx| tx.update_sync(&shown).await?).expect("it is ended"));
        commit!(db, |tx| tx.insert_sync(&next, 10).await?).expect("another one starts");
    }

    async fn a_turn_whose_answer_cannot_be_read_fails_no_message_of_its_chat(db) {
        let chat = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let turn = Turn {
            reply: Some(ReplyPlan::default()),
            error: Some(TurnError {
                stage: TurnStage::ChannelSend,
                code: "x".to_owned(),
                message: String::new(),
            }),
            ..new_turn(&chat, TurnState::Replying)
        };
        let rows = [turn.clone()];
        commit!(db, |tx| tx.insert_turns(&rows).await?).expect("a row");
        execute(&db, "UPDATE turns SET reply = '{', outcome = 'later', error_stage = 'later'").await;
        let chats = [chat.id];
        let found = commit!(db, |tx| tx.turns_of_chats(&chats, &[TurnState::Replying]).await?).expect("a read");
        let [found] = &found[..] else { panic!("{found:?}") };
        assert_eq!((found.id, found.reply.as_ref(), found.outcome), (turn.id, None, None));
        assert!(db.find_turn(T, turn.id).await.expect("a read").is_some());
        let page = db.list_turns(T, &TurnFilter::default(), PageRequest::first(5)).await.expect("a page");
        assert_eq!(page.items.len(), 1);
    }
}
