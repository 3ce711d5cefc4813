//! Periodic work: jobs whose worker is gone, early reports, turns whose agent never answered,
//! scheduled messages that are too late.

use crate::unfinished::Unfinished;
use omni_app::{App, jobs};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

pub(crate) async fn run(app: App, unfinished: Arc<Unfinished>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = jobs::requeue_expired(&app, unfinished.attempts()).await {
            tracing::warn!(%error, "expired jobs could not be released");
        }
        if let Err(error) = omni_app::inbound::tidy_reports(&app).await {
            tracing::warn!(%error, "early reports could not be applied");
        }
        if let Err(error) = omni_app::turns::end_unanswered(&app).await {
            tracing::warn!(%error, "turns without an answer could not be ended");
        }
        if let Err(error) = omni_app::scheduled_messages::end_overdue(&app).await {
            tracing::warn!(%error, "scheduled messages that are too late could not be ended");
        }
    }
}
