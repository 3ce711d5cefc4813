//! Sends whose ids the network assigns, and the accounts that networks name.

use crate::fixtures::{NOW, T, at, chat, chat_now, id, instance, outbound};
use crate::harness::{Db, both, commit};
use crate::users::new_user;
use omni_domain::access::Role;
use omni_domain::content::{MessageContext, Referral, ReferralSource};
use omni_domain::ids::InstanceId;
use omni_domain::instance::ChannelType;
use omni_domain::message::{DeliveryStatus, Message, SentBy};
use omni_domain::user::UserSecrets;
use omni_storage::{ChatTouch, EarlyReport, StorageError};
use std::collections::HashMap;

async fn store(db: &Db, messages: Vec<Message>) {
    commit!(db, |tx| {
        tx.insert_messages(&messages).await?;
    })
    .expect("rows");
}

fn report(instance: InstanceId, external_id: &str, status: DeliveryStatus) -> EarlyReport {
    let failed = status == DeliveryStatus::Failed;
    let failure = failed.then(|| ("channel.window_closed".to_owned(), "too late".to_owned()));
    EarlyReport {
        instance_id: instance,
        external_id: external_id.to_owned(),
        status,
        at: at(1),
        failure,
    }
}

both! {
    async fn the_networks_id_replaces_the_internal_one_and_an_echo_is_merged(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let sent = outbound(&talk, "ours", DeliveryStatus::Queued);
        let echo = outbound(&talk, "theirs", DeliveryStatus::Sent);
        let (id, echo_id, chat_id) = (sent.id, echo.id, talk.id);
        store(&db, vec![sent, echo]).await;
        commit!(db, |tx| {
            let touch = ChatTouch { id: chat_id, messages: 2, unread: 0, last_message_at: None, preview: None };
            tx.touch_chats(&[touch]).await?;
            tx.set_external_id((id, chat_id), "theirs").await?
        }).expect("a name");
        let found = db.find_message_by_external(chat_id, "theirs").await.expect("a read");
        assert_eq!(found.map(|message| message.id), Some(id));
        assert_eq!(db.find_message(talk.tenant_id, echo_id).await.expect("a read"), None);
        assert_eq!(chat_now(&db, chat_id).await.message_count, 1);
    }

    async fn what_belongs_to_a_message_is_kept(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let context = MessageContext {
            mentions: vec!["2@c".to_owned()],
            referral: Some(Box::new(Referral {
                source: ReferralSource::Ad,
                source_id: Some("7".to_owned()),
                source_url: None,
                headline: None,
                body: None,
                media_url: None,
                click_id: None,
            })),
            ..MessageContext::default()
        };
        let message = Message { context: context.clone(), ..outbound(&talk, "a", DeliveryStatus::Sent) };
        store(&db, vec![message.clone(), outbound(&talk, "b", DeliveryStatus::Sent)]).await;
        let read = |id: &'static str| {
            let db = std::sync::Arc::clone(&db);
            async move { db.find_message_by_external(talk.id, id).await.expect("a read").expect("it").context }
        };
        assert_eq!(read("a").await, context);
        assert_eq!(read("b").await, MessageContext::default());
    }

    async fn who_sent_a_message_is_kept_also_when_the_user_is_deleted(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let user = new_user(T, "ann@example.com", Role::Agent);
        let ann = user.id;
        commit!(db, |tx| tx.insert_user(&user, &UserSecrets::default()).await?).expect("a user");
        let by = |name: Option<&str>| Some(SentBy::User { id: ann, name: name.map(str::to_owned) });
        let named = Message { sent_by: by(Some("Ann")), ..outbound(&talk, "a", DeliveryStatus::Queued) };
        let message = named.id;
        store(&db, vec![named, outbound(&talk, "b", DeliveryStatus::Queued)]).await;
        let read = |id: &'static str| {
            let db = std::sync::Arc::clone(&db);
            async move { db.find_message_by_external(talk.id, id).await.expect("a read").expect("it").sent_by }
        };
        assert_eq!((read("a").await, read("b").await), (by(None), None), "a row has no name");
        commit!(db, |tx| tx.mark_sent(&[(message, at(1))]).await?).expect("sent");
        assert_eq!(read("a").await, by(None));
        let names = db.user_names(T, &[ann, id()]).await.expect("a read");
        assert_eq!(names, HashMap::from([(ann, "Ann".to_owned())]));
        assert_eq!(db.user_names(id(), &[ann]).await.expect("a read"), HashMap::new(), "of another tenant");
        assert_eq!(db.user_names(T, &[]).await.expect("a read"), HashMap::new());
        commit!(db, |tx| assert!(tx.delete_user(T, ann).await?)).expect("deleted");
        assert_eq!(read("a").await, by(None));
        assert_eq!(db.user_names(T, &[ann]).await.expect("a read"), HashMap::new());
    }

    async fn reports_wait_for_their_message_and_are_applied_once(db) {
        let owner = instance(&db, "i").await.id;
        let talk = chat(&db, owner, "1@c").await;
        let reports = vec![
            report(owner, "x", DeliveryStatus::Failed),
            report(owner, "x", DeliveryStatus::Delivered),
            report(owner, "x", DeliveryStatus::Delivered),
            report(owner, "y", DeliveryStatus::Read),
        ];
        commit!(db, |tx| tx.keep_reports(&reports, NOW).await?).expect("kept");
        let due = commit!(db, |tx| tx.find_due_reports(9).await?).expect("a read");
        assert_eq!(due, [], "no such message is stored yet");
        store(&db, vec![outbound(&talk, "x", DeliveryStatus::Sent)]).await;
        let due = commit!(db, |tx| tx.find_due_reports(9).await?).expect("a read");
        assert_eq!(due, [(owner, "x".to_owned())]);
        let taken = commit!(db, |tx| tx.take_reports(owner, "x").await?).expect("taken");
        let expected = [DeliveryStatus::Delivered, DeliveryStatus::Failed].map(|status| report(owner, "x", status));
        assert_eq!(taken, expected);
        assert_eq!(commit!(db, |tx| tx.take_reports(owner, "x").await?).expect("taken"), []);
        assert_eq!(commit!(db, |tx| tx.delete_reports_before(at(1)).await?).expect("forgotten"), 1);
    }

    async fn a_message_is_sent_once(db) {
        let talk = chat(&db, instance(&db, "i").await.id, "1@c").await;
        let message = outbound(&talk, "a", DeliveryStatus::Queued);
        let id = message.id;
        store(&db, vec![message]).await;
        assert_eq!(commit!(db, |tx| tx.hand_over(id, at(1)).await?).expect("written"), None);
        assert_eq!(commit!(db, |tx| tx.hand_over(id, at(2)).await?).expect("written"), Some(at(1)));
        commit!(db, |tx| tx.end_handover(id).await?).expect("written");
        assert_eq!(commit!(db, |tx| tx.hand_over(id, at(3)).await?).expect("written"), None);
    }

    async fn an_account_is_one_instances(db) {
        const CHANNEL: ChannelType = ChannelType::WhatsappBaileys;
        let (one, two) = (instance(&db, "one").await.id, instance(&db, "two").await.id);
        commit!(db, |tx| tx.set_account(one, CHANNEL, Some("acc")).await?).expect("written");
        commit!(db, |tx| tx.set_account(one, CHANNEL, Some("acc")).await?).expect("the same again");
        let refused = commit!(db, |tx| tx.set_account(two, CHANNEL, Some("acc")).await?);
        assert!(matches!(refused, Err(StorageError::NotUnique { .. })), "{refused:?}");
        assert_eq!(db.instance_of_account(CHANNEL, "acc").await.expect("a read"), Some(one));
        assert_eq!(db.instance_of_account(ChannelType::Discord, "acc").await.expect("a read"), None);
        commit!(db, |tx| tx.set_account(one, CHANNEL, None).await?).expect("written");
        assert_eq!(db.instance_of_account(CHANNEL, "acc").await.expect("a read"), None);
    }
}
