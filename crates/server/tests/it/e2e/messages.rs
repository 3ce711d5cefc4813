//! What people and agents say, both ways.

use super::harness::Stage;
use super::profiles::picture;
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::whatsapp::{MediaKind, Phone, PhoneMedia};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|index| u8::try_from(index * 31 % 251).expect("below 251")).collect()
}

async fn two(stage: &Stage) -> Result<(String, Phone, Phone)> {
    let instance = stage.instance("talks").await?;
    let own = stage.linked(&instance, "5511910000001", "Shop").await?;
    let friend = stage.network.create_phone("5511910000002", "Eva").await?;
    Ok((instance, own, friend))
}

async fn status_of(
    stage: &Stage,
    instance: &str,
    chat: &str,
    id: &str,
    wanted: &str,
) -> Result<Value> {
    stage
        .stored(instance, chat, &format!("{id} {wanted}"), |message| {
            message["id"] == id && message["status"] == wanted
        })
        .await
}

#[tokio::test]
async fn text_goes_both_ways_and_receipts_move_the_status() -> Result<()> {
    let stage = Stage::new().await?;
    let (instance, own, friend) = two(&stage).await?;
    friend.send_text(own.number(), "good morning").await?;
    let received = stage
        .stored(&instance, &friend.jid(), "the greeting", |m| {
            m["content"]["text"] == "good morning"
        })
        .await?;
    ensure!(
        received["direction"] == "inbound" && received["sender"]["displayName"] == "Eva",
        "{received}"
    );

    let sent = stage.send_text(&instance, friend.number(), "and to you").await?;
    ensure!(sent.status == 201 && sent.body["status"] == "sent", "{}", sent.body);
    let id = sent.body["messageId"].as_str().context("an id")?;
    let seen = friend.expect(SOON, |one| one.text() == Some("and to you")).await?;
    ensure!(sent.body["externalMessageId"] == seen.id, "{}", sent.body);
    status_of(&stage, &instance, &friend.jid(), id, "delivered").await?;
    friend.read(&seen.id).await?;
    status_of(&stage, &instance, &friend.jid(), id, "read").await?;
    stage.end().await
}

#[tokio::test]
async fn an_agent_answers() -> Result<()> {
    let stage = Stage::new().await?;
    let instance = stage.instance_with_agent("agent").await?;
    let own = stage.linked(&instance, "5511910000003", "Shop").await?;
    let friend = stage.network.create_phone("5511910000004", "Eva").await?;
    friend.send_text(own.number(), "hello").await?;
    let answer =
        friend.expect(SOON, |one| one.text().is_some_and(|text| text.contains("hello"))).await?;
    ensure!(answer.repeats == 0);
    stage.end().await
}

#[tokio::test]
async fn files_arrive_with_equal_bytes_both_ways() -> Result<()> {
    let stage = Stage::new().await?;
    let (instance, own, friend) = two(&stage).await?;
    let cases = [
        (MediaKind::Image, "image", "image/png", 5_000, false),
        (MediaKind::Audio, "audio", "audio/ogg; codecs=opus", 9_000, true),
        (MediaKind::Document, "document", "application/pdf", 300_000, false),
        (MediaKind::Video, "video", "video/mp4", 40_000, false),
    ];
    for (kind, name, mime, length, voice_note) in cases {
        let mut original = bytes(length);
        if voice_note {
            // Phones play only Opus; the server looks, and would convert anything else.
            original[..4].copy_from_slice(b"OggS");
            original[28..36].copy_from_slice(b"OpusHead");
        }
        let media = PhoneMedia {
            kind,
            bytes: original.clone(),
            mime: mime.to_owned(),
            caption: (name == "image").then(|| "look".to_owned()),
            file_name: (name == "document").then(|| "offer.pdf".to_owned()),
            voice_note,
        };
        let external = friend.send_media(own.number(), media).await?;
        let received = stage
            .stored(&instance, &friend.jid(), name, |m| m["externalId"] == external.as_str())
            .await?;
        ensure!(received["content"]["type"] == name, "{received}");
        let id = received["id"].as_str().context("an id")?;
        let path = format!("/api/v2/instances/{instance}/messages/{id}/media");
        let file = stage.server.get(&path).await?;
        ensure!(file.status == 200, "{}", file.body);
        let got = STANDARD.decode(file.body["base64"].as_str().context("base64")?)?;
        ensure!(got == original, "the {name} arrived with other bytes");

        let body = json!({
            "instanceId": instance, "to": friend.number(), "type": name,
            "base64": STANDARD.encode(&original), "mimeType": mime,
            "filename": format!("file.{name}"), "caption": format!("a {name}"), "voiceNote": voice_note,
        });
        let sent = stage.server.post("/api/v2/messages/media", body).await?;
        ensure!(sent.status == 201, "{name}: {}", sent.body);
        let external = sent.body["externalMessageId"].as_str().context("an id")?.to_owned();
        let seen = friend.expect(SOON, |one| one.id == external).await?;
        ensure!(friend.download(&seen).await? == original, "the {name} went with other bytes");
    }
    stage.end().await
}

