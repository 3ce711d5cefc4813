//! Messages of all kinds in both directions, alone and in groups.

use omni_sandbox::whatsapp::Addressing;
use waproto::buffa::MessageField;
use waproto::whatsapp as wa;
use whatsapp_rust::send::RevokeType;

use crate::harness::{Device, LIMIT, jid, scene, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_travel_both_ways() {
    let scene = scene().await;
    let id = scene.friend.send_text(scene.owner.number(), "hello client").await.unwrap();
    let received = scene.device.text("hello client").await;
    assert_eq!(received.info.id, id);
    assert_eq!(received.info.push_name, "Finn");
    assert_eq!(received.info.source.sender.to_string(), scene.friend.jid());
    assert_eq!(received.info.source.sender_alt.as_ref().unwrap().to_string(), scene.friend.lid());

    let sent =
        scene.device.client.send_message(jid(&scene.friend.jid()), text("hello phone")).await;
    let id = sent.unwrap().message_id;
    let arrived =
        scene.friend.expect(LIMIT, |one| one.text() == Some("hello phone")).await.unwrap();
    assert_eq!(arrived.id, id);
    assert_eq!(arrived.from, scene.owner.jid());
    assert_eq!(arrived.from_device, 1);
    assert!(!arrived.from_me);
    let copy = scene.owner.expect(LIMIT, |one| one.text() == Some("hello phone")).await.unwrap();
    assert!(copy.from_me, "the own phone gets a copy");
    assert_eq!(copy.chat, scene.friend.jid());
    assert_eq!(scene.network.stats().undecryptable, 0);
    assert_eq!(scene.network.stats().iqs_unknown, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn order_is_kept_under_load() {
    let scene = scene().await;
    let owner = scene.owner.number();
    for number in 0..200 {
        scene.friend.send_text(owner, &format!("line {number}")).await.unwrap();
    }
    scene.device.text("line 199").await;
    for number in 0..50 {
        let message = text(&format!("back {number}"));
        scene.device.client.send_message(jid(&scene.friend.jid()), message).await.unwrap();
    }
    scene.friend.expect(LIMIT, |one| one.text() == Some("back 49")).await.unwrap();
    let texts: Vec<_> =
        scene.friend.received().iter().map(|one| one.text().unwrap().to_owned()).collect();
    let wanted: Vec<_> = (0..50).map(|number| format!("back {number}")).collect();
    assert_eq!(texts, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_the_own_phone_are_mirrored_to_the_client() {
    let scene = scene().await;
    scene.owner.send_text(scene.friend.number(), "from my pocket").await.unwrap();
    let mirrored = scene.device.text("from my pocket").await;
    assert!(mirrored.info.source.is_from_me);
    assert_eq!(mirrored.info.source.chat.to_string(), scene.friend.jid());
    scene.friend.expect(LIMIT, |one| one.text() == Some("from my pocket")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_may_show_its_hidden_address() {
    let scene = scene().await;
    scene.friend.set_addressing(Addressing::Lid);
    scene.friend.send_text(scene.owner.number(), "guess who").await.unwrap();
    let received = scene.device.text("guess who").await;
    assert_eq!(received.info.source.sender.to_string(), scene.friend.lid());
    assert_eq!(received.info.source.sender_alt.as_ref().unwrap().to_string(), scene.friend.jid());
    scene.device.client.send_message(jid(&scene.friend.lid()), text("I know")).await.unwrap();
    scene.friend.expect(LIMIT, |one| one.text() == Some("I know")).await.unwrap();
    assert_eq!(scene.network.stats().undecryptable, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_work_both_ways_with_either_addressing() {
    let scene = scene().await;
    let third = scene.network.create_phone("15550000003", "Theo").await.unwrap();
    for addressing in [Addressing::Pn, Addressing::Lid] {
        scene.friend.set_addressing(addressing);
        let members = [&scene.owner, &third];
        let group = scene.network.create_group("Lunch", &scene.friend, &members).await.unwrap();
        let hello = format!("who is hungry? {addressing:?}");
        scene.friend.send_text(&group, &hello).await.unwrap();
        let received = scene.device.text(&hello).await;
        assert_eq!(received.info.source.chat.to_string(), group);
        let shown =
            if addressing == Addressing::Pn { scene.friend.jid() } else { scene.friend.lid() };
        assert_eq!(received.info.source.sender.to_string(), shown);

        let answer = format!("me {addressing:?}");
        scene.device.client.send_message(jid(&group), text(&answer)).await.unwrap();
        for phone in [&scene.friend, &third] {
            let arrived = phone.expect(LIMIT, |one| one.text() == Some(&answer)).await.unwrap();
            assert_eq!(arrived.chat, group);
            assert_eq!(arrived.from, scene.owner.jid());
        }
        let again = format!("and a second one {addressing:?}");
        third.send_text(&group, &again).await.unwrap();
        scene.device.text(&again).await;
    }
    let groups = scene.device.client.groups().get_participating().await.unwrap();
    assert_eq!(groups.len(), 2);
    assert!(groups.values().all(|group| group.subject == "Lunch" && group.participants.len() == 3));
    assert_eq!(scene.network.stats().undecryptable, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reactions_edits_revocations_and_replies_travel_both_ways() {
    let scene = scene().await;
    let (phone, client) = (&scene.friend, &scene.device.client);
    let owner = scene.owner.number();

    let id = phone.send_text(owner, "original").await.unwrap();
    scene.device.text("original").await;
    phone.edit(owner, &id, "improved").await.unwrap();
    scene
        .device
        .message(|one| {
            let inner =
                one.message.edited_message.as_option().and_then(|one| one.message.as_option());
            let protocol = inner.unwrap_or(&one.message).protocol_message.as_option();
            protocol
                .and_then(|protocol| protocol.edited_message.as_option())
                .is_some_and(|edited| edited.conversation.as_deref() == Some("improved"))
        })
        .await;
    phone.react(owner, &id, "👍").await.unwrap();
    scene
        .device
        .message(|one| {
            one.message
                .reaction_message
                .as_option()
                .is_some_and(|one| one.text.as_deref() == Some("👍"))
        })
        .await;
    phone.reply(owner, &id, "as I said").await.unwrap();
    let reply = scene.device.text("as I said").await;
    let context = reply.message.extended_text_message.as_option().unwrap().context_info.as_option();
    assert_eq!(context.unwrap().stanza_id.as_deref(), Some(id.as_str()));
    phone.revoke(owner, &id).await.unwrap();
    scene
        .device
        .message(|one| {
            one.message.protocol_message.as_option().is_some_and(|protocol| {
                protocol.r#type == Some(wa::message::protocol_message::Type::REVOKE)
            })
        })
        .await;

    let friend = jid(&phone.jid());
    let sent = client.send_message(friend.clone(), text("mine")).await.unwrap().message_id;
    phone.expect(LIMIT, |one| one.id == sent).await.unwrap();
    let key = wa::MessageKey {
        remote_jid: Some(friend.to_string()),
        from_me: Some(false),
        id: Some(id.clone()),
        participant: None,
    };
    client.send_reaction(friend.clone(), key, "🎉").await.unwrap();
    phone.expect(LIMIT, |one| one.reaction() == Some(("🎉", id.as_str()))).await.unwrap();
    let quoting = wa::Message {
        extended_text_message: MessageField::some(wa::message::ExtendedTextMessage {
            text: Some("quoting you".to_owned()),
            context_info: MessageField::some(wa::ContextInfo {
                stanza_id: Some(id.clone()),
                participant: Some(friend.to_string()),
                quoted_message: MessageField::some(text("original")),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    };
    client.send_message(friend.clone(), quoting).await.unwrap();
    phone.expect(LIMIT, |one| one.quoted_id() == Some(&id)).await.unwrap();
    client.edit_message(friend.clone(), sent.clone(), text("mine, better")).await.unwrap();
    phone.expect(LIMIT, |one| one.edited() == Some((sent.as_str(), "mine, better"))).await.unwrap();
    client.revoke_message(friend, sent.clone(), RevokeType::Sender).await.unwrap();
    phone.expect(LIMIT, |one| one.revoked_id() == Some(&sent)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_linked_accounts_talk_to_each_other() {
    let scene = scene().await;
    let other = Device::link(&scene.network, &scene.friend).await;
    scene
        .device
        .client
        .send_message(jid(&scene.friend.jid()), text("device to device"))
        .await
        .unwrap();
    other.text("device to device").await;
    other.client.send_message(jid(&scene.owner.jid()), text("and back")).await.unwrap();
    scene.device.text("and back").await;
    assert_eq!(scene.network.stats().undecryptable, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contacts_are_looked_up() {
    let scene = scene().await;
    let asked = [jid(&scene.friend.jid()), jid("15559999999@s.whatsapp.net")];
    let found = scene.device.client.contacts().is_on_whatsapp(&asked).await.unwrap();
    let known: Vec<bool> = found.iter().map(|one| one.is_registered).collect();
    assert_eq!(known, [true, false]);
}
