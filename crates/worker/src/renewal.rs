//! Renewing the reservations of a lane's jobs while they run.

use crate::unfinished::Unfinished;
use omni_app::App;
use omni_app::jobs::{self, JobEntry, Renewal};
use std::convert::Infallible;
use std::sync::Arc;

/// Renews them at a third of the lease, until dropped: one renewal may fail, or be late, without a
/// job being handed to another worker.
pub(crate) async fn run(
    app: App,
    entry: &'static JobEntry,
    unfinished: Arc<Unfinished>,
) -> Infallible {
    let every = app.config.jobs.lease / 3;
    loop {
        tokio::time::sleep(every).await;
        if entry.renewal == Renewal::ByAttempt {
            continue;
        }
        match jobs::renew(&app, unfinished.of_kind(entry.kind)).await {
            Ok(lost) => lost.into_iter().for_each(|attempt| unfinished.lose(attempt)),
            Err(error) => {
                tracing::warn!(job.kind = %entry.kind, %error, "reservations could not be renewed");
            }
        }
    }
}
