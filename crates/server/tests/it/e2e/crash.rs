//! SIGKILL at any time: every received message is stored once; every accepted one is shown once (a
//! repeat has the same id) or fails; nothing is sent after it has failed.

use super::harness::{Engine, KEY, Setup};
use anyhow::{Context, Result, ensure};
use omni_sandbox::whatsapp::Phone;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

const PHONES: usize = 20;
const INBOUND: usize = 1_000;
const OUTBOUND: usize = 200;
const ROUNDS: u64 = 10;

#[tokio::test]
async fn a_killed_process_loses_and_duplicates_nothing_on_sqlite() -> Result<()> {
    rounds(Engine::Sqlite).await
}

#[tokio::test]
async fn a_killed_process_loses_and_duplicates_nothing_on_postgres() -> Result<()> {
    rounds(Engine::Postgres).await
}

async fn rounds(engine: Engine) -> Result<()> {
    let mut setup = Setup::on(engine).await?;
    let instance = setup.instance("killed").await?;
    let own = setup.linked(&instance, "5511950000001", "Shop").await?;
    let mut phones = Vec::new();
    for index in 0..PHONES {
        phones.push(setup.network.create_phone(&format!("55119500100{index:02}"), "Guest").await?);
    }
    for round in 0..ROUNDS {
        one_round(&mut setup, &instance, &own, &phones, round)
            .await
            .with_context(|| format!("round {round} on {engine:?}"))?;
    }
    setup.end().await
}

async fn one_round(
    setup: &mut Setup,
    instance: &str,
    own: &Phone,
    phones: &[Phone],
    round: u64,
) -> Result<()> {
    let mut random = ChaCha8Rng::seed_from_u64(round);
    let arriving = tokio::spawn(write_all(phones.to_vec(), own.number().to_owned(), round));
    let sending = tokio::spawn(send_all(
        setup.server.url.clone(),
        instance.to_owned(),
        phones.iter().map(|phone| phone.number().to_owned()).collect(),
        round,
        random.next_u64(),
    ));
    tokio::time::sleep(Duration::from_millis(random.random_range(50..1_500))).await;
    setup.kill().await?;
    setup.start_again().await?;
    setup.connected(instance).await?;
    arriving.await??;
    let accepted = sending.await??;

    all_stored_once(setup, instance, phones, round).await?;
    all_settled(setup, instance, phones, &accepted).await
}

/// The phones' messages: `r<round> p<phone> <n>`.
async fn write_all(phones: Vec<Phone>, to: String, round: u64) -> Result<()> {
    for count in 0..INBOUND / phones.len() {
        for (index, phone) in phones.iter().enumerate() {
            phone.send_text(&to, &format!("r{round} p{index} {count}")).await?;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Ids of the accepted messages, with the recipient and the status of the response.
async fn send_all(
    url: String,
    instance: String,
    to: Vec<String>,
    round: u64,
    seed: u64,
) -> Result<Vec<(String, usize, u16)>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build()?;
    let mut accepted = Vec::new();
    for count in 0..OUTBOUND {
        let target = random.random_range(0..to.len());
        let body = json!({ "instanceId": instance, "to": to[target], "text": format!("r{round} out {count}") });
        let sent = http
            .post(format!("{url}/api/v2/messages"))
            .header("x-api-key", KEY)
            .header("prefer", "respond-async")
            .json(&body)
            .send()
            .await;
        // While the process is down a send is rejected or breaks off: not accepted.
        let Ok(answer) = sent else {
            tokio::time::sleep(Duration::from_millis(30)).await;
            continue;
        };
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or(Value::Null);
        if let Some(id) = body["messageId"].as_str() {
            accepted.push((id.to_owned(), target, status));
        } else {
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }
    Ok(accepted)
}

async fn all_stored_once(
    setup: &Setup,
    instance: &str,
    phones: &[Phone],
    round: u64,
) -> Result<()> {
    let each = INBOUND / phones.len();
    let began = Instant::now();
    for (index, phone) in phones.iter().enumerate() {
        let expected: HashSet<String> =
            (0..each).map(|count| format!("r{round} p{index} {count}")).collect();
        loop {
            let mut stored: HashMap<String, usize> = HashMap::new();
            let mut unread = Vec::new();
            for message in setup.messages(instance, &phone.jid()).await? {
                if message["direction"] == "inbound"
                    && let Some(text) = message["content"]["text"].as_str()
                {
                    *stored.entry(text.to_owned()).or_default() += 1;
                } else if message["direction"] == "inbound" {
                    unread.push(message["status"].clone());
                }
            }
            let twice: Vec<_> = stored.iter().filter(|(_, count)| **count > 1).collect();
            ensure!(twice.is_empty(), "stored more than once: {twice:?}");
            let missing: Vec<_> =
                expected.iter().filter(|text| !stored.contains_key(*text)).collect();
            if missing.is_empty() {
                break;
            }
            ensure!(
                began.elapsed() < Duration::from_mins(1),
                "of phone {index} are missing: {missing:?}; without content: {unread:?}"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    Ok(())
}

async fn all_settled(
    setup: &Setup,
    instance: &str,
    phones: &[Phone],
    accepted: &[(String, usize, u16)],
) -> Result<()> {
    let began = Instant::now();
    let mut by_phone: HashMap<usize, Vec<&str>> = HashMap::new();
    for (id, target, _) in accepted {
        by_phone.entry(*target).or_default().push(id);
    }
    for (target, ids) in by_phone {
        loop {
            let rows: HashMap<String, Value> = setup
                .messages(instance, &phones[target].jid())
                .await?
                .into_iter()
                .filter_map(|row| Some((row["id"].as_str()?.to_owned(), row)))
                .collect();
            let lost: Vec<_> = ids.iter().filter(|id| !rows.contains_key(**id)).collect();
            ensure!(lost.is_empty(), "accepted but not stored: {lost:?}");
            let queued = ids.iter().filter(|id| rows[**id]["status"] == "queued").count();
            if queued > 0 {
                ensure!(
                    began.elapsed() < Duration::from_mins(1),
                    "{queued} sends are still queued"
                );
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
            for id in &ids {
                let row = &rows[*id];
                let external = row["externalId"].as_str().context("an id")?.to_owned();
                if row["status"] == "failed" {
                    continue;
                }
                phones[target].expect(Duration::from_secs(20), |one| one.id == external).await?;
            }
            // One text is one id: a repeat after the crash has the first one's.
            let mut texts: HashMap<String, HashSet<String>> = HashMap::new();
            for one in phones[target].received() {
                if let Some(text) = one.text() {
                    texts.entry(text.to_owned()).or_default().insert(one.id.clone());
                }
            }
            let doubled: Vec<_> = texts.iter().filter(|(_, ids)| ids.len() > 1).collect();
            ensure!(doubled.is_empty(), "one send, several ids: {doubled:?}");
            break;
        }
    }
    Ok(())
}
