//! AI layers of the Personal Gateway, with a phone on the other side.

use super::harness::Setup;
use anyhow::{Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(30);

async fn put(setup: &Setup, path: &str, body: Value) -> Result<()> {
    let answer = setup.server.call(Method::PUT, path, Some(body)).await?;
    ensure!(answer.status == 200, "{path}: {}", answer.body);
    Ok(())
}

#[tokio::test]
async fn the_global_layer_answers_and_a_chat_switches_it_off() -> Result<()> {
    let setup = Setup::new().await?;
    setup.model.require_key("sk-sandbox");
    let instance = setup.instance("shop").await?;
    let own = setup.linked(&instance, "5511930000001", "Shop").await?;
    let guest = setup.network.create_phone("5511930000002", "Guest").await?;
    let global = json!({
        "enabled": true, "base_url": setup.model.url(), "api_key": "sk-sandbox",
        "model_name": "sandbox", "reply_delay_seconds": 1,
    });
    put(&setup, "/api/v1/ai/global", global).await?;
    guest.send_text(own.number(), "hello").await?;
    guest.expect(LIMIT, |one| one.text() == Some("You said: hello")).await?;

    let chat = format!("/api/v1/chats/{}/ai?account_id={instance}", guest.jid());
    put(&setup, &chat, json!({ "mode": "disabled" })).await?;
    guest.send_text(own.number(), "and now?").await?;
    let began = Instant::now();
    loop {
        let log = setup.server.get("/api/v1/ai/logs").await?;
        let newest = &log.body["items"][0];
        if newest["status"] == "skipped" {
            ensure!(newest["reason"] == "AI is disabled in this chat", "{newest}");
            break;
        }
        ensure!(began.elapsed() < LIMIT, "nothing was skipped: {}", log.body);
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    ensure!(setup.model.requests().len() == 1, "the model is asked of the first message alone");

    put(&setup, &chat, json!({ "mode": "enabled" })).await?;
    guest.send_text(own.number(), "again").await?;
    guest.expect(LIMIT, |one| one.text() == Some("You said: again")).await?;
    setup.end().await
}
