//! A thousand idle subscribers and one event: the time until the last of them receives it.

use crate::figures::{Aim, Figures, percentile};
use crate::http_load::millis;
use crate::process::KEY;
use crate::setup::{Engine, Setup};
use anyhow::{Context, Result};
use futures::{SinkExt, StreamExt};
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

const SUBSCRIBERS: usize = 1_000;
const EVENTS: usize = 50;

pub(crate) async fn sockets(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let (_, own) = setup.linked("sockets", "5511811119999").await?;
    let guest = setup.network.create_phone("5511800000001", "Guest").await?;
    let before = setup.omni.resident()?;
    let (received, mut arrivals) = mpsc::unbounded_channel();
    let mut readers = Vec::with_capacity(SUBSCRIBERS);
    for _ in 0..SUBSCRIBERS {
        readers.push(subscriber(setup.omni.port, received.clone()).await?);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    #[expect(clippy::cast_precision_loss, reason = "a count of sockets")]
    let each = (setup.omni.resident()? - before) * 1024.0 / SUBSCRIBERS as f64;
    figures.add("memory per idle subscriber", each, "KiB", Aim::None);
    // The first message between two phones takes longer: keys are fetched.
    guest.send_text(own.number(), "hello").await?;
    for _ in 0..SUBSCRIBERS {
        arrivals.recv().await.context("a subscriber ended")?;
    }
    let mut latencies = Vec::with_capacity(EVENTS);
    for count in 0..EVENTS {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let began = Instant::now();
        guest.send_text(own.number(), &format!("for all {count}")).await?;
        for _ in 0..SUBSCRIBERS {
            tokio::time::timeout(Duration::from_secs(10), arrivals.recv())
                .await?
                .context("a subscriber ended")?;
        }
        latencies.push(millis(began.elapsed()));
    }
    figures.add(
        "one event to the last of 1,000 sockets, p50",
        percentile(&latencies, 50.0),
        "ms",
        Aim::None,
    );
    figures.add(
        "one event to the last of 1,000 sockets, p99",
        percentile(&latencies, 99.0),
        "ms",
        Aim::AtMost(50.0),
    );
    for reader in readers {
        reader.abort();
    }
    setup.end().await
}

/// Connects, subscribes, and reports each message it receives from then on.
async fn subscriber(
    port: u16,
    received: mpsc::UnboundedSender<()>,
) -> Result<tokio::task::JoinHandle<()>> {
    let url = format!("ws://127.0.0.1:{port}/api/v2/ws/events?api_key={KEY}");
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await?;
    let subscribe = json!({ "type": "subscribe", "channels": ["message.received"] });
    socket.send(Message::text(subscribe.to_string())).await?;
    Ok(tokio::spawn(async move {
        while let Some(Ok(message)) = socket.next().await {
            let event = matches!(&message, Message::Text(text) if text.contains("\"message.received\"") && text.contains("\"event\""));
            if event && received.send(()).is_err() {
                return;
            }
        }
    }))
}
