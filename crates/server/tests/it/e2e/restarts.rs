//! Clients that go on sending while the program is stopped and started again.

use super::harness::{Engine, KEY, Setup};
use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

const RESTARTS: usize = 3;
/// So many clients, each without a pause: one of them always connects as soon as the port is open.
const CLIENTS: usize = 4;
const GUEST: &str = "5511960000202";

/// Sends one text after the other; how many were accepted. Nothing but an absent or ending server may
/// keep one from being accepted.
async fn keep_sending(
    client: usize,
    url: Arc<String>,
    instance: Arc<String>,
    stop: CancellationToken,
) -> Result<usize> {
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build()?;
    let (mut accepted, mut count) = (0, 0);
    while !stop.is_cancelled() {
        let text = format!("{client} {count}");
        count += 1;
        let body = json!({ "instanceId": *instance, "to": GUEST, "text": text });
        let request = http.post(format!("{url}/api/v2/messages")).header("x-api-key", KEY);
        let sent = request.header("prefer", "respond-async").json(&body).send().await;
        let Ok(answer) = sent else {
            tokio::time::sleep(Duration::from_millis(2)).await;
            continue;
        };
        let status = answer.status();
        let body: Value = answer.json().await.unwrap_or(Value::Null);
        if status == StatusCode::TOO_MANY_REQUESTS {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        }
        ensure!(status.is_success() || status.as_u16() >= 500, "refused with {status}: {body}");
        accepted += usize::from(status.is_success());
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(accepted)
}

async fn a_linked_number_is_not_called_disconnected(engine: Engine) -> Result<()> {
    let mut setup = Setup::on(engine).await?;
    let instance = setup.instance("shop").await?;
    setup.linked(&instance, "5511960000201", "Shop").await?;
    setup.network.create_phone(GUEST, "Guest").await?;
    let (url, id) = (Arc::new(setup.server.url.clone()), Arc::new(instance.clone()));
    let (stop, mut clients) = (CancellationToken::new(), JoinSet::new());
    for client in 0..CLIENTS {
        clients.spawn(keep_sending(client, Arc::clone(&url), Arc::clone(&id), stop.clone()));
    }
    for _ in 0..RESTARTS {
        setup.terminate().await?;
        setup.start_again().await?;
        setup.connected(&instance).await?;
    }
    stop.cancel();
    let mut accepted = 0;
    while let Some(ended) = clients.join_next().await {
        accepted += ended?.context("a client that sends all the time")?;
    }
    ensure!(accepted > 0, "nothing was accepted");
    setup.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_linked_number_is_not_called_disconnected_on_sqlite() -> Result<()> {
    a_linked_number_is_not_called_disconnected(Engine::Sqlite).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_linked_number_is_not_called_disconnected_on_postgres() -> Result<()> {
    a_linked_number_is_not_called_disconnected(Engine::Postgres).await
}
