//! Polls, events, pins, albums and files that are shown in another way, as a phone sends and shows
//! them.

use super::harness::{Engine, Setup};
use super::profiles::picture;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omni_sandbox::whatsapp::{MediaKind, Phone, PhoneMedia};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(25);
const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// An instance, its own phone, and a person.
struct Story {
    setup: Setup,
    instance: String,
    own: Phone,
    friend: Phone,
}

impl Story {
    async fn on(engine: Engine) -> Result<Self> {
        let setup = Setup::on(engine).await?;
        let instance = setup.instance("kinds").await?;
        let own = setup.linked(&instance, "5511920000001", "Shop").await?;
        let friend = setup.network.create_phone("5511920000002", "Eva").await?;
        Ok(Self { setup, instance, own, friend })
    }

    /// Sends to the person; the message's internal and external ids.
    async fn send(&self, kind: &str, mut body: Value) -> Result<(String, String)> {
        body["instanceId"] = json!(self.instance);
        body["to"] = json!(self.friend.number());
        let sent = self.setup.server.post(&format!("/api/v2/messages/{kind}"), body).await?;
        ensure!(sent.status == 201, "{kind}: {}", sent.body);
        let id = |name: &str| sent.body[name].as_str().map(str::to_owned).context("an id");
        Ok((id("messageId")?, id("externalMessageId")?))
    }

    /// The stored message with this external id.
    async fn stored(&self, external: &str) -> Result<Value> {
        let is_it = |message: &Value| message["externalId"] == external;
        self.setup.stored(&self.instance, &self.friend.jid(), external, is_it).await
    }

