//! Turns: one that gathers and one in progress per chat, and late writers change nothing.

use crate::fixtures::{
    NOW, T, at, chat, id, instance, messages, new_chat, new_identity, new_job, new_message,
    new_person,
};
use crate::harness::{Db, both, commit, run_on};
use crate::jobs::reserve;
use crate::persons::manual;
use omni_domain::Timestamp;
use omni_domain::conversation::{Address, Chat, Person};
use omni_domain::event::PausedBy;
use omni_domain::ids::{InstanceId, PersonId, TenantId, TurnId};
use omni_domain::job::JobKind;
use omni_domain::message::{DeliveryStatus, Message};
use omni_domain::page::PageRequest;
use omni_domain::turn::{Turn, TurnState};
use omni_storage::{ChatFilter, ChatPause, StorageError, Store, StoreOptions, TurnFilter, Tx};
use std::sync::Arc;
use tokio::sync::{Barrier, oneshot};

pub(crate) fn new_turn(chat: &Chat, state: TurnState) -> Turn {
    Turn {
        id: id(),
        tenant_id: T,
        instance_id: chat.instance_id,
        chat_id: chat.id,
        person_id: None,
        state,
        outcome: None,
        due_at: at(1),
        latest_due_at: at(10),
        media_due_at: None,
        job_id: id(),
        attempts: 0,
        agent_id: None,
        agent_version: None,
        session_id: None,
        reply: None,
        queued_parts: 0,
        error: None,
        superseded_by: None,
        agent_latency_ms: None,
        created_at: NOW,
        collected_at: None,
        asked_at: None,
        answered_at: None,
        ended_at: None,
        updated_at: NOW,
    }
}

/// The addresses of the chats that pass the filter, in order.
async fn listed(db: &Db, owner: InstanceId, filter: ChatFilter<'_>) -> Vec<String> {
    let page = db.list_chats(T, owner, filter, PageRequest::first(10)).await.expect("a page");
    let mut found: Vec<String> = page.items.into_iter().map(|chat| chat.address.id).collect();
    found.sort();
    found
}

async fn paused(db: &Db, owner: InstanceId, now: Timestamp) -> Vec<String> {
    listed(db, owner, ChatFilter { paused_at: Some(now), ..ChatFilter::default() }).await
}

async fn failed(db: &Db, owner: InstanceId) -> Vec<String> {
    listed(db, owner, ChatFilter { failed: true, ..ChatFilter::default() }).await
}

/// The turns of a person, newest first, two to a page.
async fn of_person(db: &Db, tenant: TenantId, person: PersonId) -> Vec<TurnId> {
    let filter = TurnFilter { person_id: Some(person), ..TurnFilter::default() };
    let (mut found, mut request) = (Vec::new(), PageRequest::first(2));
    loop {
        let page = db.list_turns(tenant, &filter, request).await.expect("a page");
        found.extend(page.items.iter().map(|turn| turn.id));
        let Some(next) = page.next else { return found };
        request.after = Some(next);
    }
}

