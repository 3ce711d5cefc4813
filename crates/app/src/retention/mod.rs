//! What is removed when it has been kept long enough: each kind in small pieces with pauses, so that
//! other writes run in between. Interrupted, it continues with the next round.

mod conversations;
mod files;
mod messages;
mod orphans;
mod rows;

pub use orphans::remove_orphans;

use crate::app::App;
use crate::error::Error;
use omni_domain::Timestamp;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Files of one piece that are compared with their rows.
const PIECE: u32 = 200;
/// Between two pieces, at least: of files, many are removed one by one.
const PAUSE: Duration = Duration::from_millis(50);

/// What one round removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Events of the log.
    pub events: u64,
    /// Messages, with their files.
    pub messages: u64,
    /// Bytes of files; their rows stay.
    pub files: u64,
    /// Conversations of entry points.
    pub conversations: u64,
    /// Executions.
    pub executions: u64,
    /// Turns.
    pub turns: u64,
    /// Dead letters.
    pub dead_letters: u64,
    /// Counts of messages and answers.
    pub figures: u64,
    /// Changes of settings and of persons.
    pub changes: u64,
    /// Deliveries of webhooks that ended.
    pub webhook_deliveries: u64,
    /// Hours of webhook endpoints.
    pub webhook_hours: u64,
    /// Pins that were over.
    pub pins: u64,
    /// Scheduled messages that were sent, failed or cancelled.
    pub scheduled: u64,
}

/// Removes what was kept longer than `retention` allows, until there is no more or the server stops.
pub async fn remove_old(app: &App, stop: &CancellationToken) -> Result<Removed, Error> {
    let keep = &app.config.retention;
    let mut removed = Removed::default();
    if let Some(cutoff) = cutoff(app, keep.events) {
        removed.events = rows::events(app, stop, cutoff).await?;
    }
    if let Some(cutoff) = cutoff(app, keep.messages) {
        removed.messages = messages::remove(app, stop, cutoff).await?;
    }
    if let Some(cutoff) = cutoff(app, keep.conversations) {
        removed.conversations = conversations::remove(app, stop, cutoff).await?;
    }
    if let Some(cutoff) = cutoff(app, keep.media) {
        removed.files = files::remove(app, stop, cutoff).await?;
    }
    (removed.executions, removed.turns) = answers(app, stop).await?;
    if let Some(cutoff) = cutoff(app, keep.dead_letters) {
        removed.dead_letters = rows::dead_letters(app, stop, cutoff).await?;
    }
    if let Some(cutoff) = cutoff(app, keep.figures) {
        removed.figures = rows::figures(app, stop, cutoff).await?;
    }
    if let Some(cutoff) = cutoff(app, keep.histories) {
        removed.changes = rows::histories(app, stop, cutoff).await?;
    }
    removed.pins = rows::pins(app, stop).await?;
    if let Some(cutoff) = cutoff(app, app.config.replies.scheduled_keep) {
        removed.scheduled = rows::scheduled(app, stop, cutoff).await?;
    }
    removed.webhook_deliveries = crate::webhooks::remove_old(app, stop).await?;
    removed.webhook_hours = crate::webhooks::remove_hours(app, stop).await?;
    if removed != Removed::default() {
        tracing::info!(?removed, "removed what was kept long enough");
    }
    Ok(removed)
}

/// Executions, then the turns that have their answers.
async fn answers(app: &App, stop: &CancellationToken) -> Result<(u64, u64), Error> {
    let keep = &app.config.retention;
    let (mut executions, mut turns) = (0, 0);
    if let Some(cutoff) = cutoff(app, shorter(keep.executions, keep.turns)) {
        executions = rows::executions(app, stop, cutoff).await?;
    }
    if let Some(cutoff) = cutoff(app, keep.turns) {
        turns = rows::turns(app, stop, cutoff).await?;
    }
    Ok((executions, turns))
}

/// The shorter of two times; `None` is for ever.
fn shorter(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn cutoff(app: &App, keep: Option<Duration>) -> Option<Timestamp> {
    keep.map(|keep| app.env.now().minus(keep))
}

/// The pause after a piece; whether there is to be another.
async fn another(stop: &CancellationToken, pause: Duration) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(pause.max(PAUSE)) => true,
    }
}

/// Removes bytes that no row refers to any more. What remains is found by the sweep.
async fn delete_bytes(app: &App, key: &str) {
    if let Err(error) = app.blobs.delete(key).await {
        tracing::warn!(%error, "bytes of a removed file remain for now");
    }
}

#[cfg(test)]
mod tests {
    use super::shorter;
    use std::time::Duration;

    #[test]
    fn the_shorter_time_holds_and_for_ever_is_the_longest() {
        let (day, week) = (Some(Duration::from_hours(24)), Some(Duration::from_hours(7 * 24)));
        for (one, other, expected) in [
            (day, week, day),
            (week, day, day),
            (day, None, day),
            (None, week, week),
            (None, None, None),
        ] {
            assert_eq!(shorter(one, other), expected);
        }
    }
}
