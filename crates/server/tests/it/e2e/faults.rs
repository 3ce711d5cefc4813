//! A bad network: the instance works again within 10 s without a person, nothing lost or doubled.

use super::harness::Stage;
use anyhow::{Context, Result, ensure};
use omni_sandbox::whatsapp::{Faults, Phone, StreamFault};
use serde_json::Value;
use std::time::{Duration, Instant};

const RECOVERY: Duration = Duration::from_secs(10);

struct Scene {
    stage: Stage,
    instance: String,
    own: Phone,
    friend: Phone,
}

impl Scene {
    async fn new() -> Result<Self> {
        let stage = Stage::new().await?;
        let instance = stage.instance("robust").await?;
        let own = stage.linked(&instance, "5511930000001", "Shop").await?;
        let friend = stage.network.create_phone("5511930000002", "Eva").await?;
        friend.send_text(own.number(), "before").await?;
        stage
            .stored(&instance, &friend.jid(), "before", |m| m["content"]["text"] == "before")
            .await?;
        Ok(Self { stage, instance, own, friend })
    }

    /// Text both ways, within the limit, each exactly once.
    async fn works(&self) -> Result<()> {
        let began = Instant::now();
        self.friend.send_text(self.own.number(), "after, in").await?;
        loop {
            let sent =
                self.stage.send_text(&self.instance, self.friend.number(), "after, out").await?;
            if sent.status.is_success() {
                break;
            }
            ensure!(began.elapsed() < RECOVERY, "sending fails still: {}", sent.body);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let left = RECOVERY.saturating_sub(began.elapsed()).max(Duration::from_millis(500));
        self.friend.expect(left, |one| one.text() == Some("after, out")).await?;
        self.stage
            .stored(&self.instance, &self.friend.jid(), "after, in", |m| {
                m["content"]["text"] == "after, in"
            })
            .await?;
        ensure!(began.elapsed() < RECOVERY, "took {:?}", began.elapsed());
        for text in ["before", "after, in"] {
            ensure!(self.count_stored(text).await? == 1, "{text} is not stored once");
        }
        let shown =
            self.friend.received().iter().filter(|one| one.text() == Some("after, out")).count();
        ensure!(shown >= 1);
        let mut ids: Vec<String> = self
            .friend
            .received()
            .into_iter()
            .filter(|one| one.text() == Some("after, out"))
            .map(|one| one.id)
            .collect();
        ids.dedup();
        ensure!(ids.len() == 1, "one send, {} ids", ids.len());
        Ok(())
    }

    async fn count_stored(&self, text: &str) -> Result<usize> {
        let messages = self.stage.messages(&self.instance, &self.friend.jid()).await?;
        Ok(messages.iter().filter(|m| m["content"]["text"] == text).count())
    }
}

async fn survives(fault: impl Fn(&Faults, &str) -> Result<()>) -> Result<()> {
    let scene = Scene::new().await?;
    fault(&scene.stage.network.faults(), scene.own.number())?;
    scene.works().await?;
    scene.stage.end().await
}

#[tokio::test]
async fn a_media_ack_stream_error_is_survived() -> Result<()> {
    survives(|faults, device| faults.stream_error(device, StreamFault::MediaAck)).await
}

#[tokio::test]
async fn an_unknown_stream_error_is_survived() -> Result<()> {
    survives(|faults, device| faults.stream_error(device, StreamFault::Unknown)).await
}

#[tokio::test]
async fn a_restart_order_is_followed() -> Result<()> {
    survives(|faults, device| faults.stream_error(device, StreamFault::Restart)).await
}

#[tokio::test]
async fn an_unavailable_network_is_waited_for() -> Result<()> {
    survives(|faults, device| faults.stream_error(device, StreamFault::Unavailable)).await
}

#[tokio::test]
async fn a_socket_closed_without_notice_is_opened_again() -> Result<()> {
    survives(omni_sandbox::whatsapp::Faults::close).await
}

#[tokio::test]
async fn refused_connections_are_tried_again() -> Result<()> {
    survives(|faults, device| {
        faults.refuse_connections(Duration::from_secs(2));
        faults.close(device)
    })
    .await
}

/// The stream does not show that a stanza is missing; the network delivers it again at the next
/// connection, because nobody acknowledged it.
#[tokio::test]
async fn a_lost_stanza_is_delivered_again_at_the_next_connection() -> Result<()> {
    let scene = Scene::new().await?;
    let faults = scene.stage.network.faults();
    faults.drop_frames_to(scene.own.number(), 1)?;
    scene.friend.send_text(scene.own.number(), "lost at first").await?;
    faults.close(scene.own.number())?;
    scene.works().await?;
    ensure!(scene.count_stored("lost at first").await? == 1);
    scene.stage.end().await
}

#[tokio::test]
async fn slow_frames_change_nothing() -> Result<()> {
    survives(|faults, device| faults.delay(device, Duration::from_millis(300))).await
}

#[tokio::test]
async fn a_message_delivered_twice_is_stored_once() -> Result<()> {
    survives(|faults, device| faults.duplicate(device, 1)).await
}

#[tokio::test]
async fn a_new_server_key_is_accepted() -> Result<()> {
    survives(|faults, device| {
        faults.rotate_server_key()?;
        faults.close(device)
    })
    .await
}

#[tokio::test]
async fn what_cannot_be_decrypted_is_reported_and_completed_under_its_id() -> Result<()> {
    let scene = Scene::new().await?;
    scene.stage.network.faults().corrupt(scene.own.number(), 1)?;
    let id = scene.friend.send_text(scene.own.number(), "at the second try").await?;
    let chat = scene.friend.jid();
    let stored = scene
        .stage
        .stored(&scene.instance, &chat, "the retried message", |m| {
            m["externalId"] == id.as_str() && m["content"]["text"] == "at the second try"
        })
        .await?;
    let events = scene.stage.server.get("/api/v2/events?eventType=message.undecryptable").await?;
    let reported = events.body["items"]
        .as_array()
        .context("items")?
        .iter()
        .any(|event| event["externalId"] == id.as_str());
    ensure!(reported, "{}", events.body);
    ensure!(stored["status"] == "received", "{stored}");
    scene.works().await?;
    scene.stage.end().await
}

#[tokio::test]
async fn a_refused_send_fails_with_the_networks_code_and_is_not_repeated() -> Result<()> {
    let scene = Scene::new().await?;
    scene.stage.network.faults().reject_sends(scene.own.number(), 1, 463)?;
    let refused = scene.stage.send_text(&scene.instance, scene.friend.number(), "refused").await?;
    ensure!(refused.status == 502, "{}", refused.body);
    ensure!(refused.body["error"]["code"] == "CHANNEL_SEND_FAILED", "{}", refused.body);
    ensure!(
        refused.body["error"]["details"]["channelCode"] == "channel.rejected.463",
        "{}",
        refused.body
    );
    scene.works().await?;
    let shown: Vec<Value> = scene.stage.messages(&scene.instance, &scene.friend.jid()).await?;
    ensure!(shown.iter().any(|m| m["content"]["text"] == "refused" && m["status"] == "failed"));
    ensure!(!scene.friend.received().iter().any(|one| one.text() == Some("refused")));
    scene.stage.end().await
}

#[tokio::test]
async fn a_send_without_an_answer_is_repeated_under_its_id() -> Result<()> {
    let scene = Scene::new().await?;
    scene.stage.network.faults().withhold_acks(scene.own.number(), 1)?;
    let sent =
        scene.stage.send_text(&scene.instance, scene.friend.number(), "did you get this").await?;
    ensure!(sent.status.is_success(), "{}", sent.body);
    let limit = Duration::from_secs(30);
    let began = Instant::now();
    loop {
        let messages = scene.stage.messages(&scene.instance, &scene.friend.jid()).await?;
        let status = messages.iter().find(|m| m["content"]["text"] == "did you get this");
        if status.is_some_and(|m| m["status"] != "queued") {
            break;
        }
        ensure!(began.elapsed() < limit, "it is queued still");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut ids: Vec<String> = scene
        .friend
        .received()
        .into_iter()
        .filter(|one| one.text() == Some("did you get this"))
        .map(|one| one.id)
        .collect();
    ids.dedup();
    ensure!(ids.len() == 1, "{ids:?}");
    scene.stage.end().await
}

#[tokio::test]
async fn a_silent_network_is_not_called_connected_and_is_left() -> Result<()> {
    let scene = Scene::new().await?;
    scene.stage.network.faults().silence(scene.own.number())?;
    // Noticed by the keep-alive that nobody answers.
    let began = Instant::now();
    scene.friend.send_text(scene.own.number(), "through the silence").await?;
    let limit = Duration::from_secs(70);
    loop {
        if scene.count_stored("through the silence").await? == 1 {
            break;
        }
        ensure!(began.elapsed() < limit, "the silence was not noticed");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    scene.stage.end().await
}
