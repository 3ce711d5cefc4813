//! What the Personal Gateway's API does with chats and messages, as the account's phone keeps it and others
//! see it.

use super::gateway_account::{EVA, SHOP, Story, call};
use super::harness::{Engine, KEY};
use super::profiles::picture;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::whatsapp::{Received, TypingSeen};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);
/// The first second of the year 2100.
const MUTED_UNTIL: i64 = 4_102_444_800;

/// Eva writes; the network's id of it, once it is stored.
async fn from_eva(story: &Story, text: &str) -> Result<String> {
    let id = story.eva.send_text(SHOP, text).await?;
    story.until(&format!("/messages/{id}"), |message| message["body"] == text).await?;
    Ok(id)
}

async fn the_state_of_a_chat(story: &Story) -> Result<()> {
    let (path, chat) = (format!("/chats/{EVA}"), story.eva.jid());
    let kept = |name: &str| {
        let value = story.shop.kept(&[name, chat.as_str()]);
        value.with_context(|| format!("the phone keeps no {name}"))
    };
    let change = async |body: Value| story.call(Method::PATCH, &path, Some(body)).await;
    // Once the phone has shared its keys.
    let shown = story.insist(Method::PATCH, &path, Some(json!({ "pin": true }))).await?;
    ensure!(shown["pin"] == true, "{shown}");
    ensure!(kept("pin_v1")?.pin_action.pinned == Some(true), "pinned");
    change(json!({ "pin": false })).await?;
    ensure!(kept("pin_v1")?.pin_action.pinned == Some(false), "unpinned");

    let shown = change(json!({ "mute_until": MUTED_UNTIL })).await?;
    ensure!(shown["mute"] == true, "{shown}");
    ensure!(shown["mute_until"] == "2100-01-01T00:00:00.000Z", "{shown}");
    let until = Some(MUTED_UNTIL * 1_000);
    ensure!(kept("mute")?.mute_action.mute_end_timestamp == until, "muted until then");
    change(json!({ "mute_until": 0 })).await?;
    ensure!(kept("mute")?.mute_action.muted == Some(false), "not muted");

    for unread in [true, false] {
        let shown = change(json!({ "mark_unread": unread })).await?;
        ensure!(shown["mark_unread"] == unread, "{shown}");
        let mark = kept("markChatAsRead")?.mark_chat_as_read_action.read;
        ensure!(mark == Some(!unread), "{mark:?}");
    }
    for archive in [true, false] {
        let shown = story.post(&path, json!({ "archive": archive })).await?;
        ensure!(shown["archive"] == archive, "{shown}");
        let archived = kept("archive")?.archive_chat_action.archived;
        ensure!(archived == Some(archive), "{archived:?}");
    }
    for (ephemeral, seconds) in [("quarter", 7_776_000_u32), ("none", 0)] {
        let shown = change(json!({ "ephemeral": ephemeral })).await?;
        ensure!(shown["ephemeral_seconds"] == seconds, "{shown}");
        let is_it = |one: &Received| {
            let setting = one.message.protocol_message.as_option();
            setting.is_some_and(|setting| setting.ephemeral_expiration == Some(seconds))
        };
        story.eva.expect(SOON, is_it).await.with_context(|| format!("{ephemeral} for Eva"))?;
    }
    Ok(())
}

async fn labels_of_a_chat(story: &Story) -> Result<()> {
    let chat = story.eva.jid();
    let made = story.post("/labels", json!({ "name": "New customer", "color": 3 })).await?;
    let id = made["id"].as_str().context("an id")?;
    let edit = story.shop.kept(&["label_edit", id]).context("the label")?;
    ensure!(edit.label_edit_action.name.as_deref() == Some("New customer"), "{edit:?}");
    ensure!(edit.label_edit_action.color == Some(3), "{edit:?}");
    let path = format!("/labels/{id}/{EVA}");
    for (method, labeled) in [(Method::POST, true), (Method::DELETE, false)] {
        story.call(method, &path, None).await?;
        let given = story.shop.kept(&["label_jid", id, chat.as_str()]).context("of the chat")?;
        ensure!(given.label_association_action.labeled == Some(labeled), "{given:?}");
    }
    story.call(Method::DELETE, &format!("/labels/{id}"), None).await?;
    let edit = story.shop.kept(&["label_edit", id]).context("the label")?;
    ensure!(edit.label_edit_action.deleted == Some(true), "{edit:?}");
    Ok(())
}

