//! Linking a number, keeping the link, and losing it.

use super::harness::Stage;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_number_is_linked_by_qr_and_stays_linked_over_a_restart() -> Result<()> {
    let mut stage = Stage::new().await?;
    let instance = stage.instance("qr").await?;
    let phone = stage.linked(&instance, "5511900000001", "Ana").await?;
    let status = stage.status(&instance, "connected", Duration::from_secs(5)).await?;
    ensure!(status["ownerIdentifier"] == phone.jid(), "{status}");

    stage.terminate().await?;
    stage.start_again().await?;
    stage.connected(&instance).await?;

    stage.kill().await?;
    stage.start_again().await?;
    stage.connected(&instance).await?;
    stage.end().await
}

#[tokio::test]
async fn a_number_is_linked_by_a_code() -> Result<()> {
    let stage = Stage::new().await?;
    let instance = stage.instance("code").await?;
    let phone = stage.network.create_phone("5511900000002", "Bia").await?;
    let path = format!("/api/v2/instances/{instance}/pair");
    let code = stage.server.post(&path, json!({ "phoneNumber": "+55 11 90000-0002" })).await?;
    ensure!(code.status.is_success(), "{}", code.body);
    phone.enter_code(code.body["code"].as_str().context("a code")?).await?;
    stage.connected(&instance).await?;
    stage.end().await
}

#[tokio::test]
async fn a_logout_by_the_phone_is_reported_and_a_new_qr_offered() -> Result<()> {
    let stage = Stage::new().await?;
    let instance = stage.instance("unlinked").await?;
    let phone = stage.linked(&instance, "5511900000003", "Caio").await?;
    phone.unlink().await;
    stage.status(&instance, "awaiting_pairing", Duration::from_secs(15)).await?;
    let events = stage.server.get("/api/v2/events?eventType=instance.disconnected").await?;
    ensure!(!events.body["items"].as_array().context("items")?.is_empty(), "{}", events.body);
    let sent = stage.send_text(&instance, "5511900000009", "hello").await?;
    ensure!(sent.status == 503, "{}", sent.body);
    ensure!(sent.body["error"]["code"] == "CHANNEL_NOT_CONNECTED", "{}", sent.body);
    stage.link(&instance, &phone).await?;
    stage.end().await
}

#[tokio::test]
async fn a_logout_by_the_api_clears_the_session() -> Result<()> {
    let stage = Stage::new().await?;
    let instance = stage.instance("leaves").await?;
    let phone = stage.linked(&instance, "5511900000004", "Davi").await?;
    let answer =
        stage.server.post(&format!("/api/v2/instances/{instance}/logout"), json!({})).await?;
    ensure!(answer.status.is_success(), "{}", answer.body);
    stage.status(&instance, "disconnected", Duration::from_secs(5)).await?;
    stage.link(&instance, &phone).await?;
    stage.end().await
}