#[tokio::test]
async fn a_group_talks_both_ways() -> Result<()> {
    let stage = Stage::new().await?;
    let (instance, own, friend) = two(&stage).await?;
    let other = stage.network.create_phone("5511910000005", "Gil").await?;
    let group = stage.network.create_group("Team", &own, &[&friend, &other]).await?;
    friend.send_text(&group, "to all").await?;
    let received = stage
        .stored(&instance, &group, "the group message", |m| m["content"]["text"] == "to all")
        .await?;
    ensure!(received["sender"]["platformUserId"] == friend.jid(), "{received}");
    let sent = stage.send_text(&instance, &group, "all received").await?;
    ensure!(sent.status == 201, "{}", sent.body);
    for phone in [&friend, &other] {
        phone.expect(SOON, |one| one.text() == Some("all received") && one.chat == group).await?;
    }
    other.send_text(&group, "me too").await?;
    stage
        .stored(&instance, &group, "the second voice", |m| m["content"]["text"] == "me too")
        .await?;
    stage.end().await
}

#[tokio::test]
async fn reactions_edits_revokes_and_quotes_find_their_message() -> Result<()> {
    let stage = Stage::new().await?;
    let (instance, own, friend) = two(&stage).await?;
    let first = friend.send_text(own.number(), "the price is 10").await?;
    let received = stage
        .stored(&instance, &friend.jid(), "the price", |m| m["externalId"] == first.as_str())
        .await?;
    friend.react(own.number(), &first, "👍").await?;
    friend.edit(own.number(), &first, "the price is 12").await?;
    stage
        .stored(&instance, &friend.jid(), "edited and reacted to", |m| {
            m["externalId"] == first.as_str()
                && m["content"]["text"] == "the price is 12"
                && m["reactions"][0]["emoji"] == "👍"
        })
        .await?;
    let second = friend.reply(own.number(), &first, "is that good?").await?;
    stage
        .stored(&instance, &friend.jid(), "the quote", |m| {
            m["externalId"] == second.as_str() && m["replyToExternalId"] == first.as_str()
        })
        .await?;
    friend.revoke(own.number(), &second).await?;
    stage
        .stored(&instance, &friend.jid(), "the revoked one", |m| {
            m["externalId"] == second.as_str() && !m["deletedAt"].is_null()
        })
        .await?;

    let body = json!({
        "instanceId": instance, "to": friend.number(), "text": "agreed", "replyTo": received["id"],
    });
    let sent = stage.server.post("/api/v2/messages", body).await?;
    ensure!(sent.status == 201, "{}", sent.body);
    friend
        .expect(SOON, |one| one.text() == Some("agreed") && one.quoted_id() == Some(&first))
        .await?;
    let body = json!({
        "instanceId": instance, "to": friend.number(), "messageId": received["id"], "emoji": "🎉",
    });
    let sent = stage.server.post("/api/v2/messages/reaction", body).await?;
    ensure!(sent.status.is_success() && sent.body["success"] == true, "{}", sent.body);
    friend.expect(SOON, |one| one.reaction() == Some(("🎉", first.as_str()))).await?;
    stage.end().await
}

