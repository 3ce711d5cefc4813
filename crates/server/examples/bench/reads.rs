//! Reading a long history: lists, deep pages, search and analytics over 100,000 events.

use crate::archive;
use crate::figures::{Aim, Figures, median, percentile};
use crate::http_load::{self, Load};
use crate::process::KEY;
use crate::setup::{Engine, Setup};
use anyhow::{Context, Result, ensure};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use reqwest::Method;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Rows before the page that counts as deep.
const DEEP: usize = 50_000;

pub(crate) async fn reads(omni: PathBuf, figures: &mut Figures, engine: Engine) -> Result<()> {
    let (setup, instance) = Setup::with_archive(omni, engine, archive::MESSAGES).await?;
    let first = format!(
        "/api/v2/events?instanceId={instance}&eventType=message.received,message.sent&limit=50"
    );
    let deep = format!("{first}&cursor={}", deep_cursor(&setup, &first).await?);
    lists(&setup, figures, engine, [first, deep]).await?;
    search(&setup, figures, engine).await?;
    analytics(&setup, figures, engine).await?;
    setup.end().await
}

async fn deep_cursor(setup: &Setup, first: &str) -> Result<String> {
    let first = first.replace("limit=50", "limit=100");
    let mut path = first.clone();
    let mut cursor = String::new();
    for _ in 0..DEEP / 100 {
        let page = setup.call(Method::GET, &path, json!({})).await?;
        page["meta"]["cursor"].as_str().context("more pages")?.clone_into(&mut cursor);
        path = format!("{first}&cursor={cursor}");
    }
    Ok(cursor)
}

async fn lists(
    setup: &Setup,
    figures: &mut Figures,
    engine: Engine,
    [first, deep]: [String; 2],
) -> Result<()> {
    let at_start = load_of(setup, first).await?;
    let far_down = load_of(setup, deep).await?;
    let name = format!("GET /api/v2/events, 50 of 100,000, {engine:?}");
    figures.add(&name, at_start.per_second, "req/s", Aim::AtLeast(2_000.0));
    figures.add(format!("{name} p99"), percentile(&at_start.latencies, 99.0), "ms", Aim::None);
    figures.add(format!("{name}, 50,000 rows down"), far_down.per_second, "req/s", Aim::None);
    figures.add(
        format!("a deep page's cost beside the first, {engine:?}"),
        median(&far_down.latencies) / median(&at_start.latencies),
        "times",
        Aim::AtMost(1.15),
    );
    Ok(())
}

async fn load_of(setup: &Setup, path: String) -> Result<Load> {
    let load =
        http_load::run(setup.omni.port, 8, 6_000, move |_| http_load::get(&path, KEY)).await?;
    ensure!(load.errors == 0, "{} requests failed", load.errors);
    Ok(load)
}

async fn search(setup: &Setup, figures: &mut Figures, engine: Engine) -> Result<()> {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let bodies: Vec<String> = (0..1_000)
        .map(|n| {
            let words: Vec<String> = (0..=n % 2).map(|_| archive::word(&mut random)).collect();
            json!({ "query": words.join(" "), "limit": 50 }).to_string()
        })
        .collect();
    let total = bodies.len();
    let load = http_load::run(setup.omni.port, 2, total, move |index| {
        http_load::post("/api/v2/events/search", KEY, "", &bodies[index])
    })
    .await?;
    ensure!(load.errors == 0, "{} searches failed", load.errors);
    let name = format!("search over 100,000 messages, {engine:?}");
    figures.add(format!("{name}, p50"), percentile(&load.latencies, 50.0), "ms", Aim::None);
    figures.add(format!("{name}, p99"), percentile(&load.latencies, 99.0), "ms", Aim::AtMost(20.0));
    Ok(())
}

async fn analytics(setup: &Setup, figures: &mut Figures, engine: Engine) -> Result<()> {
    let since = "2020-01-01T00:00:00Z";
    let path = format!("/api/v2/events/analytics?since={since}");
    let answer: Value = setup.call(Method::GET, &path, json!({})).await?;
    let counted = answer["totalMessages"].as_u64().context("a total")?;
    ensure!(counted >= archive::MESSAGES as u64, "{counted} messages counted");
    let load = http_load::run(setup.omni.port, 1, 200, move |_| http_load::get(&path, KEY)).await?;
    ensure!(load.errors == 0, "{} requests failed", load.errors);
    figures.add(
        format!("analytics over 100,000 events, {engine:?}, p99"),
        percentile(&load.latencies, 99.0),
        "ms",
        Aim::AtMost(50.0),
    );
    Ok(())
}
