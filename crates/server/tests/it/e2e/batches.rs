//! A batch job over a SIGKILL: it continues where it was, and counts each file once.

use super::harness::{Engine, Setup};
use anyhow::{Context, Result, bail, ensure};
use omni_sandbox::whatsapp::{MediaKind, PhoneMedia};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const NOTES: u64 = 40;
const PHONE: &str = "5511930000002";

/// A linked instance with unprocessed voice notes, and a service that transcribes them.
async fn prepare(setup: &Setup) -> Result<String> {
    let instance = setup.instance("voices").await?;
    let own = setup.linked(&instance, "5511930000001", "Shop").await?;
    let friend = setup.network.create_phone(PHONE, "Friend").await?;
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
        "openai.base_url": setup.model.url(), "openai.api_key": "sk-model",
        "media.audio_providers": "openai",
    }});
    let set = setup.server.call(Method::PATCH, "/api/v2/settings", Some(settings)).await?;
    ensure!(set.status == 200, "{}", set.body);
    setup.model.set_delay(Duration::from_millis(60));
    Ok(instance)
}

async fn until(setup: &Setup, path: &str, test: impl Fn(&Value) -> bool) -> Result<Value> {
    let began = Instant::now();
    loop {
        let now = setup.server.get(path).await?.body;
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
    let mut setup = Setup::on(engine).await?;
    let instance = prepare(&setup).await?;
    let received = "/api/v2/events?eventType=media.received&limit=1";
    until(&setup, received, |list| list["meta"]["total"] == NOTES).await?;
    let body = json!({
        "type": "media_reprocess",
        "config": { "instanceId": instance, "mediaTypes": ["audio"], "overwrite": false },
    });
    let created = setup.server.post("/api/v2/batch-jobs", body).await?;
    ensure!(created.status == 201, "{}", created.body);
    let path = format!("/api/v2/batch-jobs/{}", created.body["id"].as_str().context("an id")?);
    let part = until(&setup, &path, |job| {
        job["status"] == "completed"
            || job["processedItems"].as_u64().is_some_and(|done| done >= NOTES / 3)
    })
    .await?;
    ensure!(part["status"] == "running", "too quick to be interrupted: {part:#}");
    setup.kill().await?;
    setup.start_again().await?;
    let done = until(&setup, &path, |job| job["status"] == "completed").await?;
    let counts = ["totalItems", "processedItems", "failedItems", "skippedItems"]
        .map(|name| done[name].as_u64());
    ensure!(counts == [Some(NOTES), Some(NOTES), Some(0), Some(0)], "{done:#}");
    ensure!(done["progressPercent"] == 100 && done["errors"] == json!([]), "{done:#}");
    let processed = setup.server.get("/api/v2/events?eventType=media.processed&limit=1").await?;
    ensure!(processed.body["meta"]["total"] == NOTES, "{}", processed.body);
    let messages = setup.messages(&instance, &format!("{PHONE}@s.whatsapp.net")).await?;
    let texts: Vec<_> =
        messages.iter().filter_map(|message| message["transcription"].as_str()).collect();
    let expected: Vec<_> = (0..NOTES).map(|n| format!("Transcript: note {n}")).collect();
    ensure!(texts == expected, "{texts:?}");
    setup.end().await
}

#[tokio::test]
async fn a_batch_job_that_is_killed_continues_and_counts_right_on_sqlite() -> Result<()> {
    killed_in_the_middle(Engine::Sqlite).await
}

#[tokio::test]
async fn a_batch_job_that_is_killed_continues_and_counts_right_on_postgres() -> Result<()> {
    killed_in_the_middle(Engine::Postgres).await
}