both! {
    async fn a_persons_turns_are_those_of_their_accounts_and_those_they_began(db) {
        let (one, two) = (instance(&db, "one").await.id, instance(&db, "two").await.id);
        let (ann, bo) = (new_person("Ann"), new_person("Bo"));
        // Chats and accounts learn their other address independently.
        let mut accounts = [
            new_identity(&ann, one, "1@c"),
            new_identity(&ann, two, "9@lid"),
            new_identity(&bo, one, "2@c"),
        ];
        accounts[0].address = Address::new("1@c").with_alt("8@lid");
        let (by_alt, mut of_alt) = (chat(&db, one, "8@lid").await, new_chat(two, "1@c"));
        of_alt.address = Address::new("1@c").with_alt("9@lid");
        let (group, of_bo) = (chat(&db, one, "3@g").await, chat(&db, one, "2@c").await);
        let turn = |chat: &Chat, seconds: i64, person: Option<&Person>| Turn {
            created_at: at(seconds),
            person_id: person.map(|person| person.id),
            ..new_turn(chat, TurnState::Done)
        };
        let turns = [
            turn(&by_alt, 1, None),
            turn(&of_alt, 2, Some(&ann)),
            turn(&group, 3, Some(&ann)),
            turn(&of_bo, 4, Some(&bo)),
            turn(&group, 5, None),
        ];
        let ids = turns.each_ref().map(|turn| turn.id);
        let (from, into) = (bo.id, ann.id);
        commit!(db, |tx| {
            for person in [&ann, &bo] { tx.insert_person(person).await?; }
            for account in &accounts { tx.insert_identity(account).await?; }
            tx.insert_chat(&of_alt).await?;
            tx.insert_turns(&turns).await?;
        }).expect("stored");
        assert_eq!(of_person(&db, T, into).await, [ids[2], ids[1], ids[0]], "each once");
        assert_eq!(of_person(&db, T, from).await, [ids[3]]);
        assert!(of_person(&db, TenantId(id()), into).await.is_empty(), "of another tenant");
        let filter = TurnFilter {
            person_id: Some(into), instance_ids: Some(vec![two]), ..TurnFilter::default()
        };
        let page = db.list_turns(T, &filter, PageRequest::first(9)).await.expect("a page");
        assert_eq!(page.items.iter().map(|turn| turn.id).collect::<Vec<_>>(), [ids[1]]);
        // Sources are cut to the page after the conditions.
        let old = TurnFilter {
            person_id: Some(into), chat_id: Some(by_alt.id), ..TurnFilter::default()
        };
        let page = db.list_turns(T, &old, PageRequest::first(1)).await.expect("a page");
        assert_eq!(page.items.iter().map(|turn| turn.id).collect::<Vec<_>>(), [ids[0]]);
        commit!(db, |tx| { tx.give_person(T, from, into, &manual()).await?; }).expect("a merge");
        assert_eq!(of_person(&db, T, into).await, [ids[3], ids[2], ids[1], ids[0]], "after a merge");
    }

    async fn a_chat_has_one_turn_that_gathers_and_one_in_progress(db) {
        let owner = instance(&db, "i").await.id;
        let chat = chat(&db, owner, "1@c").await;
        let open = new_turn(&chat, TurnState::Collecting);
        let running = new_turn(&chat, TurnState::Running);
        let over = new_turn(&chat, TurnState::Failed);
        let all = [open.clone(), running.clone(), over.clone()];
        commit!(db, |tx| { tx.insert_turns(&all).await?; }).expect("written");
        for state in [TurnState::Collecting, TurnState::Replying] {
            let second = [new_turn(&chat, state)];
            let refused = db.store
                .write(move |tx| Box::pin(async move { tx.insert_turns(&second).await }))
                .await;
            assert!(matches!(refused, Err(StorageError::NotUnique { .. })), "{refused:?}");
        }
        let page = db.store
            .list_turns(T, &TurnFilter::default(), PageRequest { after: None, limit: 10 })
            .await
            .expect("a page");
        assert_eq!(page.items.len(), 3);
        let failed = TurnFilter { states: vec![TurnState::Failed], ..TurnFilter::default() };
        let page = db.store
            .list_turns(T, &failed, PageRequest { after: None, limit: 10 })
            .await
            .expect("a page");
        assert_eq!(page.items, [over]);
    }

    async fn chats_are_found_by_the_pause_of_their_agent(db) {
        let owner = instance(&db, "i").await.id;
        let (open, timed, free) =
            (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await, chat(&db, owner, "3@c").await);
        let by = PausedBy::Person;
        let pause = |chat: &Chat, until| ChatPause {
            chat_id: chat.id, until, since: at(1), by, updated_at: at(1),
        };
        let (first, second) = (pause(&open, None), pause(&timed, Some(at(60))));
        let again = ChatPause { since: at(30), updated_at: at(30), until: Some(at(90)), ..second.clone() };
        commit!(db, |tx| {
            tx.pause_chat(&first).await?;
            tx.pause_chat(&second).await?;
        }).expect("paused");
        assert_eq!(paused(&db, owner, at(59)).await, ["1@c", "2@c"]);
        assert_eq!(paused(&db, owner, at(60)).await, ["1@c"], "its end has come");
        commit!(db, |tx| { tx.extend_pauses(&[again]).await?; }).expect("extended");
        assert_eq!(paused(&db, owner, at(60)).await, ["1@c", "2@c"]);
        let facts = db.chat_facts(&[open.id, timed.id, free.id]).await.expect("facts");
        let known = facts[&timed.id].pause.expect("a pause");
        assert_eq!((known.since, known.until, known.by), (at(1), Some(at(90)), by));
        assert!(!facts.contains_key(&free.id), "nothing is stored of it");
    }

    async fn a_chat_has_failed_until_something_follows_the_failure(db) {
        let owner = instance(&db, "i").await.id;
        let (turn, sent) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let over = new_turn(&turn, TurnState::Failed);
        let later = Turn { created_at: at(5000), ..new_turn(&turn, TurnState::Done) };
        let refused = Message { status: DeliveryStatus::Failed, ..new_message(&sent, "a", 1) };
        messages(&db, vec![new_message(&turn, "q", 1), refused]).await;
        commit!(db, |tx| { tx.insert_turns(&[over]).await?; }).expect("written");
        assert_eq!(failed(&db, owner).await, ["1@c", "2@c"]);
        commit!(db, |tx| { tx.insert_turns(&[later]).await?; }).expect("written");
        messages(&db, vec![new_message(&sent, "b", 2)]).await;
        assert_eq!(failed(&db, owner).await, Vec::<String>::new());
    }

    async fn turns_that_are_not_over_are_counted_whatever_they_wait_for(db) {
        let owner = instance(&db, "i").await.id;
        let mut all = Vec::new();
        for (number, state) in TurnState::ALL.iter().enumerate() {
            let chat = chat(&db, owner, &format!("{number}@c")).await;
            all.push(new_turn(&chat, *state));
        }
        let other = instance(&db, "other").await.id;
        all.push(new_turn(&chat(&db, other, "1@c").await, TurnState::Awaiting));
        commit!(db, |tx| { tx.insert_turns(&all).await?; }).expect("written");
        // Of the nine states, four are ends.
        assert_eq!(db.store.count_open_turns(owner).await.expect("read"), 5);
        assert_eq!(db.store.count_open_turns(other).await.expect("read"), 1);
    }

    async fn a_late_writer_changes_nothing(db) {
        let owner = instance(&db, "i").await.id;
        let chat = chat(&db, owner, "1@c").await;
        let turn = new_turn(&chat, TurnState::Running);
        let cancelled = Turn { state: TurnState::Cancelled, ..turn.clone() };
        let answered = Turn { state: TurnState::Replying, ..turn.clone() };
        let first = [turn.clone()];
        let moved = db.store.write(move |tx| Box::pin(async move {
            tx.insert_turns(&first).await?;
            let one = tx.update_turn(TurnState::Running, &cancelled).await?;
            let other = tx.update_turn(TurnState::Running, &answered).await?;
            Ok::<_, StorageError>((one, other))
        }));
        let (one, other) = moved.await.expect("written");
        assert!(one && !other);
        let stored = db.store.find_turn(T, turn.id).await.expect("read").expect("a turn");
        assert_eq!(stored.state, TurnState::Cancelled);
    }

    async fn quiet_times_move_but_not_beyond_their_end(db) {
        let owner = instance(&db, "i").await.id;
        let (one, two) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let turns =
            [new_turn(&one, TurnState::Collecting), new_turn(&two, TurnState::Collecting)];
        let moves = [(turns[0].id, at(5)), (turns[1].id, at(50))];
        let ids = [turns[0].id, turns[1].id];
        commit!(db, |tx| {
            tx.insert_turns(&turns).await?;
            tx.move_turns_due(&moves).await?;
            assert!(tx.postpone_turn(one.id, at(7)).await?);
            assert!(!tx.postpone_turn(one.id, at(6)).await?, "never earlier");
        }).expect("written");
        let mut due = Vec::new();
        for id in ids {
            due.push(db.store.find_turn(T, id).await.expect("read").expect("a turn").due_at);
        }
        assert_eq!(due, [at(7), at(10)]);
    }

    async fn turns_of_merged_chats_become_one(db) {
        let owner = instance(&db, "i").await.id;
        let (lid, phone) = (chat(&db, owner, "9@lid").await, chat(&db, owner, "1@c").await);
        let stored =
            messages(&db, vec![new_message(&lid, "a", 1), new_message(&phone, "b", 2)]).await;
        let (old, kept) =
            (new_turn(&lid, TurnState::Collecting), new_turn(&phone, TurnState::Collecting));
        let (old_id, kept_id) = (old.id, kept.id);
        let joins = [(stored[0].id, old_id), (stored[1].id, kept_id)];
        let pause = ChatPause {
            chat_id: lid.id, until: Some(at(99)), since: NOW, by: PausedBy::Api, updated_at: NOW,
        };
        commit!(db, |tx| {
            tx.insert_turns(&[old, kept]).await?;
            tx.join_turns(&joins).await?;
            tx.pause_chat(&pause).await?;
            tx.merge_chats(lid.id, phone.id).await?;
        }).expect("written");
        let old = db.store.find_turn(T, old_id).await.expect("read").expect("a turn");
        assert_eq!((old.state, old.superseded_by), (TurnState::Superseded, Some(kept_id)));
        assert_eq!(old.chat_id, phone.id);
        let together = db.store.turn_messages(kept_id).await.expect("read");
        assert_eq!(together.len(), 2);
        assert!(db.store.chat_pause(phone.id).await.expect("read").is_some());
    }
}