    /// Waits until the answer to this request satisfies the test.
    async fn until(&self, path: &str, test: impl Fn(&Value) -> bool) -> Result<Value> {
        let began = Instant::now();
        loop {
            let answer = self.setup.server.get(path).await?;
            if answer.status == 200 && test(&answer.body) {
                return Ok(answer.body);
            }
            ensure!(began.elapsed() < SOON, "{path}: {}", answer.body);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until this many people chose each option, in their order.
    async fn tally(&self, id: &str, counts: &[u64]) -> Result<Value> {
        let path = format!("/api/v2/messages/{id}/answers");
        let counted = |body: &Value| -> Vec<u64> {
            let options = body["options"].as_array().into_iter().flatten();
            options.filter_map(|option| option["count"].as_u64()).collect()
        };
        self.until(&path, |body| counted(body) == counts).await
    }

    async fn pins(&self, count: usize) -> Result<Value> {
        let path = format!("/api/v2/instances/{}/chats/{}/pins", self.instance, self.friend.jid());
        self.until(&path, |body| body["items"].as_array().is_some_and(|all| all.len() == count))
            .await
    }
}

fn photo(caption: &str) -> Result<PhoneMedia> {
    Ok(PhoneMedia {
        kind: MediaKind::Image,
        bytes: picture()?,
        mime: "image/png".to_owned(),
        caption: Some(caption.to_owned()),
        file_name: None,
        voice_note: false,
    })
}

#[tokio::test]
async fn votes_are_counted_when_they_arrive_change_and_are_taken_back() -> Result<()> {
    for engine in ENGINES {
        let story = Story::on(engine).await?;
        let (own, friend) = (&story.own, &story.friend);
        let poll = json!({ "question": "When?", "options": ["today", "later"], "maxChoices": 2 });
        let (id, external) = story.send("poll", poll).await?;
        friend.expect(SOON, |one| one.id == external).await?;
        story.tally(&id, &[0, 0]).await?;
        friend.vote(own.number(), &external, &["today", "later"]).await?;
        let tally = story.tally(&id, &[1, 1]).await?;
        let voter = &tally["options"][0]["voters"][0];
        ensure!(voter["displayName"] == "Eva", "{tally}");
        ensure!(tally["people"] == 1 && tally["title"] == "When?", "{tally}");
        friend.vote(own.number(), &external, &["later"]).await?;
        story.tally(&id, &[0, 1]).await?;
        friend.vote(own.number(), &external, &[]).await?;
        story.tally(&id, &[0, 0]).await?;
        let path = "/api/v2/events?eventType=message.answered";
        let events = story.setup.server.get(path).await?.body;
        let choices = events["items"].as_array().context("events")?;
        let choices: Vec<_> = choices.iter().map(|one| &one["payload"]["choices"]).collect();
        // The newest first.
        ensure!(choices == [&json!([]), &json!(["later"]), &json!(["today", "later"])], "{events}");

        let theirs = friend.send_poll(own.number(), "Tea?", &["yes", "no"]).await?;
        let received = story.stored(&theirs).await?;
        friend.vote(own.number(), &theirs, &["yes"]).await?;
        story.tally(received["id"].as_str().context("an id")?, &[1, 0]).await?;
        story.setup.end().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_event_is_answered_with_who_comes() -> Result<()> {
    for engine in ENGINES {
        let story = Story::on(engine).await?;
        let (own, friend) = (&story.own, &story.friend);
        let event = json!({
            "name": "Opening", "startsAt": "2030-03-17T17:46:40Z", "extraGuestsAllowed": true,
            "place": { "name": "The shop", "latitude": -23.5, "longitude": -46.5 },
        });
        let (id, external) = story.send("event", event).await?;
        let seen = friend.expect(SOON, |one| one.id == external).await?;
        let shown = seen.message.event_message.as_option().context("an event")?;
        ensure!(shown.name.as_deref() == Some("Opening"), "{:?}", shown.name);
        ensure!(shown.start_time == Some(1_900_000_000), "{:?}", shown.start_time);
        ensure!(shown.location.degrees_latitude == Some(-23.5), "{:?}", shown.location);
        friend.answer_event(own.number(), &external, "going", 2).await?;
        let tally = story.tally(&id, &[1, 0, 0]).await?;
        ensure!(tally["options"][0]["name"] == "going", "{tally}");
        ensure!(tally["options"][0]["voters"][0]["extraGuests"] == 2, "{tally}");
        friend.answer_event(own.number(), &external, "not_going", 0).await?;
        story.tally(&id, &[0, 0, 1]).await?;

        let theirs = friend.send_event(own.number(), "Party", 1_900_000_000).await?;
        let received = story.stored(&theirs).await?;
        let content = &received["content"];
        ensure!(content["type"] == "event" && content["text"] == "Party", "{content}");
        ensure!(content["event"]["startsAt"] == "2030-03-17T17:46:40.000Z", "{content}");
        story.setup.end().await?;
    }
    Ok(())
}

#[tokio::test]
async fn messages_are_pinned_and_unpinned_by_either_side() -> Result<()> {
    for engine in ENGINES {
        let story = Story::on(engine).await?;
        let (own, friend) = (&story.own, &story.friend);
        let external = friend.send_text(own.number(), "the address is 1 Street").await?;
        let received = story.stored(&external).await?;
        let path = format!("/api/v2/messages/{}/pin", received["id"].as_str().context("an id")?);
        let server = &story.setup.server;
        let wrong = server.call(Method::PUT, &path, Some(json!({ "seconds": 5 }))).await?;
        ensure!(wrong.status == 400, "{}", wrong.body);
        let pinned = server.call(Method::PUT, &path, Some(json!({ "seconds": 86_400 }))).await?;
        ensure!(pinned.status == 202, "{}", pinned.body);
        friend.expect(SOON, |one| one.pinned() == Some((external.as_str(), Some(86_400)))).await?;
        let pins = story.pins(1).await?;
        ensure!(pins["items"][0]["message"]["externalId"] == external.as_str(), "{pins}");
        ensure!(pins["items"][0]["expiresAt"].is_string(), "{pins}");
        let unpinned = server.call(Method::DELETE, &path, None).await?;
        ensure!(unpinned.status == 202, "{}", unpinned.body);
        friend.expect(SOON, |one| one.pinned() == Some((external.as_str(), None))).await?;
        story.pins(0).await?;

        friend.pin_message(own.number(), &external, Some(604_800)).await?;
        let pins = story.pins(1).await?;
        ensure!(pins["items"][0]["pinnedBy"] == friend.jid(), "{pins}");
        friend.pin_message(own.number(), &external, None).await?;
        story.pins(0).await?;
        let keep = path.replace("/pin", "/keep");
        let kept = server.call(Method::PUT, &keep, None).await?;
        ensure!(kept.status == 202, "{}", kept.body);
        friend.expect(SOON, |one| one.message.keep_in_chat_message.is_set()).await?;
        let events = "/api/v2/events?eventType=message.kept";
        let from_me = |body: &Value, count: usize, from_me: bool| {
            let all = body["items"].as_array().map_or(0, Vec::len);
            all == count && body["items"][0]["payload"]["fromMe"] == from_me
        };
        story.until(events, |body| from_me(body, 1, true)).await?;
        let theirs = friend.send_text(own.number(), "my address").await?;
        story.stored(&theirs).await?;
        friend.keep_message(own.number(), &theirs).await?;
        story.until(events, |body| from_me(body, 2, false)).await?;
        story.setup.end().await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_files_of_an_album_belong_together() -> Result<()> {
    for engine in ENGINES {
        let story = Story::on(engine).await?;
        let (own, friend) = (&story.own, &story.friend);
        let file = |caption: &str| -> Result<Value> {
            let bytes = STANDARD.encode(picture()?);
            Ok(json!({
                "type": "image", "base64": bytes, "mimeType": "image/png", "caption": caption,
            }))
        };
        let album = json!({ "files": [file("one")?, file("two")?] });
        let (_, external) = story.send("album", album).await?;
        let begins = friend.expect(SOON, |one| one.id == external).await?;
        let count = begins.message.album_message.expected_image_count;
        ensure!(count == Some(2), "{count:?}");
        for caption in ["one", "two"] {
            let is_it = |image: &Option<String>| image.as_deref() == Some(caption);
            let part = friend
                .expect(SOON, |one| {
                    is_it(&one.message.associated_child_message.message.image_message.caption)
                })
                .await?;
            ensure!(part.album_id() == Some(external.as_str()), "{:?}", part.album_id());
            ensure!(friend.download(&part).await? == picture()?, "another picture");
        }
        let theirs = friend.send_album(own.number(), vec![photo("three")?, photo("four")?]).await?;
        let begins = story.stored(&theirs).await?;
        ensure!(begins["content"]["album"]["images"] == 2, "{begins}");
        for caption in ["three", "four"] {
            let is_it = |m: &Value| m["textContent"] == caption && m["album"] == theirs.as_str();
            story.setup.stored(&story.instance, &friend.jid(), caption, is_it).await?;
        }
        story.setup.end().await?;
    }
    Ok(())
}

#[tokio::test]
async fn lists_of_contacts_and_files_to_be_opened_once_are_recognised() -> Result<()> {
    let story = Story::on(Engine::Sqlite).await?;
    let (own, friend) = (&story.own, &story.friend);
    let cards = json!({ "contacts": [
        { "name": "Hugo", "phone": "+5511999990000" }, { "name": "Ida", "phone": "+5511999990001" },
    ] });
    let (_, external) = story.send("contact", cards).await?;
    let seen = friend.expect(SOON, |one| one.id == external).await?;
    let names: Vec<_> = seen
        .message
        .contacts_array_message
        .contacts
        .iter()
        .filter_map(|card| card.display_name.as_deref())
        .collect();
    ensure!(names == ["Hugo", "Ida"], "{names:?}");
    let theirs = friend.send_contacts(own.number(), &[("Jo", "+1555"), ("Kim", "+1556")]).await?;
    let received = story.stored(&theirs).await?;
    ensure!(received["content"]["contacts"][1]["name"] == "Kim", "{received}");

    let once = json!({
        "type": "image", "base64": STANDARD.encode(picture()?), "mimeType": "image/png",
        "viewOnce": true,
    });
    let (_, external) = story.send("media", once).await?;
    let seen = friend.expect(SOON, |one| one.id == external).await?;
    let inner = &seen.message.view_once_message_v2.message.image_message;
    ensure!(inner.view_once == Some(true), "it is shown as often as one likes");
    ensure!(friend.download(&seen).await? == picture()?, "another picture");
    let theirs = friend.send_once(own.number(), photo("look once")?).await?;
    let received = story.stored(&theirs).await?;
    ensure!(received["viewOnce"] == true && received["textContent"] == "look once", "{received}");

    let live = friend.send_live_location(own.number(), -23.5, -46.5).await?;
    let received = story.stored(&live).await?;
    ensure!(received["content"]["location"]["live"] == true, "{received}");
    story.setup.end().await
}

#[tokio::test]
async fn videos_are_shown_as_gifs_and_notes_and_all_members_are_mentioned() -> Result<()> {
    let story = Story::on(Engine::Sqlite).await?;
    let friend = &story.friend;
    let video = |flag: &str| {
        let mut body = json!({
            "type": "video", "base64": STANDARD.encode([7_u8; 900]), "mimeType": "video/mp4",
        });
        body[flag] = json!(true);
        body
    };
    let (_, gif) = story.send("media", video("gif")).await?;
    let seen = friend.expect(SOON, |one| one.id == gif).await?;
    ensure!(seen.message.video_message.gif_playback == Some(true), "no GIF");
    let (_, note) = story.send("media", video("videoNote")).await?;
    let seen = friend.expect(SOON, |one| one.id == note).await?;
    ensure!(seen.message.ptv_message.is_set(), "no video note");

    let group = story.setup.network.create_group("Team", &story.own, &[friend]).await?;
    let body = json!({
        "instanceId": story.instance, "to": group, "text": "@all see here", "mentionAll": true,
    });
    let sent = story.setup.server.post("/api/v2/messages", body).await?;
    ensure!(sent.status == 201, "{}", sent.body);
    let seen = friend.expect(SOON, |one| one.text() == Some("@all see here")).await?;
    let context = &seen.message.extended_text_message.context_info;
    ensure!(context.non_jid_mentions == Some(1), "{:?}", context.non_jid_mentions);
    story.setup.end().await
}
