//! Messages and their statuses.

use crate::fixtures::{NOW, T, at, chat, id, instance, messages, new_message, outbound};
use crate::harness::{both, commit, execute};
use omni_domain::content::Content;
use omni_domain::message::{DeliveryStatus, EditEntry, Message, MessageSource, Reaction};

both! {
    async fn a_message_is_read_back_as_it_was(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let message = Message {
            reactions: vec![Reaction { emoji: "👍".into(), platform_user_id: "2@c".into(), at: NOW }],
            edits: vec![EditEntry { text: "old".into(), at: NOW }],
            edited_at: Some(at(1)),
            sender_identity_id: Some(id()),
            sender_person_id: Some(id()),
            reply_to_external_id: Some("Y".into()),
            ..new_message(&talk, "X", 0)
        };
        messages(&db, vec![message.clone()]).await;
        assert_eq!(db.find_message(T, message.id).await.expect("a read"), Some(message.clone()));
        assert_eq!(db.find_message(id(), message.id).await.expect("a read"), None);
        let found = db.find_message_by_external(talk.id, "X").await.expect("a read");
        assert_eq!(found, Some(message.clone()));
        let found = db.find_messages_by_external(talk.instance_id, &["X".into(), "Z".into()]).await;
        assert_eq!(found.expect("a read"), [message]);
    }

    async fn a_row_that_cannot_be_read_never_fails_a_list(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let all = messages(&db, (0..4).map(|n| new_message(&talk, &format!("X{n}"), n)).collect()).await;
        execute(&db, "UPDATE messages SET content = '{\"type\":\"location\",\"latitude\":null,\"longitude\":-46.6,\"live\":false}' WHERE external_id = 'X1'").await;
        execute(&db, "UPDATE messages SET content = 'no JSON', context = '[', reactions = '{', edits = 'x', source = 'later', direction = '?', status = '?' WHERE external_id = 'X2'").await;
        let unreadable = Content::Unknown { kind: "unreadable".to_owned(), text: None };
        let wanted = [all[0].content.clone(), unreadable.clone(), unreadable, all[3].content.clone()];
        let contents = |found: Vec<Message>| found.into_iter().map(|message| message.content).collect::<Vec<_>>();
        let before = db.stats().unreadable;
        let mut listed = db.list_messages(T, talk.id, None, None, 3).await.expect("a list");
        assert_eq!(listed.items.len(), 3);
        let rest = db.list_messages(T, talk.id, listed.next, None, 3).await.expect("a list");
        listed.items.extend(rest.items);
        listed.items.reverse();
        assert_eq!(contents(listed.items), wanted);
        assert!(db.stats().unreadable >= before + 8, "each column is counted");
        // The history of a turn, a question's messages, and single look-ups.
        assert_eq!(contents(db.recent_messages(talk.id, 9).await.expect("a read")), wanted);
        let last = all[3].clone();
        let history = commit!(db, |tx| tx.recent_messages_before(&last, 9).await?).expect("a read");
        assert_eq!(contents(history), wanted[..3]);
        let ids: Vec<_> = all.iter().map(|message| message.id).collect();
        assert_eq!(db.messages_by_ids(&ids).await.expect("a read").len(), 4);
        assert!(db.find_message(T, all[2].id).await.expect("a read").is_some());
        // It can be edited and deleted, which makes it readable again.
        let id = all[1].id;
        let entry = EditEntry { text: String::new(), at: at(9) };
        let edited = commit!(db, |tx| tx.edit_message(id, &Content::text("new"), &entry, at(9)).await?);
        assert_eq!(edited.expect("a write").expect("it").content, Content::text("new"));
    }

    async fn messages_of_all_chats_of_an_instance_are_listed_page_by_page(db) {
        let owner = instance(&db, "i").await.id;
        let (one, two) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let other = chat(&db, instance(&db, "other").await.id, "1@c").await;
        let rows = vec![
            new_message(&one, "A", 0),
            new_message(&two, "B", 1),
            new_message(&one, "C", 2),
            new_message(&other, "X", 3),
        ];
        messages(&db, rows).await;
        let listed = async |before, from, limit| {
            let page = db.list_instance_messages(T, owner, before, from, limit).await.expect("a list");
            let ids: Vec<String> = page.items.into_iter().map(|one| one.external_id).collect();
            (ids.join(""), page.next)
        };
        let (first, next) = listed(None, NOW, 2).await;
        assert_eq!(first, "CB");
        assert_eq!(listed(next, NOW, 2).await, ("A".to_owned(), None));
        assert_eq!(listed(None, at(1), 9).await.0, "CB", "since a moment");
        let stranger = db.list_instance_messages(id(), owner, None, NOW, 9).await.expect("a list");
        assert!(stranger.items.is_empty(), "another tenant");
    }

    async fn a_repeated_message_is_stored_once(db) {
        let owner = instance(&db, "i").await.id;
        let (one, two) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let first = new_message(&one, "X", 0);
        messages(&db, vec![first.clone()]).await;
        let again = vec![
            new_message(&one, "X", 0), new_message(&two, "X", 0),
            new_message(&one, "Y", 0), new_message(&one, "Y", 0),
        ];
        let expected = [again[1].id, again[2].id];
        let new = commit!(db, |tx| tx.insert_messages(&again).await?).expect("a write");
        assert_eq!(new, expected);
        let kept = db.find_message_by_external(one.id, "X").await.expect("a read").expect("it");
        assert_eq!(kept.id, first.id);
    }

    async fn many_messages_at_once(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let many = (0..333).map(|n| new_message(&talk, &format!("X{n}"), n)).collect();
        messages(&db, many).await;
        let recent = db.recent_messages(talk.id, 500).await.expect("a read");
        assert_eq!(recent.len(), 333);
    }

    async fn a_status_only_moves_forward(db) {
        use DeliveryStatus::{Delivered, Failed, Queued, Read, Received, Sent};
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let owner = talk.instance_id;
        let all = [Queued, Sent, Delivered, Read, Failed].map(|status| outbound(&talk, status.as_str(), status));
        messages(&db, all.to_vec()).await;
        messages(&db, vec![new_message(&talk, "in", 0)]).await;
        let names: Vec<String> = all.iter().map(|message| message.external_id.clone()).collect();
        let with_in: Vec<String> = names.iter().cloned().chain(["in".to_owned()]).collect();
        let moved = commit!(db, |tx| tx.advance_status(owner, &names, Delivered, at(5)).await?).expect("a write");
        let mut moved: Vec<_> = moved.iter().map(|message| (message.external_id.as_str(), message.status, message.delivered_at)).collect();
        moved.sort_unstable();
        assert_eq!(moved, [("queued", Delivered, Some(at(5))), ("sent", Delivered, Some(at(5)))]);
        let moved = commit!(db, |tx| tx.advance_status(owner, &with_in, Read, at(6)).await?).expect("a write");
        assert_eq!(moved.len(), 4);
        assert!(moved.iter().all(|message| message.read_at == Some(at(6)) && message.updated_at == at(6)));
        let queued = outbound(&talk, "late", Queued);
        messages(&db, vec![queued.clone()]).await;
        let failed = commit!(db, |tx| tx.fail_message(queued.id, "channel.rejected", "no", at(7)).await?).expect("a write");
        let failed = failed.expect("it failed");
        assert_eq!((failed.status, failed.failure_code.as_deref()), (Failed, Some("channel.rejected")));
        let again = commit!(db, |tx| tx.advance_message(queued.id, Sent, at(8)).await?).expect("a write");
        assert_eq!(again, None, "failed is final");
        let read = all[3].id;
        assert_eq!(commit!(db, |tx| tx.fail_message(read, "x", "y", at(9)).await?).expect("a write"), None);
        let inbound = db.find_message_by_external(talk.id, "in").await.expect("a read").expect("it");
        assert_eq!((inbound.status, Received.can_become(Read)), (Read, true));
    }

    async fn edits_and_deletions(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let message = messages(&db, vec![new_message(&talk, "X", 0)]).await.remove(0);
        for n in 1..=2 {
            let earlier = EditEntry { text: format!("\"v{n}\", [it's]"), at: at(n) };
            let edited = commit!(db, |tx| {
                tx.edit_message(message.id, &Content::text("new"), &earlier, at(n)).await?
            });
            let edited = edited.expect("a write").expect("the message");
            assert_eq!(edited.edits.len(), usize::try_from(n).expect("small"));
            assert_eq!(edited.edits.last().map(|edit| edit.text.clone()), Some(format!("\"v{n}\", [it's]")));
            assert_eq!((edited.content.clone(), edited.edited_at), (Content::text("new"), Some(at(n))));
        }
        let reactions = [Reaction { emoji: "👍".into(), platform_user_id: "2".into(), at: NOW }];
        assert!(commit!(db, |tx| tx.set_reactions(message.id, &reactions).await?).expect("a write"));
        let gone = commit!(db, |tx| tx.delete_message_content(message.id, at(9)).await?);
        let gone = gone.expect("a write").expect("the message");
        assert!(gone.edits.is_empty() && gone.reactions.is_empty());
        assert_eq!((gone.deleted_at, gone.content.typed_text()), (Some(at(9)), None));
        assert!(db.recent_messages(talk.id, 10).await.expect("a read").is_empty());
    }

    async fn an_undecryptable_message_is_completed_once(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let lacking = Message {
            status: DeliveryStatus::Undecryptable,
            content: Content::Unknown { kind: "undecryptable".into(), text: None },
            ..new_message(&talk, "X", 0)
        };
        messages(&db, vec![lacking.clone()]).await;
        let whole = Message { source: MessageSource::Realtime, ..new_message(&talk, "X", 0) };
        for expected in [true, false] {
            let whole = whole.clone();
            let done = commit!(db, |tx| tx.complete_undecryptable(lacking.id, &whole).await?);
            assert_eq!(done.expect("a write"), expected);
        }
        let found = db.find_message(T, lacking.id).await.expect("a read").expect("it");
        assert_eq!((found.status, found.content), (DeliveryStatus::Received, whole.content));
    }

    async fn an_idempotency_key_is_claimed_once_by_each_credential(db) {
        use omni_domain::access::Principal;
        use omni_storage::{Claim, Earlier, IdempotencyKey};
        let (first, second) = (id(), id());
        let key = |principal| IdempotencyKey { tenant_id: T, principal, key: "key".into() };
        let (one, other) = (key(Principal::ApiKey(id())), key(Principal::ApiKey(id())));
        let claim = |key: &IdempotencyKey, message, hash: &'static str| {
            let (db, key) = (db.clone(), key.clone());
            async move {
                commit!(db, |tx| tx.claim_idempotency(&key, hash, message, NOW).await?).expect("a write")
            }
        };
        assert_eq!(claim(&one, first, "h1").await, Claim::New);
        let taken = Earlier { message_id: first, request_hash: "h1".into() };
        assert_eq!(claim(&one, second, "h2").await, Claim::Existing(taken.clone()));
        assert_eq!(db.find_idempotency(&one).await.expect("a read"), Some(taken));
        assert_eq!(db.find_idempotency(&other).await.expect("a read"), None);
        assert_eq!(db.find_shared_idempotency(T, "key").await.expect("a read"), None);
        assert_eq!(claim(&other, second, "h2").await, Claim::New);
        for deleted in [1, 1, 0] {
            let piece = commit!(db, |tx| tx.delete_idempotency_before(at(1), 1).await?);
            assert_eq!(piece.expect("a write"), deleted, "no more than one piece");
        }
        assert_eq!(claim(&one, second, "h2").await, Claim::New);
    }
}
