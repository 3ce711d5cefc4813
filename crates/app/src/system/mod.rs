//! The server itself: how it is, and what it is.

mod health;
mod info;
mod views;

pub use health::health;
pub use info::info;
pub use views::{BusCheck, Health, Info, InstanceCounts};

use crate::app::App;
use crate::error::Error;
use omni_domain::TenantId;

/// Instances by channel, and how many are connected by evidence.
async fn count_instances(app: &App) -> Result<InstanceCounts, Error> {
    let mut counts = InstanceCounts::default();
    for row in app.store.instance_counts(TenantId::DEFAULT, None).await? {
        let count = u64::try_from(row.count).unwrap_or_default();
        counts.total += count;
        *counts.by_channel.entry(row.channel).or_default() += count;
    }
    let now = app.env.now();
    counts.connected = app
        .sessions
        .all()
        .iter()
        .filter(|live| live.is_ready() && live.report(now, app.config.silence_limit).connected)
        .count() as u64;
    Ok(counts)
}
