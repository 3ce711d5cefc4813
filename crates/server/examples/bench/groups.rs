//! A message to a large group, and how long linking a number takes.

use crate::figures::{Aim, Figures, median};
use crate::http_load::millis;
use crate::measures::guests;
use crate::setup::{Engine, Setup};
use anyhow::{Context, Result, bail, ensure};
use omni_sandbox::whatsapp::Phone;
use reqwest::Method;
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// As many as a WhatsApp group may have.
const MEMBERS: usize = 1_024;
/// Messages after the first.
const FURTHER: usize = 20;
const LIMIT: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(5);

/// The first message to a group encrypts a key for each member; those after it do not.
pub(crate) async fn large(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let (id, own) = setup.linked("group", "5511811119999").await?;
    let members = guests(&setup, MEMBERS - 1).await?;
    let named: Vec<&Phone> = members.iter().collect();
    let group = setup.network.create_group("Everyone", &own, &named).await?;
    let first = send(&setup, &id, &group, 0).await?;
    figures.add("group message to 1,024 members, first", first, "ms", Aim::None);
    received_by_all(&members, 1).await?;
    let mut further = Vec::with_capacity(FURTHER);
    for count in 1..=FURTHER {
        further.push(send(&setup, &id, &group, count).await?);
        // Their phones are simulated in this process and take from the same processors.
        received_by_all(&members, count as u64 + 1).await?;
    }
    let name = "group message to 1,024 members, after the first";
    figures.add(name, median(&further), "ms", Aim::AtMost(400.0));
    setup.end().await
}

/// Milliseconds until the network has accepted a message.
async fn send(setup: &Setup, instance: &str, group: &str, count: usize) -> Result<f64> {
    let text = format!("message number {count} to everyone");
    let body = json!({ "instanceId": instance, "to": group, "text": text });
    let began = Instant::now();
    let sent = setup.call(Method::POST, "/api/v2/messages", body).await?;
    let id = sent["messageId"].as_str().context("an id")?;
    let mut status = sent["status"].clone();
    while status == "queued" {
        ensure!(began.elapsed() < LIMIT, "the message is still queued");
        tokio::time::sleep(PAUSE).await;
        let path = format!("/api/v2/messages/{id}");
        status = setup.call(Method::GET, &path, json!({})).await?["status"].clone();
    }
    Ok(millis(began.elapsed()))
}

async fn received_by_all(members: &[Phone], messages: u64) -> Result<()> {
    let began = Instant::now();
    while members.iter().any(|member| member.received_count() < messages) {
        if began.elapsed() > LIMIT {
            bail!("not every member received message number {messages}");
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

/// From the scan of the QR to the connected instance.
pub(crate) async fn linking(omni: PathBuf, figures: &mut Figures) -> Result<()> {
    let setup = Setup::new(omni, Engine::Sqlite).await?;
    let (id, qr) = setup.offered("linking").await?;
    let phone = setup.network.create_phone("5511811119999", "linking").await?;
    let began = Instant::now();
    phone.scan(&qr).await?;
    setup.until_connected(&id).await?;
    figures.add("link to connected", millis(began.elapsed()), "ms", Aim::None);
    setup.end().await
}
