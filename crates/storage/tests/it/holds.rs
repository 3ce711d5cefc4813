//! Sends that wait for a limit, and what decides whether a chat is a new one.

use crate::fixtures::{NOW, at, chat, instance, messages, new_job, new_message, outbound};
use crate::harness::{Db, both, commit};
use crate::jobs::{add, reserve};
use omni_domain::conversation::Chat;
use omni_domain::ids::{JobId, MessageId};
use omni_domain::job::{JobKind, NewJob};
use omni_domain::message::{DeliveryStatus, Message};
use omni_domain::pacing::{HeldSend, Hold, HoldReason};
use omni_storage::ChatHistory;

/// Far later than any time of the tests.
const LATER: i64 = 100_000;

/// A message that waits, with its job.
async fn held(db: &Db, chat: &Chat, name: &str, reason: HoldReason) -> (Message, JobId) {
    let key = format!("send:{}", chat.id);
    let job = new_job(JobKind::MessageSend, Some(&key));
    let job = NewJob { run_at: at(LATER), ..job };
    let job_id = job.id;
    add(db, vec![job]).await;
    let queued = outbound(chat, name, DeliveryStatus::Queued);
    let message = messages(db, vec![queued]).await.remove(0);
    let held = HeldSend {
        message_id: message.id,
        instance_id: chat.instance_id,
        chat_id: chat.id,
        hold: Some(Hold { reason, not_before: at(LATER) }),
        day: Some(7),
        slot: None,
        job_id: Some(job_id),
    };
    commit!(db, |tx| {
        tx.put_held_send(&held).await?;
        tx.count_new_chat(held.instance_id, 7, 1).await?;
    })
    .expect("a row");
    (message, job_id)
}

async fn due(db: &Db) -> Vec<JobId> {
    reserve(db, 1).await.iter().map(|job| job.id).collect()
}

both! {
    async fn what_waits_follows_the_chat_that_is_kept(db) {
        let owner = instance(&db, "i").await.id;
        let (lid, phone) = (chat(&db, owner, "9@lid").await, chat(&db, owner, "1@c").await);
        let (message, job) = held(&db, &lid, "A", HoldReason::NewChatsPerDay).await;
        commit!(db, |tx| tx.merge_chats(lid.id, phone.id).await?).expect("a merge");
        let waiting = db.chats_of_held_sends(owner, NOW, 9).await.expect("a read");
        assert_eq!(waiting, [phone.id]);
        let kept = db.find_held_send(message.id).await.expect("a read").expect("the row");
        assert_eq!(kept.chat_id, phone.id);
        assert!(due(&db).await.is_empty());
        let chat = phone.id;
        assert!(commit!(db, |tx| tx.hasten_held_sends(chat, at(1)).await?).expect("a write"));
        assert_eq!(due(&db).await, [job]);
    }

    async fn what_waits_for_the_instances_limits_is_released_in_pieces(db) {
        let owner = instance(&db, "i").await.id;
        let (one, two) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let three = chat(&db, owner, "3@c").await;
        let (first, first_job) = held(&db, &one, "A", HoldReason::NewChatsPerDay).await;
        let (second, second_job) = held(&db, &two, "B", HoldReason::QuietHours).await;
        let (stays, _) = held(&db, &three, "C", HoldReason::Restricted).await;
        let release = async |after: Option<MessageId>| {
            commit!(db, |tx| tx.release_held_sends(owner, at(1), after, 1).await?).expect("a piece")
        };
        assert_eq!(release(None).await, Some(first.id));
        assert_eq!(due(&db).await, [first_job]);
        assert_eq!(release(Some(first.id)).await, Some(second.id));
        assert_eq!(release(Some(second.id)).await, None);
        assert_eq!(due(&db).await, [second_job]);
        assert_eq!(db.find_held_send(first.id).await.expect("a read"), None);
        assert!(db.find_held_send(stays.id).await.expect("a read").is_some());
        let days = commit!(db, |tx| tx.new_chat_days(owner, 1).await?).expect("a read");
        assert_eq!(days, [(7, 1)], "only what still waits is counted");
    }

    async fn questions_about_numbers_are_counted_together(db) {
        let owner = instance(&db, "i").await.id;
        let take = async |hour: i64, wanted: u32| {
            commit!(db, |tx| tx.take_number_checks(owner, hour, wanted, 5).await?).expect("a write")
        };
        assert_eq!([take(1, 3).await, take(1, 3).await, take(1, 3).await], [3, 2, 0]);
        assert!(!commit!(db, |tx| tx.take_number_check(owner, 1, 5).await?).expect("a write"));
        assert_eq!(take(2, 9).await, 5, "in the next hour");
    }

    async fn a_chat_whose_messages_are_removed_is_no_new_one(db) {
        let owner = instance(&db, "i").await.id;
        let (known, other) = (chat(&db, owner, "1@c").await, chat(&db, owner, "2@c").await);
        let stored = messages(&db, vec![
            new_message(&known, "IN", 5), outbound(&other, "OUT", DeliveryStatus::Sent),
        ]).await;
        let ids: Vec<MessageId> = stored.iter().map(|one| one.id).collect();
        commit!(db, |tx| tx.delete_messages(&ids).await?).expect("deleted");
        let history = db.chat_history(known.id).await.expect("a read");
        assert_eq!(history, ChatHistory { last_received: Some(at(5)), is_open: true });
        assert!(db.chat_history(other.id).await.expect("a read").is_open);

        // It stays known when the chat becomes part of another, and a call counts as well.
        let kept = chat(&db, owner, "3@c").await;
        assert!(!db.chat_history(kept.id).await.expect("a read").is_open);
        let (from, into) = (known.id, kept.id);
        commit!(db, |tx| tx.merge_chats(from, into).await?).expect("a merge");
        let history = db.chat_history(into).await.expect("a read");
        assert_eq!(history.last_received, Some(at(5)));
        commit!(db, |tx| tx.note_contact(into, at(9)).await?).expect("a call");
        commit!(db, |tx| tx.note_contact(into, at(8)).await?).expect("an earlier one");
        let history = db.chat_history(into).await.expect("a read");
        assert_eq!(history.last_received, Some(at(9)));
    }
}
