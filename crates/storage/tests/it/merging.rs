//! Merging rows.

use crate::fixtures::{
    NOW, T, at, chat, chat_now, id, instance, messages, new_event, new_identity, new_message,
    new_person,
};
use crate::harness::{Db, both, commit};
use crate::persons::manual;
use omni_domain::answer::Answer;
use omni_domain::content::MediaKind;
use omni_domain::conversation::{Address, Chat, Identity, Media, MediaStatus, Participant};
use omni_domain::event::Event;
use omni_domain::ids::{ChatId, MessageId, PersonId};
use omni_domain::message::Message;
use omni_domain::page::PageRequest;
use omni_domain::pin::Pin;
use omni_storage::{ChatFilter, ChatTouch, EventFilter, IdentityTouch, Move, StorageError};

fn participant(chat: ChatId, user: &str) -> Participant {
    Participant {
        chat_id: chat,
        platform_user_id: user.into(),
        identity_id: None,
        display_name: None,
        role: "member".into(),
        joined_at: NOW,
    }
}

fn media_of(message: &Message) -> Media {
    Media {
        id: id(),
        tenant_id: T,
        instance_id: message.instance_id,
        message_id: Some(message.id),
        kind: MediaKind::Image,
        mime_type: "image/png".into(),
        file_name: None,
        size: None,
        sha256: None,
        status: MediaStatus::Pending,
        blob_key: None,
        locator: Some(vec![0, 1, 255]),
        error: None,
        created_at: NOW,
    }
}

async fn events_of(db: &Db, person: PersonId) -> Vec<Event> {
    let filter = EventFilter { person_id: Some(person), ..EventFilter::default() };
    let mut request = PageRequest::first(500);
    let mut events = Vec::new();
    loop {
        let page = db.list_events(T, &filter, request).await.expect("a list");
        events.extend(page.items);
        let Some(after) = page.next else { return events };
        request.after = Some(after);
    }
}

