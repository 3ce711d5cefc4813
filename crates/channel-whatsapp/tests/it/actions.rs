//! Reactions, edits, revokes, marks and typing, both ways.

use crate::harness::{LIMIT, quoted, scene};
use omni_channel::{Channel, ChannelError, ChatAction, Inbound, PresenceStatus};
use omni_domain::content::Content;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reactions_travel_both_ways() {
    let scene = scene().await;
    let (owner, friend) = (scene.owner.number(), scene.friend.jid());
    let mine = scene.device.send_text(&friend, "like it?").await;
    scene.friend.expect(LIMIT, |one| one.id == mine).await.expect("arrived");
    scene.friend.react(owner, &mine, "👍").await.expect("sent");
    let received = scene
        .device
        .inbound("reaction", |one| match one {
            Inbound::Reaction(reaction) => Some(reaction.clone()),
            _ => None,
        })
        .await;
    assert_eq!((received.emoji.as_str(), received.target.external_id.as_str()), ("👍", &*mine));
    assert!(received.target.from_me && !received.from_me, "{received:?}");
    assert_eq!(received.sender.id, friend);

    let theirs = scene.friend.send_text(owner, "and this?").await.expect("sent");
    scene.device.text("and this?").await;
    for emoji in ["❤️", ""] {
        let action = ChatAction::React {
            external_id: scene.device.channel.new_message_id(),
            chat: friend.clone(),
            target: quoted(&theirs, &friend, false, "and this?"),
            emoji: emoji.to_owned(),
        };
        scene.device.session.act(action).await.expect("reacted");
        scene
            .friend
            .expect(LIMIT, |one| one.reaction() == Some((emoji, &theirs)))
            .await
            .expect("arrived");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_and_revokes_travel_both_ways() {
    let scene = scene().await;
    let (owner, friend) = (scene.owner.number(), scene.friend.jid());
    let theirs = scene.friend.send_text(owner, "tpyo").await.expect("sent");
    scene.device.text("tpyo").await;
    scene.friend.edit(owner, &theirs, "typo").await.expect("sent");
    let edit = scene
        .device
        .inbound("edit", |one| match one {
            Inbound::Edit(edit) => Some((**edit).clone()),
            _ => None,
        })
        .await;
    assert_eq!(edit.target.external_id, theirs);
    assert_eq!(edit.content, Content::text("typo"));
    assert!(!edit.target.from_me);
    scene.friend.revoke(owner, &theirs).await.expect("sent");
    let revoke = scene
        .device
        .inbound("revoke", |one| match one {
            Inbound::Revoke(revoke) => Some(revoke.clone()),
            _ => None,
        })
        .await;
    assert_eq!((revoke.target.external_id.as_str(), revoke.by.id.as_str()), (&*theirs, &*friend));

    let mine = scene.device.send_text(&friend, "wrnog").await;
    let edit = ChatAction::Edit {
        chat: friend.clone(),
        external_id: mine.clone(),
        text: "wrong".to_owned(),
    };
    scene.device.session.act(edit).await.expect("edited");
    scene
        .friend
        .expect(LIMIT, |one| one.edited() == Some((&mine, "wrong")))
        .await
        .expect("arrived");
    let revoke = ChatAction::Revoke { chat: friend.clone(), external_id: mine.clone() };
    scene.device.session.act(revoke).await.expect("revoked");
    scene.friend.expect(LIMIT, |one| one.revoked_id() == Some(&mine)).await.expect("arrived");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_and_typing_are_shown() {
    let scene = scene().await;
    let friend = scene.friend.jid();
    let theirs = scene.friend.send_text(scene.owner.number(), "read me").await.expect("sent");
    scene.device.text("read me").await;
    let read =
        ChatAction::MarkRead { chat: friend.clone(), messages: vec![(theirs.clone(), None)] };
    scene.device.session.act(read).await.expect("marked");
    scene
        .friend
        .expect_receipt(LIMIT, |receipt| receipt.kind == "read" && receipt.ids.contains(&theirs))
        .await
        .expect("a blue tick");
    let typing = ChatAction::Typing { chat: friend.clone(), active: true };
    scene.device.session.act(typing).await.expect("typing");
    scene
        .friend
        .expect_activity(LIMIT, |typing, _| typing.iter().any(|one| one.typing))
        .await
        .expect("seen typing");
    scene.device.session.act(ChatAction::Recording { chat: friend }).await.expect("recording");
    scene
        .friend
        .expect_activity(LIMIT, |typing, _| typing.iter().any(|one| one.recording))
        .await
        .expect("seen recording");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_presence_of_a_person_is_followed_on_request() {
    let scene = scene().await;
    let friend = scene.friend.jid();
    let session = &scene.device.session;
    assert_eq!(session.presence(&friend, false).await.expect("asked"), None);
    session.presence(&friend, true).await.expect("followed");
    let until = async |wanted: PresenceStatus| {
        let seen = async {
            loop {
                let seen = session.presence(&friend, false).await.expect("asked");
                if seen.is_some_and(|seen| seen.status == wanted) {
                    return;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(LIMIT, seen).await.unwrap_or_else(|_| panic!("not {wanted:?}"));
    };
    scene.friend.presence(true).await;
    until(PresenceStatus::Online).await;
    scene.friend.recording(scene.owner.number()).await.expect("shown");
    until(PresenceStatus::Recording).await;
    scene.friend.typing(scene.owner.number(), false).await.expect("shown");
    until(PresenceStatus::Online).await;
    scene.friend.presence(false).await;
    until(PresenceStatus::Offline).await;
    let group = session.presence("120363000000000001@g.us", true).await;
    assert!(matches!(group, Err(ChannelError::RecipientUnknown(_))), "{group:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typing_and_presence_of_others_are_received() {
    let scene = scene().await;
    let friend = scene.friend.jid();
    // The first message of a contact subscribes to its presence.
    scene.friend.send_text(scene.owner.number(), "hi").await.expect("sent");
    scene.device.text("hi").await;
    scene.friend.typing(scene.owner.number(), true).await.expect("sent");
    scene
        .device
        .inbound("typing", |one| match one {
            Inbound::Typing(typing) if typing.active && typing.chat.id == friend => Some(()),
            _ => None,
        })
        .await;
    scene.friend.recording(scene.owner.number()).await.expect("sent");
    scene
        .device
        .inbound("recording", |one| match one {
            Inbound::Typing(typing) if typing.recording => Some(()),
            _ => None,
        })
        .await;
    let subscribed = async {
        loop {
            scene.friend.presence(false).await;
            scene.friend.presence(true).await;
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    tokio::select! {
        () = subscribed => {}
        () = scene.device.inbound("presence", |one| match one {
            Inbound::Presence(presence) if presence.online && presence.user.id == friend => Some(()),
            _ => None,
        }) => {}
    }
}
