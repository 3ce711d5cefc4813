//! History that the phone sends on request, also over a SIGKILL.

use super::harness::{Engine, Setup};
use anyhow::{Result, bail, ensure};
use omni_sandbox::whatsapp::Phone;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const FRIENDS: usize = 4;
const OLD: u64 = 60;
const BEGAN: u64 = 1_700_000_000;

/// A linked instance whose phone has old messages of each friend that were never synced.
async fn prepare(setup: &Setup) -> Result<(String, Phone)> {
    let instance = setup.instance("history").await?;
    let own = setup.linked(&instance, "5511940000001", "Shop").await?;
    for friend in 0..FRIENDS {
        let number = format!("55119400010{friend:02}");
        let friend = setup.network.create_phone(&number, "Friend").await?;
        friend.send_text(own.number(), "now").await?;
        setup.stored(&instance, &friend.jid(), "now", |m| m["content"]["text"] == "now").await?;
        for n in 0..OLD {
            let author = (n % 2 == 0).then_some(number.as_str());
            own.add_history_text(&number, author, &format!("old {n}"), BEGAN + n * 60)?;
        }
    }
    Ok((instance, own))
}

async fn status(setup: &Setup, instance: &str) -> Result<Value> {
    Ok(setup.server.get(&format!("/api/v2/instances/{instance}/sync/status")).await?.body)
}

async fn until(setup: &Setup, instance: &str, test: impl Fn(&Value) -> bool) -> Result<Value> {
    let began = Instant::now();
    loop {
        let now = status(setup, instance).await?;
        if test(&now) {
            return Ok(now);
        }
        // A request to the phone that a kill interrupts is repeated only after its time limit.
        if began.elapsed() > Duration::from_secs(100) {
            bail!("not in time: {now:#}");
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn killed_in_the_middle(engine: Engine) -> Result<()> {
    let mut setup = Setup::on(engine).await?;
    let (instance, own) = prepare(&setup).await?;
    let friend = setup.network.create_phone("5511940000099", "Member").await?;
    setup.network.create_group("Team", &own, &[&friend]).await?;
    let body = json!({
        "syncContacts": true, "syncChats": true, "syncMessages": true, "batchSize": 7,
        "whatsapp": { "includeGroups": true },
    });
    let path = format!("/api/v2/instances/{instance}/sync");
    let started = setup.server.post(&path, body.clone()).await?;
    ensure!(started.status == 202, "{}", started.body);
    let total = i64::try_from(FRIENDS)? * i64::try_from(OLD)?;
    for share in [5, 2] {
        let half = until(&setup, &instance, |now| {
            now["inProgress"] == false
                || now["job"]["messages"].as_i64().is_some_and(|count| count >= total / share)
        })
        .await?;
        ensure!(half["inProgress"] == true, "too quick to be interrupted: {half:#}");
        setup.kill().await?;
        setup.start_again().await?;
        setup.connected(&instance).await?;
    }
    let done = until(&setup, &instance, |now| now["inProgress"] == false).await?;
    ensure!(done["job"]["status"] == "completed", "{done:#}");
    ensure!(done["job"]["jobId"] == started.body["jobId"], "{done:#}");
    ensure!(done["job"]["messages"] == total, "{done:#}");
    ensure!(done["messagesCount"] == total + i64::try_from(FRIENDS)?, "{done:#}");
    // The account itself is among its contacts.
    ensure!(done["job"]["contacts"] == i64::try_from(FRIENDS)? + 1, "{done:#}");
    ensure!(done["job"]["chats"] == 1, "{done:#}");
    ensure!(done["lastSync"].is_string(), "{done:#}");
    let chats =
        setup.server.get(&format!("/api/v2/instances/{instance}/chats?search=team")).await?;
    ensure!(chats.body["items"][0]["participantCount"] == 2, "{}", chats.body);
    for friend in 0..FRIENDS {
        let chat = format!("55119400010{friend:02}@s.whatsapp.net");
        let messages = setup.messages(&instance, &chat).await?;
        let texts: Vec<&str> =
            messages.iter().filter_map(|message| message["content"]["text"].as_str()).collect();
        let expected: Vec<String> =
            (0..OLD).map(|n| format!("old {n}")).chain(["now".to_owned()]).collect();
        ensure!(texts == expected, "{chat}: {texts:?}");
    }
    ensure!(setup.network.stats().iqs_unknown == 0);
    setup.end().await
}

#[tokio::test]
async fn a_sync_that_is_killed_continues_and_counts_right_on_sqlite() -> Result<()> {
    killed_in_the_middle(Engine::Sqlite).await
}

#[tokio::test]
async fn a_sync_that_is_killed_continues_and_counts_right_on_postgres() -> Result<()> {
    killed_in_the_middle(Engine::Postgres).await
}

#[tokio::test]
async fn a_continuous_sync_continues_after_a_kill() -> Result<()> {
    let mut setup = Setup::new().await?;
    let (instance, _) = prepare(&setup).await?;
    let path = format!("/api/v2/instances/{instance}/sync/continuous");
    let started = setup.server.post(&path, json!({ "intervalMs": 10_000 })).await?;
    ensure!(started.status == 200 && started.body["status"] == "running", "{}", started.body);
    setup.kill().await?;
    setup.start_again().await?;
    setup.connected(&instance).await?;
    let synced = until(&setup, &instance, |now| now["lastSync"].is_string()).await?;
    ensure!(synced["continuous"]["jobId"] == started.body["jobId"], "{synced:#}");
    ensure!(
        synced["job"]["messages"] == i64::try_from(FRIENDS)? * i64::try_from(OLD)?,
        "{synced:#}"
    );
    let stopped = setup.server.call(reqwest::Method::DELETE, &path, None).await?;
    ensure!(stopped.status == 200, "{}", stopped.body);
    ensure!(status(&setup, &instance).await?["continuous"].is_null());
    setup.end().await
}
