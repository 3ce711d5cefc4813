//! An instance with a million messages is deleted while messages of another arrive.

use crate::archive;
use crate::arrivals::Arrivals;
use crate::figures::{Aim, Figures, percentile};
use crate::setup::{Engine, Setup};
use anyhow::{Result, ensure};
use omni_storage::{Store, StoreOptions};
use reqwest::Method;
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_mins(20);
/// Messages at 50 a second between two looks at what is left: five seconds.
const ROUND: usize = 250;

pub(crate) async fn measure(omni: PathBuf, figures: &mut Figures, engine: Engine) -> Result<()> {
    let (setup, instance) = Setup::with_archive(omni, engine, archive::MILLION).await?;
    let store = Store::open(&setup.database_url(), StoreOptions::default()).await?;
    let mut arrivals = Arrivals::new(&setup).await?;
    let before = arrivals.measure(4 * ROUND).await?;
    let began = Instant::now();
    setup.call(Method::DELETE, &format!("/api/v2/instances/{instance}"), json!({})).await?;
    let answered = began.elapsed();
    let mut during = Vec::new();
    while during.is_empty() || !store.deleted_instances(1).await?.is_empty() {
        during.extend(arrivals.measure(ROUND).await?);
        ensure!(began.elapsed() < LIMIT, "rows of the instance remain");
    }
    let whole = began.elapsed();
    let name = match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "Postgres",
    };
    let figure = |what: &str| format!("deletion of 1 M messages, {name}: {what}");
    figures.add(figure("answered"), answered.as_secs_f64(), "s", Aim::AtMost(2.0));
    figures.add(figure("all gone"), whole.as_secs_f64(), "s", Aim::None);
    let (calm, busy) = (percentile(&before, 99.0), percentile(&during, 99.0));
    figures.add(figure("arrival before, p50"), percentile(&before, 50.0), "ms", Aim::None);
    figures.add(figure("arrival during, p50"), percentile(&during, 50.0), "ms", Aim::None);
    figures.add(figure("arrival before, p99"), calm, "ms", Aim::None);
    figures.add(figure("arrival during, p99"), busy, "ms", Aim::AtMost(2.0 * calm));
    store.close().await;
    setup.end().await
}