async fn marks_of_a_message(story: &Story) -> Result<()> {
    let (eva, shop, chat) = (&story.eva, &story.shop, story.eva.jid());
    let id = from_eva(story, "the key is under the mat").await?;
    let path = format!("/messages/{id}");
    let end = |name: &str| format!("{path}/{name}");
    for starred in [true, false] {
        story.call(Method::PUT, &end("star"), Some(json!({ "starred": starred }))).await?;
        let star = shop.kept(&["star", chat.as_str(), id.as_str(), "0", "0"]).context("a star")?;
        ensure!(star.star_action.starred == Some(starred), "{star:?}");
    }
    story.call(Method::PUT, &end("reaction"), Some(json!({ "emoji": "👍" }))).await?;
    eva.expect(SOON, |one| one.reaction() == Some(("👍", id.as_str()))).await?;
    story.call(Method::DELETE, &end("reaction"), None).await?;
    eva.expect(SOON, |one| one.reaction() == Some(("", id.as_str()))).await?;
    story.post(&end("pin"), json!({ "time": "month" })).await?;
    eva.expect(SOON, |one| one.pinned() == Some((id.as_str(), Some(2_592_000)))).await?;
    story.call(Method::DELETE, &end("pin"), None).await?;
    eva.expect(SOON, |one| one.pinned() == Some((id.as_str(), None))).await?;
    story.call(Method::PUT, &path, None).await?;
    eva.expect_receipt(SOON, |one| one.kind == "read" && one.ids.contains(&id)).await?;

    story.call(Method::DELETE, &format!("{path}?for=me"), None).await?;
    let index = ["deleteMessageForMe", chat.as_str(), id.as_str(), "0", "0"];
    shop.expect_kept(SOON, &index, |_| true).await?;
    story.until(&path, |message| message["status"] == "deleted").await?;
    ensure!(!eva.received().iter().any(|one| one.revoked_id() == Some(id.as_str())), "hers stays");
    Ok(())
}

async fn a_chat_that_is_read_and_deleted(story: &Story) -> Result<()> {
    let (path, chat) = (format!("/chats/{EVA}"), story.eva.jid());
    let ids = [from_eva(story, "one").await?, from_eva(story, "two").await?];
    let is_unread = |chat: &Value| chat["unread_count"].as_i64().is_some_and(|count| count > 1);
    story.until(&path, is_unread).await?;
    story.call(Method::PUT, &format!("{path}/read"), None).await?;
    let shown = story.call(Method::GET, &path, None).await?;
    ensure!(shown["unread_count"] == 0, "{shown}");
    for id in &ids {
        let eva = &story.eva;
        eva.expect_receipt(SOON, |one| one.kind == "read" && one.ids.contains(id)).await?;
    }
    // With a mark alone.
    story.call(Method::PATCH, &path, Some(json!({ "mark_unread": true }))).await?;
    story.call(Method::PUT, &format!("{path}/read"), None).await?;
    let mark = story.shop.kept(&["markChatAsRead", chat.as_str()]).context("a mark")?;
    ensure!(mark.mark_chat_as_read_action.read == Some(true), "{mark:?}");
    let shown = story.call(Method::GET, &path, None).await?;
    ensure!(shown["mark_unread"] == false, "{shown}");
    story.call(Method::DELETE, &path, None).await?;
    ensure!(story.shop.kept(&["deleteChat", chat.as_str(), "1"]).is_some(), "deleted on the phone");
    let is_gone = |page: &Value| {
        let mut chats = page["items"].as_array().into_iter().flatten();
        !chats.any(|one| one["chat_id"] == chat.as_str())
    };
    story.until("/chats", is_gone).await?;
    Ok(())
}

/// "typing…" is shown for the time of the request, and the message arrives behind it.
async fn typing_before_a_message(story: &Story) -> Result<()> {
    let eva = &story.eva;
    let text = json!({ "to": EVA, "body": "one moment", "typing_time": 1 });
    let link = json!({
        "to": EVA, "body": "see https://example.org/a", "title": "Bikes", "typing_time": 1,
    });
    for (kind, body) in [("text", text), ("link_preview", link)] {
        let before = eva.typing_seen().len();
        let began = Instant::now();
        let (_, id) = story.send(kind, body).await?;
        ensure!(began.elapsed() >= Duration::from_secs(1), "{kind}: it is typed for a second");
        eva.expect(SOON, |one| one.id == id).await?;
        // A phone takes what arrives in its order.
        let seen = eva.typing_seen();
        let mut new = seen.iter().skip(before);
        let is_typing = new.any(|one| one.from == SHOP && one.typing && !one.recording);
        ensure!(is_typing, "{kind}: {seen:?}");
        let is_hidden = |one: &TypingSeen| !one.typing;
        eva.expect_activity(SOON, |typing, _| typing.last().is_some_and(is_hidden)).await?;
    }
    let title = |one: &Received| {
        let text = one.message.extended_text_message.as_option();
        text.is_some_and(|text| text.title.as_deref() == Some("Bikes"))
    };
    ensure!(eva.received().iter().any(title), "the preview of the request");
    Ok(())
}

