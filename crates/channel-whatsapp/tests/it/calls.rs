//! Calls to the account.

use crate::doubles::Database;
use crate::harness::{Device, Scene, scene};
use omni_channel::{CallChange, CallUpdate, ChatAction, Inbound, UNKNOWN_CALL};
use omni_domain::content::{CallMedia, CallOutcome};
use omni_sandbox::whatsapp::{Addressing, CallEnd};

async fn update(device: &Device, id: &str, change: CallChange) -> CallUpdate {
    device
        .inbound("call", |one| match one {
            Inbound::Call(call) if call.call_id == id && call.change == change => {
                Some(call.clone())
            }
            _ => None,
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_reported_with_their_caller_and_rejected() {
    let scene = scene().await;
    for (addressing, video) in [(Addressing::Pn, false), (Addressing::Lid, true)] {
        scene.friend.set_addressing(addressing);
        let id = scene.friend.call(scene.owner.number(), video).expect("it rings");
        let media = if video { CallMedia::Video } else { CallMedia::Voice };
        let rings = CallChange::Rings { media, is_group: false };
        let call = update(&scene.device, &id, rings).await;
        assert_eq!(call.caller.id, scene.friend.jid(), "one contact in both addressings");
        assert!(call.group.is_none());

        let reject = ChatAction::RejectCall { call_id: id.clone(), caller: None };
        scene.device.session.act(reject).await.expect("rejected");
        update(&scene.device, &id, CallChange::Ended(CallOutcome::Declined)).await;
        let device = scene.owner.linked_devices()[0].clone();
        let rejected = |_: &Database| {
            let end = scene.friend.call_seen(&id)?.end?;
            Some(end).filter(|end| *end == CallEnd::Rejected(device.clone()))
        };
        scene.device.wait("the rejection at the caller", rejected).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_others_end_are_reported_with_their_outcome() {
    let scene = scene().await;
    for (reason, outcome) in [
        (None, CallOutcome::Missed),
        (Some("accepted_elsewhere"), CallOutcome::Answered),
        (Some("rejected_elsewhere"), CallOutcome::Declined),
    ] {
        let id = scene.friend.call(scene.owner.number(), false).expect("it rings");
        let rings = CallChange::Rings { media: CallMedia::Voice, is_group: false };
        update(&scene.device, &id, rings).await;
        scene.friend.end_call(&id, reason).expect("ended");
        update(&scene.device, &id, CallChange::Ended(outcome)).await;
        let late = ChatAction::RejectCall { call_id: id, caller: None };
        let error = scene.device.session.act(late).await.expect_err("it is over");
        assert_eq!(error.code(), format!("channel.rejected.{UNKNOWN_CALL}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_call_is_reported_by_the_session_that_follows() {
    let mut scene = scene().await;
    let id = scene.friend.call(scene.owner.number(), false).expect("it rings");
    let rings = CallChange::Rings { media: CallMedia::Voice, is_group: false };
    update(&scene.device, &id, rings).await;
    scene.device.shut_down().await;
    let device = Device::start(&scene.network, scene.device.database.clone()).await;
    device.connected().await;
    // It was connected at the end of the first one already.
    works(&scene, &device).await;
    scene.friend.end_call(&id, None).expect("ended");
    let ended = update(&device, &id, CallChange::Ended(CallOutcome::Missed)).await;
    assert_eq!(ended.caller.id, scene.friend.jid());
}

/// The device receives.
async fn works(scene: &Scene, device: &Device) {
    scene.friend.send_text(scene.owner.number(), "still there?").await.expect("sent");
    device.text("still there?").await;
}