both! {
    async fn a_chat_that_was_added_meanwhile_is_found_and_not_a_conflict(db) {
        let owner = instance(&db, "i").await.id;
        let first = chat(&db, owner, "1@c").await;
        let late = Chat { id: ChatId(uuid::Uuid::from_u128(77)), ..first.clone() };
        let new = Chat { address: Address::new("2@c"), ..late.clone() };
        let kept = commit!(db, |tx| {
            let found = tx.insert_or_find_chat(late).await?;
            (found, tx.insert_or_find_chat(new).await?)
        }).expect("a commit");
        assert_eq!((kept.0.id, kept.1.id), (first.id, ChatId(uuid::Uuid::from_u128(77))));
    }

    async fn chats_are_merged_with_everything_in_them(db) {
        let owner = instance(&db, "i").await.id;
        let (lid, phone) = (chat(&db, owner, "9@lid").await, chat(&db, owner, "1@c").await);
        let stored = messages(&db, vec![
            new_message(&lid, "twin", 1), new_message(&lid, "only-lid", 5),
            new_message(&phone, "twin", 1), new_message(&phone, "only-phone", 2),
        ]).await;
        let twin_media = media_of(&stored[0]);
        let media_id = twin_media.id;
        let event = Event { chat_id: Some(lid.id), message_id: Some(stored[0].id), ..new_event(owner, "x") };
        let event_id = event.id;
        commit!(db, |tx| {
            tx.insert_media(&[twin_media]).await?;
            tx.set_participants(lid.id, &[participant(lid.id, "a"), participant(lid.id, "b")]).await?;
            tx.set_participants(phone.id, &[participant(phone.id, "a")]).await?;
            let touch = |id, last, preview: &str| ChatTouch {
                id, messages: 2, unread: 1, last_message_at: Some(at(last)), preview: Some(preview.into()),
            };
            tx.touch_chats(&[touch(lid.id, 5, "newest"), touch(phone.id, 2, "older")]).await?;
            // Held back until the merge reads it.
            tx.append_event(event);
            tx.merge_chats(lid.id, phone.id).await?;
            tx.update_chat_address(phone.id, &Address::new("1@c").with_alt("9@lid")).await?
        }).expect("a merge");
        assert_eq!(db.find_chat(T, lid.id).await.expect("a read"), None);
        let merged = chat_now(&db, phone.id).await;
        assert_eq!((merged.message_count, merged.unread_count), (3, 2));
        assert_eq!(merged.last_message_preview.as_deref(), Some("newest"));
        let kept: Vec<MessageId> = db.recent_messages(phone.id, 10).await.expect("a read")
            .iter().map(|message| message.id).collect();
        assert_eq!(kept, [stored[2].id, stored[3].id, stored[1].id]);
        let media = db.find_media(T, media_id).await.expect("a read").expect("the media");
        assert_eq!((media.message_id, media.locator), (Some(stored[2].id), Some(vec![0, 1, 255])));
        let event = db.find_event(T, event_id).await.expect("a read").expect("the event");
        assert_eq!((event.chat_id, event.message_id), (Some(phone.id), Some(stored[2].id)));
        assert_eq!(db.list_participants(phone.id).await.expect("a read").len(), 2);
        for address in ["1@c", "9@lid"] {
            let found = db.find_chat_by_address(owner, address).await.expect("a read");
            assert_eq!(found.map(|chat| chat.id), Some(phone.id));
        }
        let gone = commit!(db, |tx| tx.merge_chats(lid.id, phone.id).await?);
        assert!(matches!(gone, Err(StorageError::Stale)));
    }

    async fn what_is_about_a_message_that_both_chats_have_stays(db) {
        let owner = instance(&db, "i").await.id;
        let (lid, phone) = (chat(&db, owner, "9@lid").await, chat(&db, owner, "1@c").await);
        let stored = messages(&db, vec![
            new_message(&lid, "twin", 1), new_message(&phone, "twin", 1),
        ]).await;
        let (twin, kept) = (stored[0].id, stored[1].id);
        let answer = |who: &str, choice: &str| Answer {
            platform_user_id: who.into(), choices: vec![choice.into()], extra_guests: 0, at: at(2),
        };
        let (ann, bob, known) = (answer("a", "yes"), answer("b", "no"), answer("b", "yes"));
        let pin = Pin { message_id: twin, by: "a".into(), at: at(2), expires_at: None };
        let (given, pinned) = ([ann.clone(), bob], pin.clone());
        let own = known.clone();
        commit!(db, |tx| {
            for one in &given {
                tx.put_answer(twin, one).await?;
            }
            tx.put_answer(kept, &own).await?;
            tx.put_pin(&pinned).await?;
            assert!(tx.set_starred(twin, Some(NOW)).await?);
            assert!(tx.set_kept(twin, Some(NOW)).await?);
            tx.merge_chats(lid.id, phone.id).await?;
        }).expect("a merge");
        assert_eq!(db.list_answers(kept, 9).await.expect("a read"), [ann, known]);
        let moved = db.find_pin(kept).await.expect("a read");
        assert_eq!(moved, Some(Pin { message_id: kept, ..pin }));
        assert_eq!(db.starred_among(&[kept]).await.expect("a read"), [kept]);
        assert_eq!(db.kept_among(&[kept]).await.expect("a read"), [kept]);
    }

    async fn identities_are_merged_with_what_they_wrote(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let people = [new_person("Ana"), new_person("Ana?")];
        let (kept, old) = (new_identity(&people[0], owner, "1@c"), new_identity(&people[1], owner, "9@lid"));
        let message = Message {
            sender_identity_id: Some(old.id), sender_person_id: Some(old.person_id),
            ..new_message(&talk, "X", 0)
        };
        let event = Event { identity_id: Some(old.id), person_id: Some(old.person_id), ..new_event(owner, "x") };
        let (message_id, event_id) = (message.id, event.id);
        let (into, from) = (kept.clone(), old.clone());
        commit!(db, |tx| {
            tx.insert_person(&people[0]).await?;
            tx.insert_person(&people[1]).await?;
            tx.insert_identity(&into).await?;
            tx.insert_identity(&from).await?;
            tx.insert_messages(&[message]).await?;
            let touch = |id, messages, seconds| IdentityTouch {
                id, messages, last_seen_at: at(seconds), display_name: None,
            };
            tx.touch_identities(&[touch(into.id, 2, 1), touch(from.id, 3, 9), touch(from.id, 1, 4)]).await?;
            tx.append_event(event);
            assert!(!tx.delete_person_if_empty(from.person_id).await?, "not empty yet");
            tx.merge_identities(from.id, into.id).await?;
            assert!(tx.delete_person_if_empty(from.person_id).await?);
        }).expect("a merge");
        let merged = db.find_identity(T, kept.id).await.expect("a read").expect("the identity");
        assert_eq!((merged.message_count, merged.last_seen_at), (6, at(9)));
        assert_eq!(db.find_identity(T, old.id).await.expect("a read"), None);
        let message = db.find_message(T, message_id).await.expect("a read").expect("it");
        assert_eq!((message.sender_identity_id, message.sender_person_id), (Some(kept.id), Some(kept.person_id)));
        let event = db.find_event(T, event_id).await.expect("a read").expect("it");
        assert_eq!((event.identity_id, event.person_id), (Some(kept.id), Some(kept.person_id)));
        assert!(db.find_person(T, old.person_id).await.expect("a read").is_none());
    }

    async fn a_large_chat_is_merged_in_pieces(db) {
        const MESSAGES: i64 = 2600;
        let owner = instance(&db, "i").await.id;
        let (lid, phone) = (chat(&db, owner, "9@lid").await, chat(&db, owner, "1@c").await);
        let texts = (0..MESSAGES).map(|n| new_message(&lid, &n.to_string(), n));
        let stored = messages(&db, texts.collect()).await;
        // Also in the kept chat: one of the newest, and one of the oldest with a file and an event.
        let twins = messages(&db, vec![
            new_message(&phone, "2500", 2500), new_message(&phone, "3", 3),
        ]).await;
        let media = media_of(&stored[3]);
        let media_id = media.id;
        let event = Event { chat_id: Some(lid.id), message_id: Some(stored[3].id), ..new_event(owner, "x") };
        let event_id = event.id;
        // Of one of the newest messages, and older than what is moved at once.
        let old = Event { chat_id: Some(lid.id), message_id: Some(stored[2500].id), ..new_event(owner, "x") };
        let old_id = old.id;
        let touch = |id, messages| ChatTouch { id, messages, unread: 0, last_message_at: None, preview: None };
        commit!(db, |tx| {
            tx.insert_media(&[media]).await?;
            tx.append_event(old);
            tx.append_event(event);
            for _ in 0..4100 {
                tx.append_event(Event { chat_id: Some(lid.id), ..new_event(owner, "x") });
            }
            tx.touch_chats(&[touch(lid.id, MESSAGES), touch(phone.id, 2)]).await?;
            tx.merge_chats(lid.id, phone.id).await?;
            tx.update_chat_address(phone.id, &Address::new("1@c").with_alt("9@lid")).await?
        }).expect("a merge");
        assert_eq!(db.unfinished_moves(9).await.expect("a read"), [Move::Chat(lid.id)]);
        let newest: Vec<MessageId> = db.recent_messages(phone.id, 500).await.expect("a read")
            .iter().map(|message| message.id).collect();
        let last: Vec<MessageId> = stored[2100..].iter().enumerate()
            .map(|(n, message)| if n == 400 { twins[0].id } else { message.id }).collect();
        assert_eq!(newest, last, "the newest are there at once");
        let found = db.find_chat(T, lid.id).await.expect("a read").expect("the kept chat");
        assert_eq!((found.id, found.address.alt.as_deref()), (phone.id, Some("9@lid")));
        let by_id = db.chats_by_id(&[lid.id]).await.expect("a read");
        assert_eq!((by_id[0].id, by_id[0].address.id.as_str()), (lid.id, "1@c"));
        let all = PageRequest { limit: 10, after: None };
        let listed = db.list_chats(T, owner, ChatFilter::default(), all).await.expect("a list");
        assert_eq!(listed.items.iter().map(|chat| chat.id).collect::<Vec<_>>(), [phone.id]);

        let mut pieces = 1;
        while commit!(db, |tx| tx.move_piece(Move::Chat(lid.id), 200).await?).expect("a piece") {
            pieces += 1;
        }
        assert_eq!(pieces, 9, "1,601 rows, the last piece with less than 200");
        assert_eq!(db.unfinished_moves(9).await.expect("a read"), []);
        assert_eq!(db.find_chat(T, lid.id).await.expect("a read"), None);
        assert_eq!(chat_now(&db, phone.id).await.message_count, MESSAGES);
        for (n, message) in stored.iter().enumerate() {
            let kept = db.find_message(T, message.id).await.expect("a read");
            let is_twin = n == 3 || n == 2500;
            assert_eq!(kept.map(|kept| kept.chat_id), (!is_twin).then_some(phone.id), "{n}");
        }
        let media = db.find_media(T, media_id).await.expect("a read").expect("the media");
        let event = db.find_event(T, event_id).await.expect("a read").expect("the event");
        assert_eq!((media.message_id, event.message_id), (Some(twins[1].id), Some(twins[1].id)));
        assert_eq!(event.chat_id, Some(phone.id));
        let old = db.find_event(T, old_id).await.expect("a read").expect("the event");
        assert_eq!((old.message_id, old.chat_id), (Some(twins[0].id), Some(phone.id)));
    }

    async fn what_a_person_wrote_follows_them_through_merges_in_pieces(db) {
        const MESSAGES: i64 = 1500;
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let people = ["A", "B", "C"].map(new_person);
        let [a, b, c] = people.each_ref().map(|person| person.id);
        let (one, other) = (new_identity(&people[0], owner, "1@c"), new_identity(&people[2], owner, "9@lid"));
        let wrote: Vec<Message> = (0..MESSAGES).map(|n| Message {
            sender_identity_id: Some(one.id), sender_person_id: Some(a),
            ..new_message(&talk, &n.to_string(), n)
        }).collect();
        let wrote = messages(&db, wrote).await;
        let (first, kept) = (one.clone(), other.clone());
        let link = manual();
        commit!(db, |tx| {
            for person in &people {
                tx.insert_person(person).await?;
            }
            tx.insert_identity(&first).await?;
            tx.insert_identity(&kept).await?;
            for n in 0..5000 {
                let identity_id = (n % 2 == 0).then_some(first.id);
                tx.append_event(Event { identity_id, person_id: Some(a), ..new_event(owner, "x") });
            }
            tx.give_person(T, a, b, &link).await?;
            tx.give_person(T, b, c, &link).await?;
            tx.merge_identities(first.id, kept.id).await?;
        }).expect("merges");
        loop {
            let moves = db.unfinished_moves(9).await.expect("a read");
            if moves.is_empty() {
                break;
            }
            for of in moves {
                commit!(db, |tx| tx.move_piece(of, 200).await?).expect("a piece");
            }
        }
        for message in &wrote {
            let now = db.find_message(T, message.id).await.expect("a read").expect("it");
            assert_eq!((now.sender_identity_id, now.sender_person_id), (Some(other.id), Some(c)));
        }
        for person in [a, b] {
            assert_eq!(events_of(&db, person).await, []);
        }
        let events = events_of(&db, c).await;
        let of_account = events.iter().filter(|event| event.identity_id == Some(other.id)).count();
        let of_none = events.iter().filter(|event| event.identity_id.is_none()).count();
        assert_eq!((of_account, of_none), (2500, 2500));
    }

    async fn an_account_that_returns_keeps_what_it_wrote(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let people = ["A", "B"].map(new_person);
        let [a, b] = people.each_ref().map(|person| person.id);
        let one = new_identity(&people[0], owner, "1@c");
        let wrote = (0..1200).map(|n| Message {
            sender_identity_id: Some(one.id), sender_person_id: Some(a),
            ..new_message(&talk, &n.to_string(), n)
        }).collect();
        let wrote = messages(&db, wrote).await;
        let (given, link) = (one.clone(), manual());
        commit!(db, |tx| {
            for person in &people {
                tx.insert_person(person).await?;
            }
            tx.insert_identity(&given).await?;
            tx.give_identity(&given, b, &link).await?;
            let given = Identity { person_id: b, ..given };
            tx.give_identity(&given, a, &link).await?;
        }).expect("gifts");
        for of in db.unfinished_moves(9).await.expect("a read") {
            while commit!(db, |tx| tx.move_piece(of, 200).await?).expect("a piece") {}
        }
        for message in &wrote {
            let now = db.find_message(T, message.id).await.expect("a read").expect("it");
            assert_eq!(now.sender_person_id, Some(a));
        }
    }
}