async fn activity_in_a_chat(story: &Story) -> Result<()> {
    let path = format!("/presences/{EVA}");
    for (presence, typing, recording) in
        [("typing", true, false), ("recording", true, true), ("pause", false, false)]
    {
        story.call(Method::PUT, &path, Some(json!({ "presence": presence }))).await?;
        let is_it = |one: &TypingSeen| {
            one.from == SHOP && one.typing == typing && one.recording == recording
        };
        let seen = story.eva.expect_activity(SOON, |all, _| all.last().is_some_and(is_it)).await;
        seen.context(presence)?;
    }
    Ok(())
}

async fn messages_of_each_kind(story: &Story) -> Result<()> {
    let eva = &story.eva;
    let arrived = async |id: String| eva.expect(SOON, |one| one.id == id).await;
    let asked = from_eva(story, "which one?").await?;
    let text = json!({ "to": EVA, "body": "the red one", "quoted": asked });
    let seen = arrived(story.send("text", text).await?.1).await?;
    ensure!(seen.quoted_id() == Some(asked.as_str()), "{seen:?}");

    let sticker = json!({ "to": EVA, "media": STANDARD.encode(picture()?) });
    let seen = arrived(story.send("sticker", sticker).await?.1).await?;
    ensure!(seen.message.sticker_message.is_set(), "{seen:?}");
    let file = eva.download(&seen).await?;
    ensure!(file.starts_with(b"RIFF") && file[8..].starts_with(b"WEBP"), "it is no sticker");

    let card = json!({ "to": EVA, "name": "Hugo", "phone": "+5511999990000" });
    let sent = arrived(story.send("contact", card).await?.1).await?;
    let share = json!({ "to": EVA, "name": "The shop" });
    let shared = story.post(&format!("/contacts/{SHOP}"), share).await?;
    let id = shared["message"]["wa_message_id"].as_str().context("an id")?.to_owned();
    let shared = arrived(id).await?;
    for (seen, name, digits) in [(sent, "Hugo", "5511999990000"), (shared, "The shop", SHOP)] {
        let card = seen.message.contact_message.as_option().context("a card")?;
        ensure!(card.display_name.as_deref() == Some(name), "{seen:?}");
        let vcard = card.vcard.as_deref().unwrap_or_default();
        ensure!(vcard.contains(&format!("waid={digits}")), "{vcard}");
    }

    let place = json!({ "to": EVA, "latitude": -23.5, "longitude": -46.5, "name": "The shop" });
    let seen = arrived(story.send("location", place).await?.1).await?;
    let place = seen.message.location_message.as_option().context("a place")?;
    ensure!(place.degrees_latitude == Some(-23.5), "{seen:?}");
    ensure!(place.name.as_deref() == Some("The shop"), "{seen:?}");

    let copy = story.post(&format!("/messages/{asked}"), json!({ "to": EVA })).await?;
    let id = copy["message"]["wa_message_id"].as_str().context("an id")?.to_owned();
    let seen = arrived(id).await?;
    ensure!(seen.text() == Some("which one?"), "{seen:?}");
    let context = &seen.message.extended_text_message.context_info;
    ensure!(context.is_forwarded == Some(true), "{seen:?}");

    // What a person answers on a page.
    let me = story.call(Method::GET, "/me", None).await?;
    let path = format!("/accounts/{}/chats/{EVA}/messages", me["id"].as_str().context("an id")?);
    let body = Some(json!({ "body": "a person writes", "quoted": asked }));
    let replied = call(&story.setup, KEY, Method::POST, &path, body).await?;
    ensure!(replied.status.is_success(), "{}", replied.body);
    let seen = eva.expect(SOON, |one| one.text() == Some("a person writes")).await?;
    ensure!(seen.quoted_id() == Some(asked.as_str()), "{seen:?}");
    Ok(())
}

#[tokio::test]
async fn what_the_gateway_changes_in_chats_is_kept_by_the_phone() -> Result<()> {
    let story = Story::on(Engine::Sqlite).await?;
    the_state_of_a_chat(&story).await.context("the state of a chat")?;
    labels_of_a_chat(&story).await.context("labels of a chat")?;
    marks_of_a_message(&story).await.context("marks of a message")?;
    a_chat_that_is_read_and_deleted(&story).await.context("a chat is read and deleted")?;
    story.setup.end().await
}

#[tokio::test]
async fn what_the_gateway_sends_and_shows_arrives_as_it_was_asked_for() -> Result<()> {
    let story = Story::on(Engine::Sqlite).await?;
    typing_before_a_message(&story).await.context("typing before a message")?;
    activity_in_a_chat(&story).await.context("activity in a chat")?;
    messages_of_each_kind(&story).await.context("messages of each kind")?;
    story.setup.end().await
}
