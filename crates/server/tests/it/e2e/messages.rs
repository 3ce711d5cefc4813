//! Messages of people and agents, in both directions.

use super::harness::Setup;
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

async fn two(setup: &Setup) -> Result<(String, Phone, Phone)> {
    let instance = setup.instance("talks").await?;
    let own = setup.linked(&instance, "5511910000001", "Shop").await?;
    let friend = setup.network.create_phone("5511910000002", "Eva").await?;
    Ok((instance, own, friend))
}

async fn status_of(
    setup: &Setup,
    instance: &str,
    chat: &str,
    id: &str,
    expected: &str,
) -> Result<Value> {
    setup
        .stored(instance, chat, &format!("{id} {expected}"), |message| {
            message["id"] == id && message["status"] == expected
        })
        .await
}

#[tokio::test]
async fn texts_arrive_in_both_directions_and_receipts_change_the_status() -> Result<()> {
    let setup = Setup::new().await?;
    let (instance, own, friend) = two(&setup).await?;
    friend.send_text(own.number(), "good morning").await?;
    let received = setup
        .stored(&instance, &friend.jid(), "the greeting", |m| {
            m["content"]["text"] == "good morning"
        })
        .await?;
    ensure!(
        received["direction"] == "inbound" && received["sender"]["displayName"] == "Eva",
        "{received}"
    );

    let sent = setup.send_text(&instance, friend.number(), "and to you").await?;
    ensure!(sent.status == 201 && sent.body["status"] == "sent", "{}", sent.body);
    let id = sent.body["messageId"].as_str().context("an id")?;
    let seen = friend.expect(SOON, |one| one.text() == Some("and to you")).await?;
    ensure!(sent.body["externalMessageId"] == seen.id, "{}", sent.body);
    status_of(&setup, &instance, &friend.jid(), id, "delivered").await?;
    friend.read(&seen.id).await?;
    status_of(&setup, &instance, &friend.jid(), id, "read").await?;
    setup.end().await
}

#[tokio::test]
async fn an_agent_answers() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance_with_agent("agent").await?;
    let own = setup.linked(&instance, "5511910000003", "Shop").await?;
    let friend = setup.network.create_phone("5511910000004", "Eva").await?;
    friend.send_text(own.number(), "hello").await?;
    let answer =
        friend.expect(SOON, |one| one.text().is_some_and(|text| text.contains("hello"))).await?;
    ensure!(answer.repeats == 0);
    setup.end().await
}

