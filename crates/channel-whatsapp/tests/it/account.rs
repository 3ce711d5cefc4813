//! Changes of what the account keeps about its chats.

use crate::doubles::Database;
use crate::harness::{Device, LIMIT, Scene, network, options, scene};
use omni_channel::{ChannelError, ChatChange, Inbound, StateChange, StateUpdate};
use std::time::Duration;

async fn change(scene: &Scene, change: ChatChange) -> Result<(), ChannelError> {
    let chat = scene.friend.jid();
    scene.device.session.change_state(StateChange::Chat { chat, change, newest: None }).await
}

/// Once the phone has shared its keys.
async fn changed(scene: &Scene, wanted: ChatChange) {
    let trying = async {
        while change(scene, wanted.clone()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(LIMIT, trying).await.expect("changed in time");
}

async fn reported(scene: &Scene, wanted: ChatChange) {
    let is_it = |one: &Inbound| match one {
        Inbound::State(update) => {
            matches!(&**update, StateUpdate::Chat { change, .. } if *change == wanted)
        }
        _ => false,
    };
    let look = |database: &Database| database.received().iter().any(is_it).then_some(());
    scene.device.wait("a report of the change", look).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_no_one_waits_for_is_made_wholly() {
    let scene = scene().await;
    changed(&scene, ChatChange::Pinned(true)).await;
    let faults = scene.network.faults();
    faults.delay("*", Duration::from_millis(500)).expect("a device");
    let asked = change(&scene, ChatChange::Archived(true));
    let given_up = tokio::time::timeout(Duration::from_millis(20), asked).await;
    assert!(given_up.is_err(), "{given_up:?}");
    reported(&scene, ChatChange::Archived(true)).await;
    faults.delay("*", Duration::ZERO).expect("a device");
    change(&scene, ChatChange::Archived(false)).await.expect("the next one follows from it");
    reported(&scene, ChatChange::Archived(false)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn labels_of_messages_are_the_same_here_and_on_the_phone() {
    const MESSAGE: &str = "3EB0AA";
    let scene = scene().await;
    // Once the phone has shared its keys.
    changed(&scene, ChatChange::Pinned(true)).await;
    let chat = scene.friend.jid();
    let labelled = StateChange::LabelledMessage {
        chat: chat.clone(),
        external_id: MESSAGE.to_owned(),
        label: "4".to_owned(),
        on: true,
    };
    scene.device.session.change_state(labelled).await.expect("labelled");
    let index = ["label_message", "4", chat.as_str(), MESSAGE, "0", "0"];
    let kept = scene.owner.kept(&index).expect("kept on the phone");
    assert_eq!(kept.label_association_action.labeled, Some(true));

    scene.owner.label_message("4", scene.friend.number(), MESSAGE, false).expect("taken away");
    for wanted in [true, false] {
        let is_it = |one: &Inbound| match one {
            Inbound::State(update) => match &**update {
                StateUpdate::LabelledMessage { external_id, label, on, .. } => {
                    external_id == MESSAGE && label == "4" && *on == wanted
                }
                _ => false,
            },
            _ => false,
        };
        let look = |database: &Database| database.received().iter().any(is_it).then_some(());
        scene.device.wait("a report of the label", look).await;
    }
}

/// Where the last report of a mark of a message is, and the message itself: of this label, or of a star.
fn places(received: &[Inbound], id: &str, wanted: Option<&str>) -> Option<(usize, usize)> {
    let is_mark = |one: &Inbound| match one {
        Inbound::State(update) => match &**update {
            StateUpdate::LabelledMessage { external_id, label, on: true, .. } => {
                external_id == id && wanted == Some(label.as_str())
            }
            StateUpdate::Starred { external_id, on: true, .. } => {
                external_id == id && wanted.is_none()
            }
            _ => false,
        },
        _ => false,
    };
    let is_message =
        |one: &Inbound| matches!(one, Inbound::Message(message) if message.external_id == id);
    Some((received.iter().rposition(is_mark)?, received.iter().position(is_message)?))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_that_messages_had_before_the_link_are_reported_behind_the_messages() {
    let network = network().await;
    let owner = network.create_phone("15550000001", "Olivia").await.expect("a phone");
    let friend = network.create_phone("15550000002", "Finn").await.expect("a phone");
    let id = owner
        .add_history_text(friend.number(), Some(friend.number()), "I pay on Friday", 1_700_000_000)
        .expect("kept");
    owner.star(friend.number(), &id, false, true).expect("starred");
    owner.label("4", Some("To pay")).expect("made");
    owner.label_message("4", friend.number(), &id, true).expect("given");
    owner.label_message("4", friend.number(), "3EB0BB", true).expect("given");
    owner.label_message("4", friend.number(), "3EB0BB", false).expect("taken away");
    owner.set_gives_snapshots(true);
    let device = Device::start_with(options(&network), Database::new()).await;
    owner.scan(&device.qr().await).await.expect("scanned");
    device.connected().await;
    for mark in [Some("4"), None] {
        let look = |database: &Database| {
            places(&database.received(), &id, mark).filter(|(mark, message)| mark > message)
        };
        device.wait("a mark behind its message", look).await;
    }
    let labelled = |one: &Inbound| match one {
        Inbound::State(update) => matches!(
            &**update,
            StateUpdate::LabelledMessage { external_id, on: true, .. } if external_id == "3EB0BB"
        ),
        _ => false,
    };
    assert!(!device.database.received().iter().any(labelled), "it was taken away before");

    // What changes from now on follows the list.
    owner.label_message("5", friend.number(), &id, true).expect("given");
    let look = |database: &Database| places(&database.received(), &id, Some("5"));
    device.wait("the next label", look).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_saved_by_number_and_not_by_lid() {
    let scene = scene().await;
    // Once the phone has shared its keys.
    changed(&scene, ChatChange::Pinned(true)).await;
    let save = async |contact: String| {
        let name = "Ann Lee".to_owned();
        scene.device.session.change_state(StateChange::Contact { contact, name }).await
    };
    let friend = format!("{}@s.whatsapp.net", scene.friend.number());
    save(friend.clone()).await.expect("saved");
    let kept = scene.owner.kept(&["contact", friend.as_str()]).expect("kept on the phone");
    assert_eq!(kept.contact_action.full_name.as_deref(), Some("Ann Lee"));
    assert_eq!(kept.contact_action.save_on_primary_addressbook, Some(true));
    let by_lid = save("123456789012345@lid".to_owned()).await;
    assert!(matches!(by_lid, Err(ChannelError::RecipientUnknown(_))), "{by_lid:?}");
}
