//! Linking a number, keeping the link, and losing it.

use super::harness::Setup;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::time::Duration;

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
