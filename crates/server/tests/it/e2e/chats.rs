//! What a person does with chats, people and privacy: on the phone and over the API, each seen by the
//! other, also after the server was not connected.

use super::harness::{Engine, Setup};
use anyhow::{Context, Result, ensure};
use omni_sandbox::whatsapp::Phone;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(25);
const SHOP: &str = "5511920000001";
const EVA: &str = "5511920000002";
const CHAT: &str = "5511920000002@s.whatsapp.net";

/// A linked number, and a person who has written to it.
struct Story {
    setup: Setup,
    instance: String,
    shop: Phone,
    eva: Phone,
}

impl Story {
    async fn on(engine: Engine) -> Result<Self> {
        let setup = Setup::on(engine).await?;
        let instance = setup.instance("shop").await?;
        let shop = setup.linked(&instance, SHOP, "Shop").await?;
        let eva = setup.network.create_phone(EVA, "Eva").await?;
        let story = Self { setup, instance, shop, eva };
        story.eva.send_text(SHOP, "good morning").await?;
        story.message("good morning").await?;
        // What the network reports first is no change.
        story.until("/privacy", |shown| shown["settings"]["last"] == "all").await?;
        Ok(story)
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v2/instances/{}{rest}", self.instance)
    }

    async fn call(&self, method: Method, rest: &str, body: Option<Value>) -> Result<Value> {
        let answer = self.setup.server.call(method, &self.path(rest), body).await?;
        ensure!(answer.status.is_success(), "{rest}: {}", answer.body);
        Ok(answer.body)
    }

    async fn change(&self, body: Value) -> Result<Value> {
        self.call(Method::PATCH, &format!("/chats/{CHAT}"), Some(body)).await
    }

    async fn message(&self, text: &str) -> Result<Value> {
        let is_it = |message: &Value| message["textContent"] == text;
        self.setup.stored(&self.instance, CHAT, text, is_it).await
    }

