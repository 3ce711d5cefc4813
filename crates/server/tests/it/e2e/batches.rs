//! A batch job over a SIGKILL: it goes on where it was, and counts each file once.

use super::harness::{Engine, Stage};
use anyhow::{Context, Result, bail, ensure};
use omni_sandbox::whatsapp::{MediaKind, PhoneMedia};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const NOTES: u64 = 40;
const PHONE: &str = "5511930000002";

/// A linked instance with voice notes that nobody has listened to, and a service that will.
async fn scene(stage: &Stage) -> Result<String> {
    let instance = stage.instance("voices").await?;
    let own = stage.linked(&instance, "5511930000001", "Shop").await?;
    let friend = stage.network.create_phone(PHONE, "Friend").await?;
    for n in 0..NOTES {
        let note = PhoneMedia {
            kind: MediaKind::Audio,
            bytes: format!("note {n}").into_bytes(),
            mime: "audio/ogg; codecs=opus".to_owned(),
            caption: None,
            file_name: None,
            voice_note: true,
        };
        friend.send_media(own.number(), note).await?;
    }
    let settings = json!({ "settings": {
        "openai.base_url": stage.model.url(), "openai.api_key": "sk-model",
        "media.audio_providers": "openai",
    }});
    let set = stage.server.call(Method::PATCH, "/api/v2/settings", Some(settings)).await?;
    ensure!(set.status == 200, "{}", set.body);
    stage.model.set_delay(Duration::from_millis(60));
    Ok(instance)
}

async fn until(stage: &Stage, path: &str, test: impl Fn(&Value) -> bool) -> Result<Value> {
    let began = Instant::now();
    loop {
        let now = stage.server.get(path).await?.body;
        if test(&now) {
            return Ok(now);
        }
        if began.elapsed() > Duration::from_mins(1) {
            bail!("not in time: {now:#}");
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn killed_in_the_middle(engine: Engine) -> Result<()> {
    let mut stage = Stage::on(engine).await?;
    let instance = scene(&stage).await?;
    let received = "/api/v2/events?eventType=media.received&limit=1";
    until(&stage, received, |list| list["meta"]["total"] == NOTES).await?;
    let body = json!({
        "type": "media_reprocess",
        "config": { "instanceId": instance, "mediaTypes": ["audio"], "overwrite": false },
    });
    let made = stage.server.post("/api/v2/batch-jobs", body).await?;
    ensure!(made.status == 201, "{}", made.body);
    let path = format!("/api/v2/batch-jobs/{}", made.body["id"].as_str().context("an id")?);
    let part = until(&stage, &path, |job| {
        job["status"] == "completed"
            || job["processedItems"].as_u64().is_some_and(|done| done >= NOTES / 3)
    })
    .await?;
    ensure!(part["status"] == "running", "too quick to be interrupted: {part:#}");
    stage.kill().await?;
    stage.start_again().await?;
    let done = until(&stage, &path, |job| job["status"] == "completed").await?;
    let counts = ["totalItems", "processedItems", "failedItems", "skippedItems"]
        .map(|name| done[name].as_u64());
    ensure!(counts == [Some(NOTES), Some(NOTES), Some(0), Some(0)], "{done:#}");
    ensure!(done["progressPercent"] == 100 && done["errors"] == json!([]), "{done:#}");
    let processed = stage.server.get("/api/v2/events?eventType=media.processed&limit=1").await?;
    ensure!(processed.body["meta"]["total"] == NOTES, "{}", processed.body);
    let messages = stage.messages(&instance, &format!("{PHONE}@s.whatsapp.net")).await?;
    let words: Vec<_> =
        messages.iter().filter_map(|message| message["transcription"].as_str()).collect();
    let expected: Vec<_> = (0..NOTES).map(|n| format!("Transcript: note {n}")).collect();
    ensure!(words == expected, "{words:?}");
    stage.end().await
}

#[tokio::test]
async fn a_batch_job_that_is_killed_goes_on_and_counts_right_on_sqlite() -> Result<()> {
    killed_in_the_middle(Engine::Sqlite).await
}

#[tokio::test]
async fn a_batch_job_that_is_killed_goes_on_and_counts_right_on_postgres() -> Result<()> {
    killed_in_the_middle(Engine::Postgres).await
}
