//! A faulty network: the instance recovers within 10 s without intervention, nothing is lost or
//! duplicated.

use super::harness::Setup;
use anyhow::{Context, Result, ensure};
use omni_sandbox::whatsapp::{Faults, Phone, StreamFault};
use serde_json::Value;
use std::time::{Duration, Instant};

const RECOVERY: Duration = Duration::from_secs(10);

struct Conversation {
    setup: Setup,
    instance: String,
    own: Phone,
    friend: Phone,
}

impl Conversation {
    async fn new() -> Result<Self> {
        let setup = Setup::new().await?;
        let instance = setup.instance("robust").await?;
        let own = setup.linked(&instance, "5511930000001", "Shop").await?;
        let friend = setup.network.create_phone("5511930000002", "Eva").await?;
        friend.send_text(own.number(), "before").await?;
        setup
            .stored(&instance, &friend.jid(), "before", |m| m["content"]["text"] == "before")
            .await?;
        Ok(Self { setup, instance, own, friend })
    }

    /// Texts arrive in both directions, within the limit, each exactly once.
    async fn works(&self) -> Result<()> {
        let began = Instant::now();
        self.friend.send_text(self.own.number(), "after, in").await?;
        loop {
            let sent =
                self.setup.send_text(&self.instance, self.friend.number(), "after, out").await?;
            if sent.status.is_success() {
                break;
            }
            ensure!(began.elapsed() < RECOVERY, "sending still fails: {}", sent.body);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let left = RECOVERY.saturating_sub(began.elapsed()).max(Duration::from_millis(500));
        self.friend.expect(left, |one| one.text() == Some("after, out")).await?;
        self.setup
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
        let messages = self.setup.messages(&self.instance, &self.friend.jid()).await?;
        Ok(messages.iter().filter(|m| m["content"]["text"] == text).count())
    }
}

async fn survives(fault: impl Fn(&Faults, &str) -> Result<()>) -> Result<()> {
    let conversation = Conversation::new().await?;
    fault(&conversation.setup.network.faults(), conversation.own.number())?;
    conversation.works().await?;
    conversation.setup.end().await
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
async fn a_restart_request_is_followed() -> Result<()> {
    survives(|faults, device| faults.stream_error(device, StreamFault::Restart)).await
}

#[tokio::test]
async fn the_instance_waits_for_an_unavailable_network() -> Result<()> {
    survives(|faults, device| faults.stream_error(device, StreamFault::Unavailable)).await
}

#[tokio::test]
async fn a_socket_closed_without_notice_is_reopened() -> Result<()> {
    survives(omni_sandbox::whatsapp::Faults::close).await
}

#[tokio::test]
async fn refused_connections_are_retried() -> Result<()> {
    survives(|faults, device| {
        faults.refuse_connections(Duration::from_secs(2));
        faults.close(device)
    })
    .await
}

/// The stream does not show that a stanza is missing; the network delivers it again at the next
/// connection, because it was not acknowledged.
#[tokio::test]
async fn a_lost_stanza_is_delivered_again_at_the_next_connection() -> Result<()> {
    let conversation = Conversation::new().await?;
    let faults = conversation.setup.network.faults();
    faults.drop_frames_to(conversation.own.number(), 1)?;
    conversation.friend.send_text(conversation.own.number(), "lost at first").await?;
    faults.close(conversation.own.number())?;
    conversation.works().await?;
    ensure!(conversation.count_stored("lost at first").await? == 1);
    conversation.setup.end().await
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
async fn an_undecryptable_message_is_reported_and_completed_under_its_id() -> Result<()> {
    let conversation = Conversation::new().await?;
    conversation.setup.network.faults().corrupt(conversation.own.number(), 1)?;
    let id = conversation.friend.send_text(conversation.own.number(), "at the second try").await?;
    let chat = conversation.friend.jid();
    let stored = conversation
        .setup
        .stored(&conversation.instance, &chat, "the retried message", |m| {
            m["externalId"] == id.as_str() && m["content"]["text"] == "at the second try"
        })
        .await?;
    let events =
        conversation.setup.server.get("/api/v2/events?eventType=message.undecryptable").await?;
    let reported = events.body["items"]
        .as_array()
        .context("items")?
        .iter()
        .any(|event| event["externalId"] == id.as_str());
    ensure!(reported, "{}", events.body);
    ensure!(stored["status"] == "received", "{stored}");
    conversation.works().await?;
    conversation.setup.end().await
}

#[tokio::test]
async fn a_refused_send_fails_with_the_networks_code_and_is_not_repeated() -> Result<()> {
    let conversation = Conversation::new().await?;
    conversation.setup.network.faults().reject_sends(conversation.own.number(), 1, 463)?;
    let refused = conversation
        .setup
        .send_text(&conversation.instance, conversation.friend.number(), "refused")
        .await?;
    ensure!(refused.status == 502, "{}", refused.body);
    ensure!(refused.body["error"]["code"] == "CHANNEL_SEND_FAILED", "{}", refused.body);
    ensure!(
        refused.body["error"]["details"]["channelCode"] == "channel.rejected.463",
        "{}",
        refused.body
    );
    conversation.works().await?;
    let shown: Vec<Value> =
        conversation.setup.messages(&conversation.instance, &conversation.friend.jid()).await?;
    ensure!(shown.iter().any(|m| m["content"]["text"] == "refused" && m["status"] == "failed"));
    ensure!(!conversation.friend.received().iter().any(|one| one.text() == Some("refused")));
    conversation.setup.end().await
}

#[tokio::test]
async fn a_send_without_an_acknowledgement_is_repeated_under_its_id() -> Result<()> {
    let conversation = Conversation::new().await?;
    conversation.setup.network.faults().withhold_acks(conversation.own.number(), 1)?;
    let sent = conversation
        .setup
        .send_text(&conversation.instance, conversation.friend.number(), "did you get this")
        .await?;
    ensure!(sent.status.is_success(), "{}", sent.body);
    let limit = Duration::from_secs(30);
    let began = Instant::now();
    loop {
        let messages =
            conversation.setup.messages(&conversation.instance, &conversation.friend.jid()).await?;
        let status = messages.iter().find(|m| m["content"]["text"] == "did you get this");
        if status.is_some_and(|m| m["status"] != "queued") {
            break;
        }
        ensure!(began.elapsed() < limit, "it is still queued");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut ids: Vec<String> = conversation
        .friend
        .received()
        .into_iter()
        .filter(|one| one.text() == Some("did you get this"))
        .map(|one| one.id)
        .collect();
    ids.dedup();
    ensure!(ids.len() == 1, "{ids:?}");
    conversation.setup.end().await
}

#[tokio::test]
async fn a_silent_network_is_not_reported_as_connected_and_is_left() -> Result<()> {
    let conversation = Conversation::new().await?;
    conversation.setup.network.faults().silence(conversation.own.number())?;
    // Detected by the keep-alive without a response.
    let began = Instant::now();
    conversation.friend.send_text(conversation.own.number(), "through the silence").await?;
    let limit = Duration::from_secs(70);
    loop {
        if conversation.count_stored("through the silence").await? == 1 {
            break;
        }
        ensure!(began.elapsed() < limit, "the silence was not detected");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    conversation.setup.end().await
}