    /// Waits until a list below the instance satisfies the test.
    async fn until(&self, rest: &str, test: impl Fn(&Value) -> bool) -> Result<Value> {
        let began = Instant::now();
        loop {
            let shown = self.setup.server.get(&self.path(rest)).await?.body;
            if test(&shown) {
                return Ok(shown);
            }
            ensure!(began.elapsed() < SOON, "{rest}: {shown:#}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until the chat is stored like this.
    async fn chat(&self, test: impl Fn(&Value) -> bool) -> Result<()> {
        let is_it = |chat: &&Value| chat["externalId"] == CHAT;
        let found = |list: &Value| {
            list["items"].as_array().into_iter().flatten().find(is_it).is_some_and(&test)
        };
        self.until("/chats", found).await.map(drop)
    }

    async fn events(&self, kind: &str) -> Result<Vec<Value>> {
        let path = format!("/api/v2/events?eventType={kind}&limit=100");
        let list = self.setup.server.get(&path).await?.body;
        list["items"].as_array().cloned().context("a list")
    }
}

async fn api_to_phone(engine: Engine) -> Result<()> {
    let story = Story::on(engine).await?;
    let shop = &story.shop;
    let shown = story
        .change(json!({
            "archived": true, "pinned": true, "muted": true, "markedUnread": true,
            "disappearingSeconds": 86_400,
        }))
        .await?;
    for field in ["archived", "pinned", "muted", "markedUnread"] {
        ensure!(shown[field] == true, "{field}: {shown}");
    }
    ensure!(shown["disappearingSeconds"] == 86_400, "{shown}");
    let archive = shop.kept(&["archive", CHAT]).context("archived")?;
    ensure!(archive.archive_chat_action.archived == Some(true), "{archive:?}");
    let pin = shop.kept(&["pin_v1", CHAT]).context("pinned")?;
    ensure!(pin.pin_action.pinned == Some(true), "{pin:?}");
    let mute = shop.kept(&["mute", CHAT]).context("muted")?;
    ensure!(mute.mute_action.mute_end_timestamp == Some(-1), "{mute:?}");
    let mark = shop.kept(&["markChatAsRead", CHAT]).context("marked")?;
    ensure!(mark.mark_chat_as_read_action.read == Some(false), "{mark:?}");

    let label =
        story.call(Method::POST, "/labels", Some(json!({ "name": "New customer" }))).await?;
    let id = label["id"].as_str().context("an id")?;
    let path = format!("/chats/{CHAT}/labels/{id}");
    let shown = story.call(Method::PUT, &path, None).await?;
    ensure!(shown["labels"] == json!([id]), "{shown}");
    let edit = shop.kept(&["label_edit", id]).context("the label")?;
    ensure!(edit.label_edit_action.name.as_deref() == Some("New customer"), "{edit:?}");
    let given = shop.kept(&["label_jid", id, CHAT]).context("the chat's label")?;
    ensure!(given.label_association_action.labeled == Some(true), "{given:?}");

    let message = story.message("good morning").await?;
    let labelled =
        format!("/api/v2/messages/{}/labels/{id}", message["id"].as_str().context("an id")?);
    let labelled = story.setup.server.call(Method::PUT, &labelled, None).await?;
    ensure!(labelled.status == 200, "{}", labelled.body);
    let external = message["externalId"].as_str().context("an id")?;
    let given = shop.kept(&["label_message", id, CHAT, external, "0", "0"]);
    let given = given.context("the message's label")?;
    ensure!(given.label_association_action.labeled == Some(true), "{given:?}");
    ensure!(story.message("good morning").await?["labels"] == json!([id]), "labelled");
    let star = format!("/api/v2/messages/{}/star", message["id"].as_str().context("an id")?);
    let starred = story.setup.server.call(Method::PUT, &star, None).await?;
    ensure!(starred.status == 200, "{}", starred.body);
    let external = message["externalId"].as_str().context("an id")?;
    let star = shop.kept(&["star", CHAT, external, "0", "0"]).context("a star")?;
    ensure!(star.star_action.starred == Some(true), "{star:?}");
    ensure!(story.message("good morning").await?["isStarred"] == true, "starred");

    story.call(Method::POST, "/blocklist", Some(json!({ "contact": EVA }))).await?;
    ensure!(shop.blocks(EVA), "blocked");
    story.call(Method::DELETE, &format!("/blocklist/{EVA}"), None).await?;
    ensure!(!shop.blocks(EVA), "unblocked");
    let settings = json!({ "settings": { "last": "contacts" } });
    let shown = story.call(Method::PATCH, "/privacy", Some(settings)).await?;
    ensure!(shown["settings"]["last"] == "contacts", "{shown}");
    ensure!(shop.privacy("last").as_deref() == Some("contacts"), "set");

    // What comes back from the network is no second change.
    story.change(json!({ "archived": false })).await?;
    let updates = story.events("chat.updated").await?;
    ensure!(updates.len() == 7, "{updates:#?}");
    story.setup.end().await
}

async fn phone_to_store(engine: Engine) -> Result<()> {
    let story = Story::on(engine).await?;
    change_on_phone(&story).await?;
    in_step(&story).await?;
    story.shop.archive(EVA, false)?;
    story.shop.mute(EVA, None)?;
    story.chat(|chat| chat["archived"] == false && chat["muted"] == false).await?;
    story.shop.label("9", None)?;
    story.chat(|chat| chat["labels"] == json!([])).await?;
    story.shop.clear_chat(EVA)?;
    story.until(&format!("/chats/{CHAT}/messages"), |list| list["items"] == json!([])).await?;
    ensure!(story.events("chat.cleared").await?.len() == 1, "one event");
    story.shop.delete_chat(EVA)?;
    story.until("/chats", |list| list["items"] == json!([])).await?;
    story.setup.end().await
}

async fn catching_up(engine: Engine) -> Result<()> {
    let story = Story::on(engine).await?;
    story.call(Method::POST, "/disconnect", Some(json!({}))).await?;
    story.setup.status(&story.instance, "disconnected", SOON).await?;
    change_on_phone(&story).await?;
    story.call(Method::POST, "/connect", Some(json!({}))).await?;
    story.setup.connected(&story.instance).await?;
    in_step(&story).await?;
    story.setup.end().await
}

async fn change_on_phone(story: &Story) -> Result<()> {
    let shop = &story.shop;
    shop.archive(EVA, true)?;
    shop.pin(EVA, true)?;
    shop.mute(EVA, Some(-1))?;
    shop.mark_unread(EVA, true)?;
    shop.label("9", Some("Paid"))?;
    shop.label_chat("9", EVA, true)?;
    let message = story.message("good morning").await?;
    let external = message["externalId"].as_str().context("an id")?;
    shop.label_message("9", EVA, external, true)?;
    shop.block(EVA, true)?;
    shop.set_privacy("readreceipts", "none");
    shop.set_disappearing(EVA, 604_800).await
}

async fn in_step(story: &Story) -> Result<()> {
    story
        .chat(|chat| {
            chat["archived"] == true
                && chat["pinned"] == true
                && chat["muted"] == true
                && chat["mutedUntil"].is_null()
                && chat["markedUnread"] == true
                && chat["labels"] == json!(["9"])
                && chat["disappearingSeconds"] == 604_800
        })
        .await?;
    story.until("/labels", |list| list["items"][0]["name"] == "Paid").await?;
    let messages = format!("/chats/{CHAT}/messages");
    let is_labelled = |message: &Value| message["labels"] == json!(["9"]);
    let found = |list: &Value| list["items"].as_array().into_iter().flatten().any(&is_labelled);
    story.until(&messages, found).await?;
    story.until("/blocklist", |list| list["items"][0]["externalId"] == CHAT).await?;
    let is_set = |shown: &Value| shown["settings"]["readreceipts"] == "none";
    story.until("/privacy", is_set).await?;
    for kind in ["chat.updated", "label.changed", "blocklist.changed", "privacy.changed"] {
        ensure!(!story.events(kind).await?.is_empty(), "{kind}");
    }
    Ok(())
}

#[tokio::test]
async fn the_phone_sees_what_is_changed_over_the_api() -> Result<()> {
    api_to_phone(Engine::Sqlite).await
}

#[tokio::test]
async fn the_phone_sees_what_is_changed_over_the_api_on_postgres() -> Result<()> {
    api_to_phone(Engine::Postgres).await
}

#[tokio::test]
async fn what_is_changed_on_the_phone_is_stored() -> Result<()> {
    phone_to_store(Engine::Sqlite).await
}

#[tokio::test]
async fn what_is_changed_on_the_phone_is_stored_on_postgres() -> Result<()> {
    phone_to_store(Engine::Postgres).await
}

#[tokio::test]
async fn what_was_changed_while_disconnected_is_caught_up_with() -> Result<()> {
    catching_up(Engine::Sqlite).await
}

#[tokio::test]
async fn what_was_changed_while_disconnected_is_caught_up_with_on_postgres() -> Result<()> {
    catching_up(Engine::Postgres).await
}
