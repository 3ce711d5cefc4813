//! Linking a number, keeping the link, and losing it.

use super::harness::{Engine, Setup};
use anyhow::{Context, Result, ensure};
use omni_sandbox::whatsapp::DeviceLabel;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_number_is_linked_by_qr_and_stays_linked_over_a_restart() -> Result<()> {
    let mut setup = Setup::new().await?;
    let instance = setup.instance("qr").await?;
    let phone = setup.linked(&instance, "5511900000001", "Ana").await?;
    let status = setup.status(&instance, "connected", Duration::from_secs(5)).await?;
    ensure!(status["ownerIdentifier"] == phone.jid(), "{status}");

    setup.terminate().await?;
    setup.start_again().await?;
    setup.connected(&instance).await?;

    setup.kill().await?;
    setup.start_again().await?;
    setup.connected(&instance).await?;
    setup.end().await
}

#[tokio::test]
async fn a_number_is_linked_by_a_code() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("code").await?;
    let phone = setup.network.create_phone("5511900000002", "Bia").await?;
    let path = format!("/api/v2/instances/{instance}/pair");
    let code = setup.server.post(&path, json!({ "phoneNumber": "+55 11 90000-0002" })).await?;
    ensure!(code.status.is_success(), "{}", code.body);
    phone.enter_code(code.body["code"].as_str().context("a code")?).await?;
    setup.connected(&instance).await?;
    setup.end().await
}

#[tokio::test]
async fn a_logout_by_the_phone_is_reported_and_a_new_qr_offered() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("unlinked").await?;
    let phone = setup.linked(&instance, "5511900000003", "Caio").await?;
    phone.unlink().await;
    setup.status(&instance, "awaiting_pairing", Duration::from_secs(15)).await?;
    let events = setup.server.get("/api/v2/events?eventType=instance.disconnected").await?;
    ensure!(!events.body["items"].as_array().context("items")?.is_empty(), "{}", events.body);
    let sent = setup.send_text(&instance, "5511900000009", "hello").await?;
    ensure!(sent.status == 409, "{}", sent.body);
    ensure!(sent.body["error"]["code"] == "CHANNEL_NOT_CONNECTED", "{}", sent.body);
    setup.link(&instance, &phone).await?;
    setup.end().await
}

#[tokio::test]
async fn a_logout_by_the_api_clears_the_session() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("leaves").await?;
    let phone = setup.linked(&instance, "5511900000004", "Davi").await?;
    let answer =
        setup.server.post(&format!("/api/v2/instances/{instance}/logout"), json!({})).await?;
    ensure!(answer.status.is_success(), "{}", answer.body);
    setup.status(&instance, "disconnected", Duration::from_secs(5)).await?;
    setup.link(&instance, &phone).await?;
    setup.end().await
}

#[tokio::test]
async fn the_phone_shows_the_name_and_platform_that_the_instance_sets() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("named").await?;
    let body =
        json!({ "channelConfig": { "deviceName": "Front desk", "devicePlatform": "chrome" } });
    let path = format!("/api/v2/instances/{instance}");
    let changed = setup.server.call(Method::PATCH, &path, Some(body)).await?;
    ensure!(changed.status == 200, "{}", changed.body);
    let phone = setup.linked(&instance, "5511900000005", "Eli").await?;
    let shown = DeviceLabel { name: "Front desk".to_owned(), platform: "CHROME".to_owned() };
    ensure!(phone.device_labels() == [shown], "{:?}", phone.device_labels());
    let body = json!({ "channelConfig": { "devicePlatform": "toaster" } });
    let refused = setup.server.call(Method::PATCH, &path, Some(body)).await?;
    ensure!(refused.status == 400, "{}", refused.body);
    setup.end().await
}

/// The addresses of the instance's chats.
async fn chats(setup: &Setup, instance: &str) -> Result<Vec<String>> {
    let path = format!("/api/v2/instances/{instance}/chats");
    let chats = setup.server.get(&path).await?.body;
    let items = chats["items"].as_array().context("items")?.iter();
    Ok(items.filter_map(|chat| chat["externalId"].as_str().map(str::to_owned)).collect())
}

async fn linked_again(engine: Engine, numbers: [&str; 2]) -> Result<()> {
    let setup = Setup::on(engine).await?;
    let instance = setup.instance("again").await?;
    let phone = setup.linked(&instance, numbers[0], "Fay").await?;
    let friend = setup.network.create_phone(numbers[1], "Gus").await?;
    friend.send_text(phone.number(), "before").await?;
    setup.stored(&instance, &friend.jid(), "before", |m| m["content"]["text"] == "before").await?;
    setup.send_text(&instance, friend.number(), "an answer").await?;
    friend.expect(SOON, |one| one.text() == Some("an answer")).await?;
    let before = setup.messages(&instance, &friend.jid()).await?;

    phone.unlink().await;
    setup.status(&instance, "awaiting_pairing", SOON).await?;
    ensure!(setup.messages(&instance, &friend.jid()).await?.len() >= before.len(), "they stay");
    setup.link(&instance, &phone).await?;
    friend.send_text(phone.number(), "after").await?;
    setup.stored(&instance, &friend.jid(), "after", |m| m["content"]["text"] == "after").await?;

    // The phone offers its history with each pairing: nothing of it is stored twice.
    let after = setup.messages(&instance, &friend.jid()).await?;
    for old in &before {
        let same = after.iter().filter(|new| new["externalId"] == old["externalId"]).count();
        ensure!(same == 1, "{same} of {old}");
        ensure!(after.iter().any(|new| new["id"] == old["id"]), "another row of {old}");
    }
    let chats = chats(&setup, &instance).await?;
    let doubled = chats.iter().filter(|chat| **chat == friend.jid()).count();
    ensure!(doubled == 1, "{chats:?}");
    let contacts = setup.server.get(&format!("/api/v2/instances/{instance}/contacts")).await?.body;
    let contacts = contacts["items"].as_array().context("items")?.iter();
    let of_friend = contacts.filter(|one| one["platformUserId"] == friend.jid()).count();
    ensure!(of_friend <= 1, "{of_friend} contacts");
    setup.end().await
}

#[tokio::test]
async fn a_number_that_is_linked_again_keeps_its_chats() -> Result<()> {
    linked_again(Engine::Sqlite, ["5511900000006", "5511900000007"]).await
}

#[tokio::test]
async fn a_number_that_is_linked_again_keeps_its_chats_on_postgres() -> Result<()> {
    linked_again(Engine::Postgres, ["5511900000008", "5511900000009"]).await
}
