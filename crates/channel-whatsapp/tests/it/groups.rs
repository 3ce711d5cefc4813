//! Groups both ways.

use crate::harness::{LIMIT, quoted, scene};
use omni_channel::{Channel, ChatAction, Inbound};
use omni_domain::conversation::ChatType;
use omni_sandbox::whatsapp::Addressing;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_work_both_ways_with_either_addressing() {
    let scene = scene().await;
    let third = scene.network.create_phone("15550000003", "Theo").await.expect("a phone");
    for addressing in [Addressing::Pn, Addressing::Lid] {
        scene.friend.set_addressing(addressing);
        let group = scene
            .network
            .create_group("Lunch", &scene.friend, &[&scene.owner, &third])
            .await
            .expect("a group");
        let hello = format!("hungry? {addressing:?}");
        scene.friend.send_text(&group, &hello).await.expect("sent");
        let received = scene.device.text(&hello).await;
        assert_eq!((received.chat.id.as_str(), received.chat_type), (&*group, ChatType::Group));
        assert_eq!(received.sender.id, scene.friend.jid(), "one contact in both addressings");

        // The key names the author as the group does.
        let target = quoted(&received.external_id, &scene.friend.jid(), false, &hello);
        let react = ChatAction::React {
            external_id: scene.device.channel.new_message_id(),
            chat: group.clone(),
            target,
            emoji: "👍".to_owned(),
        };
        scene.device.session.act(react).await.expect("reacted");
        let wanted = Some(("👍", received.external_id.as_str()));
        let reacted = scene.friend.expect(LIMIT, |one| one.reaction() == wanted).await;
        let reacted = reacted.expect("arrived");
        let key = reacted.message.reaction_message.key.as_option().expect("a key");
        let participant = key.participant.as_deref().expect("an author");
        let by_lid = matches!(addressing, Addressing::Lid);
        assert_eq!(participant.ends_with("@lid"), by_lid, "{participant}");

        let answer = format!("me {addressing:?}");
        scene.device.send_text(&group, &answer).await;
        for phone in [&scene.friend, &third] {
            let arrived =
                phone.expect(LIMIT, |one| one.text() == Some(&answer)).await.expect("arrived");
            assert_eq!(arrived.chat, group);
        }
        let group_info = scene
            .device
            .inbound("metadata of the group", |one| match one {
                Inbound::Chat(chat) if chat.chat.id == group && chat.participants.is_some() => {
                    Some(chat.clone())
                }
                _ => None,
            })
            .await;
        assert_eq!(group_info.name.as_deref(), Some("Lunch"));
        let members = group_info.participants.expect("present");
        assert_eq!(members.len(), 3);
        assert!(
            members.iter().any(|(who, role)| who.id == scene.friend.jid() && *role == "owner"),
            "{members:?}"
        );
    }
    assert_eq!(scene.network.stats().undecryptable, 0);
}
