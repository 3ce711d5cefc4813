//! Calls to a number: their events, and their rejection.

use super::harness::Setup;
use anyhow::{Context, Result, ensure};
use omni_sandbox::whatsapp::{CallEnd, Phone};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(25);

/// Waits for the event of this type about a call.
async fn event(setup: &Setup, kind: &str, call: &str) -> Result<Value> {
    let began = Instant::now();
    let path = format!("/api/v2/events?eventType={kind}");
    loop {
        let events = setup.server.get(&path).await?.body;
        let mut items = events["items"].as_array().into_iter().flatten();
        if let Some(found) = items.find(|item| item["payload"]["callId"] == call) {
            return Ok(found["payload"].clone());
        }
        ensure!(began.elapsed() < SOON, "no {kind} of {call}: {events}");
        tokio::time::sleep(PAUSE).await;
    }
}

async fn rejected(caller: &Phone, call: &str) -> Result<()> {
    let began = Instant::now();
    loop {
        let seen = caller.call_seen(call).context("the call")?;
        if matches!(seen.end, Some(CallEnd::Rejected(_))) {
            return Ok(());
        }
        ensure!(began.elapsed() < SOON, "not rejected: {seen:?}");
        tokio::time::sleep(PAUSE).await;
    }
}

#[tokio::test]
async fn a_call_is_reported_and_rejected_by_hand() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("calls").await?;
    let owner = setup.linked(&instance, "5511920000001", "Shop").await?;
    let caller = setup.network.create_phone("5511920000002", "Eva").await?;
    let call = caller.call(owner.number(), true)?;
    let rings = event(&setup, "call.received", &call).await?;
    ensure!(rings["from"] == caller.jid() && rings["media"] == "video", "{rings}");
    ensure!(rings["chatId"] == caller.jid() && rings["isGroup"] == false, "{rings}");

    let path = format!("/api/v2/instances/{instance}/calls/{call}/reject");
    let done = setup.server.post(&path, json!({})).await?;
    ensure!(done.status == 200, "{}", done.body);
    rejected(&caller, &call).await?;
    let ended = event(&setup, "call.ended", &call).await?;
    ensure!(ended["outcome"] == "declined" && ended["from"] == caller.jid(), "{ended}");
    let again = setup.server.post(&path, json!({})).await?;
    ensure!(again.status == 404, "{}", again.body);

    let call = caller.call(owner.number(), false)?;
    event(&setup, "call.received", &call).await?;
    caller.end_call(&call, None)?;
    let ended = event(&setup, "call.ended", &call).await?;
    ensure!(ended["outcome"] == "missed", "{ended}");
    setup.end().await
}

#[tokio::test]
async fn calls_are_rejected_by_setting_and_answered_with_a_text() -> Result<()> {
    let setup = Setup::new().await?;
    let instance = setup.instance("rejects").await?;
    let owner = setup.linked(&instance, "5511920000003", "Shop").await?;
    let caller = setup.network.create_phone("5511920000004", "Gil").await?;
    let path = format!("/api/v2/instances/{instance}");
    let text = "We take no calls, please write";
    let body = json!({ "calls": { "reject": true, "reply": text } });
    let changed = setup.server.call(Method::PATCH, &path, Some(body)).await?;
    ensure!(changed.body["calls"] == json!({ "reject": true, "reply": text }), "{}", changed.body);

    let call = caller.call(owner.number(), false)?;
    rejected(&caller, &call).await?;
    caller.expect(SOON, |one| one.text() == Some(text)).await?;
    let ended = event(&setup, "call.ended", &call).await?;
    ensure!(ended["outcome"] == "declined", "{ended}");

    let body = json!({ "calls": { "reply": null } });
    let changed = setup.server.call(Method::PATCH, &path, Some(body)).await?;
    ensure!(changed.body["calls"] == json!({ "reject": true, "reply": null }), "{}", changed.body);
    let second = caller.call(owner.number(), false)?;
    rejected(&caller, &second).await?;
    ensure!(caller.received().iter().filter(|one| one.text() == Some(text)).count() == 1, "once");
    setup.end().await
}
