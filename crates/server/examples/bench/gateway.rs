//! The Personal WhatsApp Gateway: sends, a long list of chats, and Socket.IO.

use crate::figures::{Aim, Figures, percentile};
use crate::http_load::{self, millis};
use crate::measures::{flood, guests, wait_for_events};
use crate::process::KEY;
use crate::setup::{Engine, Setup};
use anyhow::{Context, Result, bail, ensure};
use futures::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

const CLIENTS: usize = 1_000;
const EVENTS: usize = 50;
const CHATS: usize = 10_000;
const WRITES: u32 = 50;

/// `POST /messages/text` without waiting for the network: each is answered when it is durable.
pub(crate) async fn sends(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    const TOTAL: usize = 6_000;
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let (id, own) = setup.linked("sends", "5511811119999").await?;
    let guests = guests(&setup, 20).await?;
    flood(&guests, own.number(), 20).await?;
    wait_for_events(&setup, 20).await?;
    let numbers: Vec<String> = guests.iter().map(|guest| guest.number().to_owned()).collect();
    let path = format!("/api/v1/messages/text?account_id={id}");
    let request = move |index: usize| {
        let body = json!({ "to": numbers[index % numbers.len()], "body": format!("send {index}") });
        http_load::post(&path, KEY, "prefer: respond-async\r\n", &body.to_string())
    };
    let load = http_load::run(setup.omni.port, 16, TOTAL, request).await?;
    ensure!(load.errors == 0, "{} sends were refused", load.errors);
    let name = "Gateway: POST /messages/text";
    figures.add(name, load.per_second, "req/s", Aim::AtLeast(1_500.0));
    let p99 = percentile(&load.latencies, 99.0);
    figures.add(format!("{name}, p99"), p99, "ms", Aim::AtMost(20.0));
    setup.end().await
}

/// A page of many chats, beside the rate of health.
pub(crate) async fn chats(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    let (setup, instance) = Setup::with_chats(omni, Engine::Sqlite, 2 * CHATS, CHATS).await?;
    let path = format!("/api/v1/chats?account_id={instance}");
    let first = setup.call(Method::GET, &path, json!({})).await?;
    ensure!(first["items"].as_array().map(Vec::len) == Some(50), "a page of 50");
    let health =
        http_load::run(setup.omni.port, 16, 20_000, |_| http_load::get("/api/v2/health", KEY))
            .await?;
    let again = path.clone();
    let list =
        http_load::run(setup.omni.port, 16, 10_000, move |_| http_load::get(&path, KEY)).await?;
    // A page is read again after each write.
    let url = format!("{}/api/v1/ai/global", setup.omni.url());
    let writer = tokio::spawn(write_often(setup.http.clone(), url));
    let beside =
        http_load::run(setup.omni.port, 16, 10_000, move |_| http_load::get(&again, KEY)).await?;
    ensure!(!writer.is_finished(), "the writes ended: {:?}", writer.await);
    writer.abort();
    ensure!(beside.errors == 0, "{} requests failed beside writes", beside.errors);
    ensure!(health.errors == 0 && list.errors == 0, "{} requests failed", list.errors);
    let name = "Gateway: GET /chats, 50 of 10,000";
    figures.add(name, list.per_second, "req/s", Aim::None);
    figures.add(format!("{name}, p99"), percentile(&list.latencies, 99.0), "ms", Aim::None);
    let name_beside = format!("{name}, beside {WRITES} writes/s");
    figures.add(name_beside, beside.per_second, "req/s", Aim::None);
    let share = list.per_second / health.per_second;
    figures.add(format!("{name}, beside health"), share, "times", Aim::AtLeast(0.1));
    setup.end().await
}

/// Writes what no chat has, `WRITES` times a second.
async fn write_often(http: reqwest::Client, url: String) -> Result<()> {
    let mut due = tokio::time::interval(Duration::from_secs(1) / WRITES);
    for count in 0_u64.. {
        due.tick().await;
        let body = json!({ "default_system_prompt": format!("Answer briefly, {count}.") });
        let written = http.put(&url).header("x-api-key", KEY).json(&body).send().await?;
        ensure!(written.status().is_success(), "a write was refused: {}", written.status());
    }
    Ok(())
}

/// One event to a thousand clients of Socket.IO.
pub(crate) async fn sockets(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let (id, own) = setup.linked("sockets", "5511811119999").await?;
    let guest = setup.network.create_phone("5511800000001", "Guest").await?;
    let (received, mut arrivals) = mpsc::unbounded_channel();
    let mut readers = Vec::with_capacity(CLIENTS);
    for _ in 0..CLIENTS {
        readers.push(client(setup.omni.port, &id, received.clone()).await?);
    }
    // The first message between two phones takes longer: keys are fetched.
    guest.send_text(own.number(), "hello").await?;
    for _ in 0..CLIENTS {
        arrivals.recv().await.context("a client ended")?;
    }
    let mut latencies = Vec::with_capacity(EVENTS);
    for count in 0..EVENTS {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let began = Instant::now();
        guest.send_text(own.number(), &format!("for all {count}")).await?;
        for _ in 0..CLIENTS {
            tokio::time::timeout(Duration::from_secs(10), arrivals.recv())
                .await?
                .context("a client ended")?;
        }
        latencies.push(millis(began.elapsed()));
    }
    let name = "Gateway: one event to the last of 1,000 sockets";
    figures.add(format!("{name}, p50"), percentile(&latencies, 50.0), "ms", Aim::None);
    figures.add(format!("{name}, p99"), percentile(&latencies, 99.0), "ms", Aim::AtMost(50.0));
    for reader in readers {
        reader.abort();
    }
    setup.end().await
}

/// Connects as a client of Engine.IO 4 over WebSocket, follows the account, and reports each message.
async fn client(
    port: u16,
    account: &str,
    received: mpsc::UnboundedSender<()>,
) -> Result<tokio::task::JoinHandle<()>> {
    let url = format!("ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket");
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await?;
    let auth = json!({ "token": KEY, "account_id": account });
    socket.send(Message::text(format!("40{auth}"))).await?;
    loop {
        match socket.next().await.context("an answer")?? {
            Message::Text(text) if text.as_str().starts_with("44") => bail!("refused: {text}"),
            Message::Text(text) if text.as_str().starts_with("42[\"account.status\"") => break,
            _ => {}
        }
    }
    Ok(tokio::spawn(async move {
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else { continue };
            let is_ping = text.as_str() == "2";
            if is_ping && socket.send(Message::text("3")).await.is_err() {
                return;
            }
            let is_event = text.as_str().starts_with("42[\"message.received\"");
            if is_event && received.send(()).is_err() {
                return;
            }
        }
    }))
}