#[tokio::test]
async fn files_arrive_with_equal_bytes_in_both_directions() -> Result<()> {
    let setup = Setup::new().await?;
    let (instance, own, friend) = two(&setup).await?;
    let cases = [
        (MediaKind::Image, "image", "image/png", 5_000, false),
        (MediaKind::Audio, "audio", "audio/ogg; codecs=opus", 9_000, true),
        (MediaKind::Document, "document", "application/pdf", 300_000, false),
        (MediaKind::Video, "video", "video/mp4", 40_000, false),
    ];
    for (kind, name, mime, length, voice_note) in cases {
        let mut original = bytes(length);
        if voice_note {
            // Phones play only Opus; the server checks, and would convert anything else.
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
        let received = setup
            .stored(&instance, &friend.jid(), name, |m| m["externalId"] == external.as_str())
            .await?;
        ensure!(received["content"]["type"] == name, "{received}");
        let id = received["id"].as_str().context("an id")?;
        let path = format!("/api/v2/instances/{instance}/messages/{id}/media");
        let file = setup.server.get(&path).await?;
        ensure!(file.status == 200, "{}", file.body);
        let got = STANDARD.decode(file.body["base64"].as_str().context("base64")?)?;
        ensure!(got == original, "the {name} arrived with other bytes");

        let body = json!({
            "instanceId": instance, "to": friend.number(), "type": name,
            "base64": STANDARD.encode(&original), "mimeType": mime,
            "filename": format!("file.{name}"), "caption": format!("a {name}"), "voiceNote": voice_note,
        });
        let sent = setup.server.post("/api/v2/messages/media", body).await?;
        ensure!(sent.status == 201, "{name}: {}", sent.body);
        let external = sent.body["externalMessageId"].as_str().context("an id")?.to_owned();
        let seen = friend.expect(SOON, |one| one.id == external).await?;
        ensure!(friend.download(&seen).await? == original, "the {name} was sent with other bytes");
    }
    setup.end().await
}

#[tokio::test]
async fn the_phone_shows_a_poll() -> Result<()> {
    let setup = Setup::new().await?;
    let (instance, _, friend) = two(&setup).await?;
    let body = json!({
        "instanceId": instance, "to": friend.number(), "question": "When?",
        "options": ["today", "tomorrow", "never"], "maxChoices": 2,
    });
    let sent = setup.server.post("/api/v2/messages/send/poll", body).await?;
    ensure!(sent.status == 201 && sent.body["status"] == "sent", "{}", sent.body);
    let external = sent.body["externalMessageId"].as_str().context("an id")?.to_owned();
    let seen = friend.expect(SOON, |one| one.id == external).await?;
    let poll = seen.message.poll_creation_message_v3.as_option().context("a poll")?;
    let options: Vec<_> =
        poll.options.iter().filter_map(|one| one.option_name.as_deref()).collect();
    ensure!(poll.name.as_deref() == Some("When?"), "{:?}", poll.name);
    ensure!(options == ["today", "tomorrow", "never"], "{options:?}");
    ensure!(poll.selectable_options_count == Some(2), "{:?}", poll.selectable_options_count);
    setup.end().await
}

#[tokio::test]
async fn the_phone_shows_forwarded_messages_as_such_and_files_keep_their_bytes() -> Result<()> {
    let setup = Setup::new().await?;
    let (instance, own, friend) = two(&setup).await?;
    let other = setup.network.create_phone("5511910000006", "Gil").await?;
    let forward = async |external: &str| -> Result<_> {
        let from = |m: &Value| m["externalId"] == external;
        setup.stored(&instance, &friend.jid(), "the original", from).await?;
        let body = json!({
            "instanceId": instance, "to": other.number(), "messageId": external,
            "fromChatId": friend.jid(),
        });
        let sent = setup.server.post("/api/v2/messages/send/forward", body).await?;
        ensure!(sent.status == 201, "{}", sent.body);
        let id = sent.body["externalMessageId"].as_str().context("an id")?.to_owned();
        other.expect(SOON, |one| one.id == id).await
    };
    let text = friend.send_text(own.number(), "the address is 1 Street").await?;
    let seen = forward(&text).await?;
    ensure!(seen.text() == Some("the address is 1 Street"), "{seen:?}");
    let context = &seen.message.extended_text_message.context_info;
    ensure!(context.is_forwarded == Some(true), "it is not marked");

    let original = bytes(5_000);
    let document = PhoneMedia {
        kind: MediaKind::Document,
        mime: "application/pdf".to_owned(),
        bytes: original.clone(),
        caption: None,
        file_name: Some("offer.pdf".to_owned()),
        voice_note: false,
    };
    let document = friend.send_media(own.number(), document).await?;
    let seen = forward(&document).await?;
    ensure!(other.download(&seen).await? == original, "it was forwarded with other bytes");
    let document = &seen.message.document_message;
    ensure!(document.file_name.as_deref() == Some("offer.pdf"), "{:?}", document.file_name);
    ensure!(document.context_info.is_forwarded == Some(true), "it is not marked");
    setup.end().await
}

#[tokio::test]
async fn group_messages_arrive_in_both_directions() -> Result<()> {
    let setup = Setup::new().await?;
    let (instance, own, friend) = two(&setup).await?;
    let other = setup.network.create_phone("5511910000005", "Gil").await?;
    let group = setup.network.create_group("Team", &own, &[&friend, &other]).await?;
    friend.send_text(&group, "to all").await?;
    let received = setup
        .stored(&instance, &group, "the group message", |m| m["content"]["text"] == "to all")
        .await?;
    ensure!(received["sender"]["platformUserId"] == friend.jid(), "{received}");
    let sent = setup.send_text(&instance, &group, "all received").await?;
    ensure!(sent.status == 201, "{}", sent.body);
    for phone in [&friend, &other] {
        phone.expect(SOON, |one| one.text() == Some("all received") && one.chat == group).await?;
    }
    other.send_text(&group, "me too").await?;
    setup
        .stored(&instance, &group, "the second member's message", |m| {
            m["content"]["text"] == "me too"
        })
        .await?;
    setup.end().await
}

#[tokio::test]
async fn reactions_edits_revokes_and_quotes_find_their_message() -> Result<()> {
    let setup = Setup::new().await?;
    let (instance, own, friend) = two(&setup).await?;
    let first = friend.send_text(own.number(), "the price is 10").await?;
    let received = setup
        .stored(&instance, &friend.jid(), "the price", |m| m["externalId"] == first.as_str())
        .await?;
    friend.react(own.number(), &first, "👍").await?;
    friend.edit(own.number(), &first, "the price is 12").await?;
    setup
        .stored(&instance, &friend.jid(), "edited and reacted to", |m| {
            m["externalId"] == first.as_str()
                && m["content"]["text"] == "the price is 12"
                && m["reactions"][0]["emoji"] == "👍"
        })
        .await?;
    let second = friend.reply(own.number(), &first, "is that good?").await?;
    setup
        .stored(&instance, &friend.jid(), "the quote", |m| {
            m["externalId"] == second.as_str() && m["replyToExternalId"] == first.as_str()
        })
        .await?;
    friend.revoke(own.number(), &second).await?;
    setup
        .stored(&instance, &friend.jid(), "the revoked one", |m| {
            m["externalId"] == second.as_str() && !m["deletedAt"].is_null()
        })
        .await?;

    let body = json!({
        "instanceId": instance, "to": friend.number(), "text": "agreed", "replyTo": received["id"],
    });
    let sent = setup.server.post("/api/v2/messages", body).await?;
    ensure!(sent.status == 201, "{}", sent.body);
    friend
        .expect(SOON, |one| one.text() == Some("agreed") && one.quoted_id() == Some(&first))
        .await?;
    let body = json!({
        "instanceId": instance, "to": friend.number(), "messageId": received["id"], "emoji": "🎉",
    });
    let sent = setup.server.post("/api/v2/messages/reaction", body).await?;
    ensure!(sent.status.is_success() && sent.body["success"] == true, "{}", sent.body);
    friend.expect(SOON, |one| one.reaction() == Some(("🎉", first.as_str()))).await?;
    setup.end().await
}

#[tokio::test]
async fn stickers_locations_and_cards_are_sent() -> Result<()> {
    let setup = Setup::new().await?;
    let (instance, _own, friend) = two(&setup).await?;
    let location = json!({
        "instanceId": instance, "to": friend.number(), "latitude": -23.55, "longitude": -46.63, "name": "Sé",
    });
    let card = json!({
        "instanceId": instance, "to": friend.number(),
        "contact": { "name": "Hugo", "phone": "+5511999990000", "email": "hugo@example.com" },
    });
    let sticker = json!({
        "instanceId": instance, "to": friend.number(), "base64": STANDARD.encode(picture()?),
    });
    for (path, body) in [("location", location), ("contact", card), ("sticker", sticker)] {
        let sent = setup.server.post(&format!("/api/v2/messages/{path}"), body).await?;
        ensure!(sent.status == 201, "{path}: {}", sent.body);
    }
    let location =
        friend.expect(SOON, |one| one.message.location_message.as_option().is_some()).await?;
    let location =
        location.message.location_message.as_option().context("a location")?.degrees_latitude;
    ensure!(location == Some(-23.55), "{location:?}");
    let card = friend.expect(SOON, |one| one.message.contact_message.as_option().is_some()).await?;
    let vcard = card.message.contact_message.as_option().and_then(|card| card.vcard.clone());
    ensure!(vcard.is_some_and(|vcard| vcard.contains("Hugo")));
    let sticker =
        friend.expect(SOON, |one| one.message.sticker_message.as_option().is_some()).await?;
    // Any picture is converted to WhatsApp's format of stickers.
    let file = friend.download(&sticker).await?;
    ensure!(file.starts_with(b"RIFF") && file[8..].starts_with(b"WEBP"));
    setup.end().await
}

#[tokio::test]
async fn a_repeated_request_with_one_key_is_one_message() -> Result<()> {
    let setup = Setup::new().await?;
    let (instance, _own, friend) = two(&setup).await?;
    let send = |text: &'static str| {
        let body = json!({ "instanceId": instance, "to": friend.number(), "text": text });
        setup
            .server
            .http
            .post(format!("{}/api/v2/messages", setup.server.url))
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
    setup.end().await
}

#[tokio::test]
async fn phone_and_lid_of_one_contact_are_one_chat() -> Result<()> {
    use omni_sandbox::whatsapp::Addressing;
    let setup = Setup::new().await?;
    let (instance, own, friend) = two(&setup).await?;
    friend.send_text(own.number(), "by number").await?;
    setup
        .stored(&instance, &friend.jid(), "by number", |m| m["content"]["text"] == "by number")
        .await?;
    friend.set_addressing(Addressing::Lid);
    friend.send_text(own.number(), "by lid").await?;
    let began = Instant::now();
    loop {
        let messages = setup.messages(&instance, &friend.jid()).await?;
        let texts: Vec<_> = messages.iter().filter_map(|m| m["content"]["text"].as_str()).collect();
        if texts == ["by number", "by lid"] {
            break;
        }
        ensure!(began.elapsed() < SOON, "{texts:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let chats = setup.server.get(&format!("/api/v2/instances/{instance}/chats")).await?;
    let direct =
        chats.body["items"].as_array().context("items")?.iter().filter(|c| c["chatType"] == "dm");
    ensure!(direct.count() == 1, "{}", chats.body);
    setup.end().await
}
