//! Turns: one that gathers and one in progress per chat, and late writers change nothing.

use crate::fixtures::{NOW, T, at, chat, id, instance, messages, new_message};
use crate::harness::{both, commit};
use omni_domain::conversation::Chat;
use omni_domain::page::PageRequest;
use omni_domain::turn::{Turn, TurnState};
use omni_storage::{ChatPause, StorageError, TurnFilter};

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

both! {
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
            chat_id: lid.id, until: Some(at(99)), by: omni_domain::event::PausedBy::Api, updated_at: NOW,
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
