//! Answers to polls and events, and pins.

use crate::fixtures::{NOW, at, chat, instance, messages, new_message};
use crate::harness::{both, commit};
use omni_domain::answer::Answer;
use omni_domain::chat_state::ChatState;
use omni_domain::pin::Pin;

fn answer(who: &str, choices: &[&str], seconds: i64) -> Answer {
    Answer {
        platform_user_id: who.to_owned(),
        choices: choices.iter().map(|&one| one.to_owned()).collect(),
        extra_guests: 0,
        at: at(seconds),
    }
}

both! {
    async fn the_last_answer_of_a_person_counts(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let poll = messages(&db, vec![new_message(&talk, "P", 0)]).await.remove(0);
        let (first, other) = (answer("1@c", &["a"], 1), answer("2@c", &["a", "b"], 2));
        let changed = answer("1@c", &["b"], 3);
        let all = [first, other.clone(), changed.clone()];
        commit!(db, |tx| {
            for one in &all {
                tx.put_answer(poll.id, one).await?;
            }
        }).expect("a write");
        let listed = db.list_answers(poll.id, 9).await.expect("a read");
        assert_eq!(listed, [other, changed.clone()]);
        let found = commit!(db, |tx| tx.find_answer(poll.id, "9@lid", Some("1@c")).await?);
        assert_eq!(found.expect("a read"), Some(changed));
        commit!(db, |tx| { tx.delete_message_content(poll.id, at(4)).await?; }).expect("a write");
        assert!(db.list_answers(poll.id, 9).await.expect("a read").is_empty());
    }

    async fn pins_of_a_chat_end(db) {
        let owner = instance(&db, "i").await.id;
        let (talk, other) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let all = vec![new_message(&talk, "A", 0), new_message(&talk, "B", 1), new_message(&other, "C", 2)];
        let all = messages(&db, all).await;
        let pin = |which: usize, ends| Pin {
            message_id: all[which].id,
            by: "1@c".to_owned(),
            at: at(1),
            expires_at: ends,
        };
        let (ends, stays) = (pin(0, Some(at(10))), pin(1, None));
        let pins = [ends.clone(), stays.clone(), pin(2, None)];
        commit!(db, |tx| {
            for one in &pins {
                tx.put_pin(one).await?;
            }
        }).expect("a write");
        assert_eq!(db.list_pins(talk.id, at(5), 9).await.expect("a read").len(), 2);
        let later = db.list_pins(talk.id, at(10), 9).await.expect("a read");
        assert_eq!(later, std::slice::from_ref(&stays));
        let gone = commit!(db, |tx| tx.delete_pin(stays.message_id).await?).expect("a write");
        let again = commit!(db, |tx| tx.delete_pin(stays.message_id).await?).expect("a write");
        assert_eq!((gone, again), (true, false));
        assert_eq!(db.find_pin(all[0].id).await.expect("a read"), Some(ends));
        let early = commit!(db, |tx| tx.delete_pins_over(at(9), 9).await?).expect("a write");
        let over = commit!(db, |tx| tx.delete_pins_over(at(10), 9).await?).expect("a write");
        assert_eq!((early, over), (0, 1));
        assert_eq!(db.find_pin(all[0].id).await.expect("a read"), None);
    }

    async fn pins_of_cleared_messages_are_not_listed_and_merged_chats_keep_theirs(db) {
        let owner = instance(&db, "i").await.id;
        let (lid, phone) = (chat(&db, owner, "9@lid").await, chat(&db, owner, "1@c").await);
        let all = messages(&db, vec![new_message(&lid, "A", 1), new_message(&lid, "B", 5)]).await;
        let cleared = ChatState { cleared_at: Some(at(1)), ..ChatState::default() };
        let ids = [all[0].id, all[1].id];
        commit!(db, |tx| {
            for message_id in ids {
                tx.put_pin(&Pin { message_id, by: "1@c".into(), at: at(6), expires_at: None }).await?;
            }
            tx.set_chat_state(lid.id, &cleared, NOW).await?;
        }).expect("a write");
        let listed = |pins: Vec<Pin>| pins.iter().map(|pin| pin.message_id).collect::<Vec<_>>();
        let pins = db.list_pins(lid.id, at(7), 9).await.expect("a read");
        assert_eq!(listed(pins), [ids[1]]);
        commit!(db, |tx| tx.merge_chats(lid.id, phone.id).await?).expect("a merge");
        let pins = db.list_pins(phone.id, at(7), 9).await.expect("a read");
        assert_eq!(listed(pins), [ids[1]]);
    }
}
