//! The server itself: its health, and facts about it.

mod disk;
mod health;
mod info;
mod startup;
mod views;

pub use disk::{DiskState, LastDiskCheck, disk};
pub use health::{LastCheck, health};
pub use info::info;
pub use startup::{ChannelStartup, SubprocessConfig, channel_startup, subprocess_config};
pub use views::{BusCheck, Health, Info, InstanceCounts, NodeView};

use crate::app::App;
use crate::error::Error;

/// Instances by channel, and how many are connected by evidence.
async fn count_instances(app: &App) -> Result<InstanceCounts, Error> {
    let counts = stored_instances(app).await?;
    Ok(InstanceCounts { connected: connected(app), ..counts })
}

async fn stored_instances(app: &App) -> Result<InstanceCounts, Error> {
    let mut counts = InstanceCounts::default();
    for row in app.store.instance_counts(None, None).await? {
        let count = u64::try_from(row.count).unwrap_or_default();
        counts.total += count;
        *counts.by_channel.entry(row.channel).or_default() += count;
    }
    Ok(counts)
}

fn connected(app: &App) -> u64 {
    let now = app.env.now();
    let sessions = app.sessions.all();
    let works = sessions.iter().filter(|live| live.report(now).connected);
    works.count() as u64
}
