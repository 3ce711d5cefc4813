//! Groups both ways.

use crate::harness::{LIMIT, Scene, quoted, scene};
use omni_channel::{
    Channel, ChannelError, ChatAction, GroupChange, Inbound, NewCommunity, NewGroup,
};
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invite_shows_its_group_without_joining_it() {
    let scene = scene().await;
    let session = &scene.device.session;
    let wanted = NewGroup { subject: "Team".to_owned(), members: vec![scene.friend.jid()] };
    let group = session.create_group(wanted).await.expect("made").id;
    let link = session.invite_link(&group, false).await.expect("a link");
    let code = link.rsplit('/').next().expect("a code");
    for invite in [link.as_str(), code] {
        let shown = session.preview_group(invite).await.expect("shown");
        assert_eq!((shown.group.id.as_str(), shown.subject.as_str()), (group.as_str(), "Team"));
        assert_eq!(shown.members, Some(2), "{invite}");
    }
    for change in [
        GroupChange::Description(Some("Who opens when".to_owned())),
        GroupChange::AdminsOnlySend(true),
    ] {
        session.change_group(&group, change).await.expect("changed");
    }
    let info = session.group_info(&group).await.expect("described");
    assert_eq!((info.group.id.as_str(), info.subject.as_str()), (group.as_str(), "Team"));
    assert_eq!(info.description.as_deref(), Some("Who opens when"));
    assert!(info.admins_only_send && !info.admins_only_edit && !info.join_approval, "{info:?}");
    assert!(info.created_at.is_some() && info.created_by.is_some(), "{info:?}");
    let unknown = session.preview_group("NoSuchInvite").await;
    assert!(matches!(unknown, Err(ChannelError::Rejected { .. })), "{unknown:?}");
}

/// The name and the members of a group in the last report of its chat, after so many items.
fn reported(scene: &Scene, group: &str, after: usize) -> Option<(Option<String>, Vec<String>)> {
    let received = scene.device.database.received();
    received.into_iter().skip(after).rev().find_map(|one| match one {
        Inbound::Chat(info) if info.chat.id == group => {
            let members = info.participants.unwrap_or_default().into_iter();
            let mut members: Vec<String> = members.map(|(who, _)| who.id).collect();
            members.sort_unstable();
            Some((info.name, members))
        }
        _ => None,
    })
}

/// What follows the request finds the chat: it does not wait for the network's notification.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_chat_of_a_group_is_reported_before_the_answer() {
    let scene = scene().await;
    let session = &scene.device.session;
    let new = || NewGroup { subject: "Team".to_owned(), members: vec![scene.friend.jid()] };
    let both = vec![scene.owner.jid(), scene.friend.jid()];
    let whole = Some((Some("Team".to_owned()), both));

    let group = session.create_group(new()).await.expect("made").id;
    assert_eq!(reported(&scene, &group, 0), whole);
    let link = session.invite_link(&group, false).await.expect("a link");
    session.leave_group(&group).await.expect("left");
    let before = scene.device.database.received().len();
    let joined = session.join_group(&link).await.expect("joined");
    assert_eq!((joined.group.id.as_str(), joined.is_pending), (group.as_str(), false));
    assert_eq!(reported(&scene, &group, before), whole);

    let communities = session.communities().expect("declared");
    let community =
        NewCommunity { subject: "All".to_owned(), description: None, join_approval: false };
    let made = communities.create_community(community).await.expect("made").id;
    let alone = vec![scene.owner.jid()];
    assert_eq!(reported(&scene, &made, 0), Some((Some("All".to_owned()), alone)));

    // The network has made it: who would repeat the request would make another one.
    scene.device.database.refuse_chats(true);
    let made = session.create_group(new()).await;
    scene.device.database.refuse_chats(false);
    assert!(made.is_ok_and(|made| made.id != group), "it is answered all the same");
}