#[tokio::test]
async fn stickers_places_and_cards_are_sent() -> Result<()> {
    let stage = Stage::new().await?;
    let (instance, _own, friend) = two(&stage).await?;
    let place = json!({
        "instanceId": instance, "to": friend.number(), "latitude": -23.55, "longitude": -46.63, "name": "Sé",
    });
    let card = json!({
        "instanceId": instance, "to": friend.number(),
        "contact": { "name": "Hugo", "phone": "+5511999990000", "email": "hugo@example.com" },
    });
    let sticker = json!({
        "instanceId": instance, "to": friend.number(), "base64": STANDARD.encode(picture()?),
    });
    for (path, body) in [("location", place), ("contact", card), ("sticker", sticker)] {
        let sent = stage.server.post(&format!("/api/v2/messages/{path}"), body).await?;
        ensure!(sent.status == 201, "{path}: {}", sent.body);
    }
    let place =
        friend.expect(SOON, |one| one.message.location_message.as_option().is_some()).await?;
    let place = place.message.location_message.as_option().context("a place")?.degrees_latitude;
    ensure!(place == Some(-23.55), "{place:?}");
    let card = friend.expect(SOON, |one| one.message.contact_message.as_option().is_some()).await?;
    let vcard = card.message.contact_message.as_option().and_then(|card| card.vcard.clone());
    ensure!(vcard.is_some_and(|vcard| vcard.contains("Hugo")));
    let sticker =
        friend.expect(SOON, |one| one.message.sticker_message.as_option().is_some()).await?;
    // Any picture becomes what WhatsApp shows as a sticker.
    let file = friend.download(&sticker).await?;
    ensure!(file.starts_with(b"RIFF") && file[8..].starts_with(b"WEBP"));
    stage.end().await
}

#[tokio::test]
async fn a_repeated_request_with_one_key_is_one_message() -> Result<()> {
    let stage = Stage::new().await?;
    let (instance, _own, friend) = two(&stage).await?;
    let send = |text: &'static str| {
        let body = json!({ "instanceId": instance, "to": friend.number(), "text": text });
        stage
            .server
            .http
            .post(format!("{}/api/v2/messages", stage.server.url))
            .header("x-api-key", super::harness::KEY)
            .header("idempotency-key", "order-77")
            .json(&body)
            .send()
    };
    let first: Value = send("once").await?.json().await?;
    let second: Value = send("once").await?.json().await?;
    ensure!(first["messageId"] == second["messageId"], "{first} {second}");
    let other = send("another text").await?;
    ensure!(other.status() == 409);
    friend.expect(SOON, |one| one.text() == Some("once")).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    ensure!(friend.received().iter().filter(|one| one.text() == Some("once")).count() == 1);
    stage.end().await
}

#[tokio::test]
async fn phone_and_lid_of_one_contact_are_one_chat() -> Result<()> {
    use omni_sandbox::whatsapp::Addressing;
    let stage = Stage::new().await?;
    let (instance, own, friend) = two(&stage).await?;
    friend.send_text(own.number(), "by number").await?;
    stage
        .stored(&instance, &friend.jid(), "by number", |m| m["content"]["text"] == "by number")
        .await?;
    friend.set_addressing(Addressing::Lid);
    friend.send_text(own.number(), "by lid").await?;
    let began = Instant::now();
    loop {
        let messages = stage.messages(&instance, &friend.jid()).await?;
        let texts: Vec<_> = messages.iter().filter_map(|m| m["content"]["text"].as_str()).collect();
        if texts == ["by number", "by lid"] {
            break;
        }
        ensure!(began.elapsed() < SOON, "{texts:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let chats = stage.server.get(&format!("/api/v2/instances/{instance}/chats")).await?;
    let direct =
        chats.body["items"].as_array().context("items")?.iter().filter(|c| c["chatType"] == "dm");
    ensure!(direct.count() == 1, "{}", chats.body);
    stage.end().await
}
