//! The time from a message on its sender's socket to its event at a subscriber.

use crate::http_load::millis;
use crate::measures::{flood, guests, wait_for_events};
use crate::process::KEY;
use crate::setup::Setup;
use anyhow::{Context, Result};
use futures::{SinkExt, StreamExt};
use omni_sandbox::whatsapp::Phone;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Between two messages: 50 a second.
const PAUSE: Duration = Duration::from_millis(20);

/// A linked number, people who write to it, and a subscriber.
pub(crate) struct Arrivals {
    number: String,
    guests: Vec<Phone>,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    sent: usize,
}

impl Arrivals {
    pub(crate) async fn new(setup: &Setup) -> Result<Self> {
        let (_, own) = setup.linked("latency", "5511811119999").await?;
        let before = setup.events("message.received").await?;
        let guests = guests(setup, 20).await?;
        flood(&guests, own.number(), 40).await?;
        wait_for_events(setup, before + 40).await?;
        let url = format!("ws://127.0.0.1:{}/api/v2/ws/events?api_key={KEY}", setup.omni.port);
        let (mut socket, _) = tokio_tungstenite::connect_async(url).await?;
        let subscribe = json!({ "type": "subscribe", "channels": ["message.received"] });
        socket.send(Message::text(subscribe.to_string())).await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(Self { number: own.number().to_owned(), guests, socket, sent: 0 })
    }

    /// Sends that many messages at 50 a second; the milliseconds of each.
    pub(crate) async fn measure(&mut self, total: usize) -> Result<Vec<f64>> {
        let sent: Arc<Mutex<HashMap<String, Instant>>> = Arc::default();
        let (guests, number, first) = (self.guests.clone(), self.number.clone(), self.sent);
        self.sent += total;
        let times = Arc::clone(&sent);
        let sending = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(PAUSE);
            for index in first..first + total {
                ticks.tick().await;
                let text = format!("latency {index}");
                times.lock().expect("not poisoned").insert(text.clone(), Instant::now());
                guests[index % guests.len()].send_text(&number, &text).await?;
            }
            Ok::<_, anyhow::Error>(())
        });
        let mut latencies = Vec::with_capacity(total);
        while latencies.len() < total {
            let message = tokio::time::timeout(Duration::from_secs(10), self.socket.next())
                .await?
                .context("the socket ended")??;
            let Message::Text(text) = message else { continue };
            let value: Value = serde_json::from_str(&text)?;
            let text = value["event"]["payload"]["content"]["text"].as_str();
            if let Some(at) =
                text.and_then(|text| sent.lock().expect("not poisoned").get(text).copied())
            {
                latencies.push(millis(at.elapsed()));
            }
        }
        sending.await??;
        Ok(latencies)
    }
}
