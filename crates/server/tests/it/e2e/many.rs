//! Many numbers in one process.

use super::harness::Stage;
use anyhow::{Context, Result, ensure};
use futures::stream::{self, StreamExt, TryStreamExt};
use std::time::Duration;

const COUNT: usize = 50;

#[tokio::test]
async fn fifty_instances_connect_receive_and_stop_without_blocking_each_other() -> Result<()> {
    let mut stage = Stage::new().await?;
    let guest = stage.network.create_phone("5511940009999", "Guest").await?;
    let linked: Vec<(String, String)> = stream::iter(0..COUNT)
        .map(|index| {
            let stage = &stage;
            async move {
                let instance = stage.instance(&format!("number {index}")).await?;
                let number = format!("55119400{index:05}");
                stage.linked(&instance, &number, &format!("Shop {index}")).await?;
                Ok::<_, anyhow::Error>((instance, number))
            }
        })
        .buffer_unordered(8)
        .try_collect()
        .await?;
    // One that is gone must not hold the others.
    stage.network.faults().silence(&linked[0].1)?;
    for (_, number) in &linked[1..] {
        guest.send_text(number, &format!("hello {number}")).await?;
    }
    for (instance, number) in &linked[1..] {
        let text = format!("hello {number}");
        stage
            .stored(instance, &guest.jid(), &text, |m| m["content"]["text"] == text.as_str())
            .await?;
    }
    let health = stage.server.get("/api/v2/health").await?;
    let total = health.body["instances"]["total"].as_u64().context("a count")?;
    ensure!(total == COUNT as u64, "{}", health.body);
    tokio::time::timeout(Duration::from_secs(25), stage.terminate()).await??;
    stage.start_again().await?;
    for (instance, _) in &linked {
        stage.connected(instance).await?;
    }
    stage.end().await
}
