//! Many numbers in one process.

use super::harness::Setup;
use anyhow::{Context, Result, ensure};
use futures::stream::{self, StreamExt, TryStreamExt};
use std::time::Duration;

const COUNT: usize = 50;

#[tokio::test]
async fn fifty_instances_connect_receive_and_stop_without_blocking_each_other() -> Result<()> {
    let mut setup = Setup::new().await?;
    let guest = setup.network.create_phone("5511940009999", "Guest").await?;
    let linked: Vec<(String, String)> = stream::iter(0..COUNT)
        .map(|index| {
            let setup = &setup;
            async move {
                let instance = setup.instance(&format!("number {index}")).await?;
                let number = format!("55119400{index:05}");
                setup.linked(&instance, &number, &format!("Shop {index}")).await?;
                Ok::<_, anyhow::Error>((instance, number))
            }
        })
        .buffer_unordered(8)
        .try_collect()
        .await?;
    // A disconnected one must not block the others.
    setup.network.faults().silence(&linked[0].1)?;
    for (_, number) in &linked[1..] {
        guest.send_text(number, &format!("hello {number}")).await?;
    }
    for (instance, number) in &linked[1..] {
        let text = format!("hello {number}");
        setup
            .stored(instance, &guest.jid(), &text, |m| m["content"]["text"] == text.as_str())
            .await?;
    }
    let health = setup.server.get("/api/v2/health").await?;
    let total = health.body["instances"]["total"].as_u64().context("a count")?;
    ensure!(total == COUNT as u64, "{}", health.body);
    tokio::time::timeout(Duration::from_secs(25), setup.terminate()).await??;
    setup.start_again().await?;
    for (instance, _) in &linked {
        setup.connected(instance).await?;
    }
    setup.end().await
}
