//! The newest messages of chats.

use crate::fixtures::{T, at, chat, instance, messages, new_message, outbound};
use crate::harness::{both, commit, execute};
use crate::users::new_user;
use omni_domain::access::Role;
use omni_domain::conversation::{Chat, LastMessage};
use omni_domain::message::{DeliveryStatus, Direction, Message, MessageSource, SentBy};
use omni_domain::user::UserSecrets;
use omni_storage::ChatTouch;

fn touch(chat: &Chat, seconds: i64) -> ChatTouch {
    ChatTouch {
        id: chat.id,
        messages: 1,
        unread: 0,
        last_message_at: Some(at(seconds)),
        preview: Some("p".to_owned()),
    }
}

both! {
    async fn the_newest_message_of_a_chat_has_its_present_status(db) {
        let owner = instance(&db, "i").await.id;
        let (talk, other) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let own = outbound(&talk, "own", DeliveryStatus::Queued);
        let own = Message { platform_timestamp: at(2), sender_name: None, ..own };
        messages(&db, vec![own.clone(), new_message(&talk, "q", 1), new_message(&other, "o", 9)]).await;
        let touches = [touch(&talk, 2), touch(&other, 9)];
        commit!(db, |tx| tx.touch_chats(&touches).await?).expect("touched");
        let both = [talk.id, other.id];
        let found = db.last_messages(&both).await.expect("a read");
        let expected = LastMessage {
            id: own.id,
            direction: Direction::Outbound,
            source: MessageSource::Api,
            status: DeliveryStatus::Queued,
            sender_name: None,
            sent_by: None,
        };
        assert_eq!((found.len(), &found[&talk.id]), (2, &expected));
        assert_eq!(found[&other.id].sender_name.as_deref(), Some("Ana"));
        let id = own.id;
        commit!(db, |tx| tx.advance_message(id, DeliveryStatus::Sent, at(3)).await?).expect("sent");
        let found = db.last_messages(&both).await.expect("a read");
        assert_eq!(found[&talk.id].status, DeliveryStatus::Sent);
        commit!(db, |tx| tx.fail_message(id, "code", "why", at(4)).await?).expect("failed");
        let found = db.last_messages(&both).await.expect("a read");
        assert_eq!(found[&talk.id].status, DeliveryStatus::Failed);
        messages(&db, vec![new_message(&talk, "a", 5)]).await;
        let found = db.last_messages(&both).await.expect("a read");
        assert_eq!(found[&talk.id].direction, Direction::Inbound, "what follows it is newer");
    }

    async fn the_newest_message_has_the_name_of_the_user_who_sent_it(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let user = new_user(T, "ann@example.com", Role::Agent);
        let ann = user.id;
        commit!(db, |tx| tx.insert_user(&user, &UserSecrets::default()).await?).expect("a user");
        let by = |name: Option<&str>| Some(SentBy::User { id: ann, name: name.map(str::to_owned) });
        let own = Message { sent_by: by(None), ..outbound(&talk, "own", DeliveryStatus::Queued) };
        messages(&db, vec![own]).await;
        let touches = [touch(&talk, 1)];
        commit!(db, |tx| tx.touch_chats(&touches).await?).expect("touched");
        let found = db.last_messages(&[talk.id]).await.expect("a read");
        assert_eq!(found[&talk.id].sent_by, by(Some("Ann")));
        commit!(db, |tx| assert!(tx.delete_user(T, ann).await?)).expect("deleted");
        let found = db.last_messages(&[talk.id]).await.expect("a read");
        assert_eq!(found[&talk.id].sent_by, by(None));
    }

    async fn a_chat_that_was_cleared_or_cannot_be_read_has_no_newest_message(db) {
        let owner = instance(&db, "i").await.id;
        let (cleared, broken) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let empty = chat(&db, owner, "3@c").await.id;
        messages(&db, vec![new_message(&cleared, "a", 1), new_message(&broken, "b", 1)]).await;
        let touches = [touch(&cleared, 1), touch(&broken, 1)];
        commit!(db, |tx| tx.touch_chats(&touches).await?).expect("touched");
        let (cleared, broken) = (cleared.id, broken.id);
        assert_eq!(db.last_messages(&[cleared, broken, empty]).await.expect("a read").len(), 2);
        commit!(db, |tx| tx.empty_chat(cleared, at(2)).await?).expect("cleared");
        execute(&db, "UPDATE messages SET status = 'unknown' WHERE external_id = 'b'").await;
        let before = db.stats().unreadable;
        assert!(db.last_messages(&[broken, cleared, empty]).await.expect("a read").is_empty());
        assert!(db.stats().unreadable > before);
        assert!(db.last_messages(&[]).await.expect("a read").is_empty());
    }
}