/// Of two nodes on one database, the one that asked stores the agent's "later" while the other
/// stores the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_job_does_not_hold_the_log_while_it_waits_for_a_turn() {
    let db = Db::postgres(StoreOptions::default()).await;
    run_on(db, |db| async move {
        let other = Store::open(&db.url, StoreOptions::default()).await.expect("the same database");
        let owner = instance(&db, "i").await.id;
        let turn = new_turn(&chat(&db, owner, "1@c").await, TurnState::Running);
        let asking = new_job(JobKind::TurnRun, Some("k"));
        let answering = new_job(JobKind::TurnRun, Some("k"));
        let (first, job) = ([turn.clone()], asking.clone());
        commit!(db, |tx| {
            tx.insert_turns(&first).await?;
            tx.insert_job(job);
        })
        .expect("written");
        assert_eq!(reserve(&db, 0).await.len(), 1);

        let asking = asking.id;
        let waits = Turn { state: TurnState::Awaiting, ..turn };
        let (locked, is_locked) = oneshot::channel();
        let (ended, has_ended) = oneshot::channel();
        let (answered, next) = (waits.clone(), answering.clone());
        let answer = other.write(move |tx: &mut Tx| {
            Box::pin(async move {
                tx.lock_turn(T, answered.id).await?;
                let _ = locked.send(());
                let _ = has_ended.await;
                let is_first = tx.update_turn(TurnState::Running, &answered).await?;
                tx.insert_job(next);
                tx.make_job_due(asking, at(1)).await?;
                Ok::<_, StorageError>(is_first)
            })
        });
        let later = async {
            is_locked.await.expect("the turn is locked");
            db.write(move |tx: &mut Tx| {
                Box::pin(async move {
                    assert!(tx.finish_job(asking, 1).await?);
                    let _ = ended.send(());
                    tx.update_turn(TurnState::Running, &waits).await
                })
            })
            .await
        };
        let (answer, later) = tokio::join!(answer, later);
        assert!(answer.expect("no deadlock"), "the answer is first");
        assert!(!later.expect("no deadlock"), "and is kept");
        let due: Vec<_> = reserve(&db, 2).await.iter().map(|job| job.id).collect();
        assert_eq!(due, [answering.id]);
        other.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_writes_that_wait_for_each_other_one_is_undone() {
    let db = Db::postgres(StoreOptions::default()).await;
    run_on(db, |db| async move {
        let other = Store::open(&db.url, StoreOptions::default()).await.expect("the same database");
        let owner = instance(&db, "i").await.id;
        let mut turns = Vec::new();
        for address in ["1@c", "2@c"] {
            turns.push(new_turn(&chat(&db, owner, address).await, TurnState::Running));
        }
        let (one, two) = (turns[0].id, turns[1].id);
        commit!(db, |tx| tx.insert_turns(&turns).await?).expect("written");
        let barrier = Arc::new(Barrier::new(2));
        let lock = |store: &Store, first: TurnId, second: TurnId| {
            let (store, barrier) = (store.clone(), Arc::clone(&barrier));
            async move {
                let both = store.write(move |tx: &mut Tx| {
                    Box::pin(async move {
                        tx.lock_turn(T, first).await?;
                        barrier.wait().await;
                        tx.lock_turn(T, second).await?;
                        Ok::<_, StorageError>(())
                    })
                });
                both.await
            }
        };
        let (one_way, other_way) = tokio::join!(lock(&db.store, one, two), lock(&other, two, one));
        let undone: Vec<_> = [one_way, other_way].into_iter().filter_map(Result::err).collect();
        assert!(matches!(undone[..], [StorageError::Deadlock]), "{undone:?}");
        other.close().await;
    })
    .await;
}
