//! What an account keeps about its chats and people.

use crate::fixtures::{NOW, T, at, chat, chat_now, instance, messages, new_message, outbound};
use crate::harness::{both, commit};
use omni_domain::chat_state::{BlockedContact, ChatState, Label, Mute};
use omni_domain::message::{DeliveryStatus, Message, MessageSource};
use omni_domain::page::PageRequest;
use omni_storage::{ChatFilter, ChatTouch};

both! {
    async fn the_state_of_a_chat_is_read_back_and_survives_a_merge(db) {
        let owner = instance(&db, "i").await.id;
        let (phone, lid) = (chat(&db, owner, "1@c").await.id, chat(&db, owner, "9@lid").await.id);
        assert_eq!(db.chat_state(lid).await.expect("a read"), ChatState::default());
        let state = ChatState {
            archived: true,
            pinned: true,
            mute: Mute::Until(at(9)),
            marked_unread: true,
            disappearing_seconds: 86_400,
            cleared_at: Some(at(1)),
            removed_at: None,
        };
        let written = state.clone();
        commit!(db, |tx| {
            assert_eq!(tx.lock_chat_state(lid).await?, ChatState::default());
            tx.set_chat_state(lid, &ChatState::default(), NOW).await?;
            tx.set_chat_state(lid, &written, NOW).await?;
            assert!(tx.label_chat(lid, "1", true).await?);
            assert!(!tx.label_chat(lid, "1", true).await?, "it has it already");
        }).expect("stored");
        let facts = db.chat_facts(&[phone, lid]).await.expect("a read");
        assert_eq!((&facts[&lid].state, &facts[&lid].labels), (&state, &vec!["1".to_owned()]));
        commit!(db, |tx| tx.merge_chats(lid, phone).await?).expect("a merge");
        assert_eq!(db.chat_state(phone).await.expect("a read"), state);
        assert_eq!(db.labels_of_chat(phone).await.expect("a read"), ["1"]);
        commit!(db, |tx| tx.mark_chat_read(phone, NOW).await.map(drop)?).expect("a mark");
        assert!(!db.chat_state(phone).await.expect("a read").marked_unread);
    }

    async fn some_messages_of_a_chat_are_counted_as_read(db) {
        let owner = instance(&db, "i").await.id;
        let id = chat(&db, owner, "1@c").await.id;
        let unread = ChatTouch {
            id, messages: 3, unread: 3, last_message_at: Some(at(5)), preview: Some("p".into()),
        };
        commit!(db, |tx| {
            tx.touch_chats(&[unread]).await?;
            assert!(tx.count_read(id, 2, NOW).await?);
        }).expect("stored");
        assert_eq!(chat_now(&db, id).await.unread_count, 1);
        commit!(db, |tx| {
            assert!(tx.count_read(id, 2, NOW).await?);
            assert!(!tx.count_read(id, 1, NOW).await?, "none is left");
        }).expect("stored");
        assert_eq!(chat_now(&db, id).await.unread_count, 0);
    }

    async fn a_chat_counts_the_newest_of_its_unread_messages(db) {
        let owner = instance(&db, "i").await.id;
        let (talk, other) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let id = talk.id;
        let history = Message { source: MessageSource::Sync, ..new_message(&talk, "synced", 50) };
        let all = messages(&db, vec![
            new_message(&talk, "old", 10),
            new_message(&talk, "first", 20),
            new_message(&talk, "second", 30),
            outbound(&talk, "ours", DeliveryStatus::Sent),
            history,
            new_message(&other, "elsewhere", 60),
        ]).await;
        let counted = async || commit!(db, |tx| tx.counted_unread(id).await?).expect("a read");
        assert!(counted().await.is_empty(), "the chat is read, whatever its messages are");
        let touch = ChatTouch { id, messages: 2, unread: 2, last_message_at: None, preview: None };
        commit!(db, |tx| tx.touch_chats(&[touch]).await?).expect("stored");
        assert_eq!(counted().await, [all[2].id, all[1].id], "the old one was read with the chat");
        let newest = ["second".to_owned()];
        commit!(db, |tx| {
            tx.advance_status(owner, &newest, DeliveryStatus::Read, NOW).await?;
            tx.count_read(id, 1, NOW).await?;
        }).expect("stored");
        assert_eq!(counted().await, [all[1].id], "in any order");
    }

    async fn only_a_change_of_what_is_kept_for_all_is_one(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let id = messages(&db, vec![new_message(&talk, "a", 10)]).await[0].id;
        commit!(db, |tx| {
            assert!(tx.set_kept(id, Some(NOW)).await?);
            assert!(!tx.set_kept(id, Some(at(5))).await?, "it is kept already");
            assert!(tx.set_kept(id, None).await?);
            assert!(!tx.set_kept(id, None).await?, "it is not kept any more");
        }).expect("stored");
    }

    async fn what_was_cleared_in_one_of_two_merged_chats_stays_so(db) {
        let owner = instance(&db, "i").await.id;
        let (phone, lid) = (chat(&db, owner, "1@c").await.id, chat(&db, owner, "9@lid").await.id);
        let kept = ChatState { archived: true, cleared_at: Some(at(1)), ..ChatState::default() };
        let (of_phone, of_lid) = (kept.clone(), ChatState { cleared_at: Some(at(5)), ..ChatState::default() });
        commit!(db, |tx| {
            tx.set_chat_state(phone, &of_phone, NOW).await?;
            tx.set_chat_state(lid, &of_lid, NOW).await?;
            tx.merge_chats(lid, phone).await?;
        }).expect("a merge");
        let merged = db.chat_state(phone).await.expect("a read");
        assert_eq!(merged, ChatState { cleared_at: Some(at(5)), ..kept });
    }

    async fn lists_are_filtered_by_what_is_kept(db) {
        let owner = instance(&db, "i").await.id;
        let (one, gone) = (chat(&db, owner, "1@c").await.id, chat(&db, owner, "2@c").await.id);
        let archived = ChatState { archived: true, ..ChatState::default() };
        let removed = ChatState { removed_at: Some(NOW), ..ChatState::default() };
        commit!(db, |tx| {
            tx.set_chat_state(one, &archived, NOW).await?;
            tx.set_chat_state(gone, &removed, NOW).await?;
            tx.label_chat(one, "1", true).await.map(drop)?;
        }).expect("stored");
        let found = |filter| {
            let db = &db;
            async move {
                let all = PageRequest::first(10);
                db.list_chats(T, owner, filter, all).await.expect("a page").items.len()
            }
        };
        let none = ChatFilter::default;
        assert_eq!(found(none()).await, 1, "the deleted one is left out");
        assert_eq!(found(ChatFilter { archived: Some(true), ..none() }).await, 1);
        assert_eq!(found(ChatFilter { archived: Some(false), ..none() }).await, 0);
        assert_eq!(found(ChatFilter { pinned: Some(false), ..none() }).await, 1);
        assert_eq!(found(ChatFilter { label: Some("1"), ..none() }).await, 1);
        assert_eq!(found(ChatFilter { label: Some("2"), ..none() }).await, 0);
    }

    async fn cleared_messages_are_left_out_but_for_starred_ones(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let all = ["a", "b", "c"].into_iter().zip([10, 20, 30]);
        let all = all.map(|(id, seconds)| new_message(&talk, id, seconds)).collect();
        let stored = messages(&db, all).await;
        let first = stored.iter().find(|one| one.external_id == "a").expect("stored").id;
        let cleared = ChatState { cleared_at: Some(at(20)), ..ChatState::default() };
        commit!(db, |tx| {
            assert!(tx.set_starred(first, Some(NOW)).await?);
            tx.set_chat_state(talk.id, &cleared, NOW).await?;
            tx.empty_chat(talk.id, NOW).await?;
        }).expect("stored");
        assert_eq!(db.starred_among(&[first]).await.expect("a read"), [first]);
        let shown = db.list_messages(T, talk.id, None, None, 10).await.expect("a page").items;
        let shown: Vec<&str> = shown.iter().map(|one| one.external_id.as_str()).collect();
        assert_eq!(shown, ["c", "a"]);
        let unstarred = commit!(db, |tx| tx.unstar_until(talk.id, at(20)).await?);
        assert_eq!(unstarred.expect("unstarred"), 1);
        let recent = db.recent_messages(talk.id, 10).await.expect("a read");
        let recent: Vec<&str> = recent.iter().map(|one| one.external_id.as_str()).collect();
        assert_eq!(recent, ["c"]);
    }

    async fn labels_of_messages_end_with_the_label_and_survive_a_merge(db) {
        let owner = instance(&db, "i").await.id;
        let (phone, lid) = (chat(&db, owner, "1@c").await, chat(&db, owner, "9@lid").await);
        let twins = vec![new_message(&phone, "a", 10), new_message(&lid, "a", 10)];
        let stored = messages(&db, twins).await;
        let of = |talk: omni_domain::ids::ChatId| {
            stored.iter().find(|one| one.chat_id == talk).expect("stored").id
        };
        let (kept, twin) = (of(phone.id), of(lid.id));
        let label = |id: &str| Label { id: id.into(), name: "New".into(), color: 3 };
        commit!(db, |tx| {
            tx.put_label(owner, &label("1"), None, NOW).await.map(drop)?;
            tx.put_label(owner, &label("2"), None, NOW).await.map(drop)?;
            assert!(tx.label_message(kept, "1", true).await?);
            assert!(!tx.label_message(kept, "1", true).await?, "it has it already");
            tx.label_message(twin, "1", true).await.map(drop)?;
            tx.label_message(twin, "2", true).await.map(drop)?;
        }).expect("stored");
        commit!(db, |tx| tx.merge_chats(lid.id, phone.id).await?).expect("a merge");
        let labels = db.labels_of_messages(&[kept, twin]).await.expect("a read");
        assert_eq!(labels.get(&kept), Some(&vec!["1".to_owned(), "2".to_owned()]), "{labels:?}");
        commit!(db, |tx| {
            assert!(tx.delete_label(owner, "1", None, NOW).await?);
            assert!(tx.label_message(kept, "2", false).await?);
        }).expect("deleted");
        assert!(db.labels_of_messages(&[kept]).await.expect("a read").is_empty());
    }

    async fn a_change_of_a_label_does_not_replace_one_that_was_stored_since_it_was_asked(db) {
        let owner = instance(&db, "i").await.id;
        let label = |name: &str| Label { id: "1".into(), name: name.into(), color: 3 };
        let asked = db.label_revision(owner, "1").await.expect("a read");
        // Another node creates it, and the network reports another name.
        assert!(commit!(db, |tx| tx.put_label(owner, &label("Theirs"), Some(asked), NOW).await?).expect("a write"));
        assert!(commit!(db, |tx| tx.put_label(owner, &label("Last"), None, NOW).await?).expect("a write"));
        let late = commit!(db, |tx| tx.put_label(owner, &label("Late"), Some(asked), NOW).await?);
        assert!(!late.expect("nothing is written"));
        let late = commit!(db, |tx| tx.delete_label(owner, "1", Some(asked), NOW).await?);
        assert!(!late.expect("nothing is written"));
        assert_eq!(db.list_labels(owner).await.expect("a read"), [label("Last")]);
        // What was asked before a deletion does not bring it back; what is created afterwards does.
        let asked = db.label_revision(owner, "1").await.expect("a read");
        assert!(commit!(db, |tx| tx.delete_label(owner, "1", None, NOW).await?).expect("a write"));
        assert!(!commit!(db, |tx| tx.delete_label(owner, "1", None, NOW).await?).expect("a repeat"));
        let late = commit!(db, |tx| tx.put_label(owner, &label("Late"), Some(asked), NOW).await?);
        assert!(!late.expect("nothing is written"));
        assert_eq!(db.find_label(owner, "1").await.expect("a read"), None);
        assert!(db.list_labels(owner).await.expect("a read").is_empty());
        let asked = db.label_revision(owner, "1").await.expect("a read");
        assert!(commit!(db, |tx| tx.put_label(owner, &label("New"), Some(asked), NOW).await?).expect("a write"));
        assert_eq!(db.list_labels(owner).await.expect("a read"), [label("New")]);
    }

    async fn labels_blocked_people_and_privacy_are_lists_of_an_instance(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await.id;
        let (lid, other) = (chat(&db, owner, "9@lid").await.id, chat(&db, owner, "2@c").await.id);
        let label = |name: &str| Label { id: "1".into(), name: name.into(), color: 3 };
        let blocked = BlockedContact {
            address: "1@c".into(), address_alt: Some("9@lid".into()), blocked_at: NOW,
        };
        let written = blocked.clone();
        commit!(db, |tx| {
            tx.put_label(owner, &label("New"), None, NOW).await.map(drop)?;
            tx.put_label(owner, &label("Old"), None, NOW).await.map(drop)?;
            tx.label_chat(talk, "1", true).await.map(drop)?;
            tx.put_blocked(owner, &written).await?;
            tx.put_blocked(owner, &written).await?;
            tx.put_privacy(owner, "last", "all").await?;
            tx.put_privacy(owner, "last", "none").await?;
        }).expect("stored");
        assert_eq!(db.list_labels(owner).await.expect("a read"), [label("Old")]);
        assert_eq!(db.list_blocked(owner).await.expect("a read"), [blocked]);
        let cases: [(&[&str], bool); 4] =
            [(&["1@c"], true), (&["2@c", "9@lid"], true), (&["2@c"], false), (&[], false)];
        for (addresses, is_blocked) in cases {
            let found = db.is_blocked(owner, addresses).await.expect("a read");
            assert_eq!(found, is_blocked, "{addresses:?}");
        }
        let stranger = instance(&db, "j").await.id;
        assert!(!db.is_blocked(stranger, &["1@c"]).await.expect("a read"), "another account's");
        let facts = db.chat_facts(&[talk, lid, other]).await.expect("a read");
        assert!(facts[&talk].is_blocked && facts[&lid].is_blocked, "by either address");
        assert!(!facts.contains_key(&other));
        let privacy = db.list_privacy(owner).await.expect("a read");
        assert_eq!(privacy, [("last".to_owned(), "none".to_owned())]);
        commit!(db, |tx| {
            assert!(tx.delete_label(owner, "1", None, NOW).await?);
            tx.delete_blocked(owner, "1@c").await?;
        }).expect("deleted");
        assert!(db.labels_of_chat(talk).await.expect("a read").is_empty());
        assert!(db.list_blocked(owner).await.expect("a read").is_empty());
    }
}
