//! SIGKILL around the time at which scheduled messages are due: each is sent once, or fails and says so.

use super::harness::Setup;
use anyhow::{Context, Result, ensure};
use omni_domain::{Env, Timestamp};
use omni_sandbox::whatsapp::Phone;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::time::{Duration, Instant};

const MESSAGES: usize = 4;
const LIMIT: Duration = Duration::from_secs(20);

/// When the process is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// Before they are due. They become due while it is down.
    Before,
    /// As soon as one of them is a message, which may not have reached the network.
    Queued,
    /// As soon as the phone shows one of them, which may not be recorded as sent.
    Shown,
}

#[tokio::test]
async fn a_process_that_is_killed_when_messages_are_due_sends_each_once() -> Result<()> {
    let mut setup = Setup::new().await?;
    let instance = setup.instance("later").await?;
    let _shop = setup.linked(&instance, "5511960000001", "Shop").await?;
    let guest = setup.network.create_phone("5511960000002", "Guest").await?;
    for moment in [Moment::Before, Moment::Queued, Moment::Shown] {
        if let Err(error) = kill_at(&mut setup, &instance, &guest, moment).await {
            let seen = setup.describe(&instance, &guest.jid()).await;
            return Err(error.context(format!("{moment:?}; the server has:\n{seen}")));
        }
    }
    setup.end().await
}

async fn kill_at(setup: &mut Setup, instance: &str, guest: &Phone, moment: Moment) -> Result<()> {
    let due = Env::system().now().plus(Duration::from_millis(1_500));
    let mut scheduled = Vec::new();
    for count in 0..MESSAGES {
        let text = format!("{moment:?} {count}");
        scheduled.push((schedule(setup, instance, guest, &text, due).await?, text));
    }
    match moment {
        Moment::Before => {}
        Moment::Queued => until_one_is_queued(setup, &scheduled).await?,
        Moment::Shown => {
            let mine = |text: &str| scheduled.iter().any(|(_, of)| of == text);
            guest.expect(LIMIT, |one| one.text().is_some_and(mine)).await?;
        }
    }
    setup.kill().await?;
    while Env::system().now() < due {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    setup.start_again().await?;
    setup.connected(instance).await?;
    for (path, text) in &scheduled {
        let message = outcome(setup, path).await?;
        let stored = setup.messages(instance, &guest.jid()).await?;
        let mine = stored.iter().filter(|one| one["textContent"] == text.as_str()).count();
        ensure!(mine == usize::from(message.is_some()), "{text} is stored {mine} times");
        let Some(message) = message else { continue };
        let external = message["externalId"].as_str().context("an id")?.to_owned();
        if message["status"] != "failed" {
            guest.expect(LIMIT, |one| one.id == external).await?;
        }
        // A message that was sent twice has the same id, and the phone hides it.
        let received = guest.received();
        let shown = received.iter().filter(|one| one.text() == Some(text.as_str()));
        let ids: HashSet<&str> = shown.map(|one| one.id.as_str()).collect();
        ensure!(ids.iter().all(|id| *id == external), "{text} has the ids {ids:?}");
    }
    Ok(())
}

/// The path of the scheduled message.
async fn schedule(
    setup: &Setup,
    instance: &str,
    guest: &Phone,
    text: &str,
    due: Timestamp,
) -> Result<String> {
    let body = json!({ "instanceId": instance, "to": guest.number(), "text": text, "sendAt": due });
    let made = setup.server.post("/api/v2/scheduled-messages", body).await?;
    ensure!(made.status == 201, "{}", made.body);
    Ok(format!("/api/v2/scheduled-messages/{}", made.body["id"].as_str().context("an id")?))
}

async fn until_one_is_queued(setup: &Setup, scheduled: &[(String, String)]) -> Result<()> {
    let began = Instant::now();
    loop {
        for (path, _) in scheduled {
            if setup.server.get(path).await?.body["status"] == "sent" {
                return Ok(());
            }
        }
        ensure!(began.elapsed() < LIMIT, "none of them is queued");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The message that a scheduled one became, once it is with the network or has failed; none if the
/// scheduled one has failed itself.
async fn outcome(setup: &Setup, path: &str) -> Result<Option<Value>> {
    let began = Instant::now();
    loop {
        let one = setup.server.get(path).await?.body;
        if one["status"] == "failed" {
            ensure!(one["error"].is_string() && one["messageId"].is_null(), "{one}");
            return Ok(None);
        }
        if one["status"] == "sent" {
            let id = one["messageId"].as_str().context("a message")?;
            let message = setup.server.get(&format!("/api/v2/messages/{id}")).await?.body;
            if message["status"] != "queued" {
                return Ok(Some(message));
            }
        }
        ensure!(began.elapsed() < LIMIT, "it has no outcome: {one}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
