//! Status updates, which contacts see for a day.

use super::harness::{Engine, Setup};
use super::profiles::picture;
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(15);
const STATUS: &str = "status@broadcast";
const SHOP: &str = "5511940000001";
const STORE: &str = "5511940000002";

async fn a_story(engine: Engine) -> Result<()> {
    let setup = Setup::on(engine).await?;
    let shop = setup.instance("shop").await?;
    setup.linked(&shop, SHOP, "Shop").await?;
    let store = setup.instance_with_agent("store").await?;
    let path = format!("/api/v2/instances/{store}");
    let wanted = json!({ "channelConfig": { "receiveStatus": true } });
    let changed = setup.server.call(Method::PATCH, &path, Some(wanted)).await?;
    ensure!(changed.status == 200, "{}", changed.body);
    setup.linked(&store, STORE, "Store").await?;
    let empty = setup.send_text(&shop, STATUS, "too early").await?;
    ensure!(empty.status == 502, "no contact would see it: {}", empty.body);

    // Who has written is a contact.
    let eva = setup.network.create_phone("5511940000003", "Eva").await?;
    eva.send_text(SHOP, "hi").await?;
    let wrote = |message: &Value| message["content"]["text"] == "hi";
    setup.stored(&shop, &eva.jid(), "Eva's text", wrote).await?;
    setup.send_text(&store, SHOP, "hi").await?;
    let store_jid = format!("{STORE}@s.whatsapp.net");
    setup.stored(&shop, &store_jid, "the store's text", wrote).await?;

    let posted = setup.send_text(&shop, STATUS, "open until ten").await?;
    ensure!(posted.status == 201, "{}", posted.body);
    let is_it = |text: Option<&str>| text == Some("open until ten");
    let arrived = eva.expect(SOON, |one| is_it(one.text())).await?;
    ensure!(arrived.chat == STATUS, "{arrived:?}");
    let seen = |message: &Value| message["content"]["text"] == "open until ten";
    let stored = setup.stored(&store, STATUS, "the status", seen).await?;
    ensure!(stored["direction"] == "inbound", "{stored}");
    let path = format!("/api/v2/turns?instanceId={store}&chatId={STATUS}");
    let turns = setup.server.get(&path).await?.body;
    ensure!(turns["items"].as_array().is_none_or(Vec::is_empty), "no agent answers: {turns}");

    let file = json!({
        "instanceId": shop, "to": STATUS, "type": "image", "caption": "our window",
        "base64": STANDARD.encode(picture()?),
    });
    let posted = setup.server.post("/api/v2/messages/media", file).await?;
    ensure!(posted.status == 201, "{}", posted.body);
    let shown = eva.expect(SOON, |one| one.text() == Some("our window")).await?;
    ensure!(shown.chat == STATUS && eva.download(&shown).await? == picture()?, "the picture");
    setup.end().await
}

#[tokio::test]
async fn a_story_is_posted_and_seen_by_others_sqlite() -> Result<()> {
    a_story(Engine::Sqlite).await
}

#[tokio::test]
async fn a_story_is_posted_and_seen_by_others_postgres() -> Result<()> {
    a_story(Engine::Postgres).await
}

#[tokio::test]
async fn status_updates_are_not_received_unless_the_instance_is_set_so() -> Result<()> {
    let setup = Setup::new().await?;
    let shop = setup.instance("shop").await?;
    setup.linked(&shop, SHOP, "Shop").await?;
    let store = setup.instance("store").await?;
    setup.linked(&store, STORE, "Store").await?;
    setup.send_text(&store, SHOP, "hi").await?;
    let store_jid = format!("{STORE}@s.whatsapp.net");
    let wrote = |message: &Value| message["content"]["text"] == "hi";
    setup.stored(&shop, &store_jid, "the store's text", wrote).await?;
    let posted = setup.send_text(&shop, STATUS, "not for all").await?;
    ensure!(posted.status == 201, "{}", posted.body);
    // What is sent afterwards arrives afterwards.
    setup.send_text(&shop, STORE, "later").await?;
    let later = |message: &Value| message["content"]["text"] == "later";
    setup.stored(&store, &format!("{SHOP}@s.whatsapp.net"), "the later text", later).await?;
    let chats = setup.server.get(&format!("/api/v2/instances/{store}/chats")).await?.body;
    let mut chats = chats["items"].as_array().context("chats")?.iter();
    ensure!(chats.all(|chat| chat["externalId"] != STATUS), "no status is stored");
    setup.end().await
}
