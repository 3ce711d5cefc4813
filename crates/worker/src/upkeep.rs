//! Periodic work: jobs whose worker is gone, turns whose agent never answered, old idempotency
//! keys.

use crate::unfinished::Unfinished;
use omni_app::{App, jobs};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);
/// Old idempotency keys are removed every this many rounds.
const FORGET_ROUNDS: u32 = 120;

pub(crate) async fn run(app: App, unfinished: Arc<Unfinished>, stop: CancellationToken) {
    let mut round: u32 = 0;
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
        round = round.wrapping_add(1);
        if let Err(error) = jobs::requeue_expired(&app, unfinished.attempts()).await {
            tracing::warn!(%error, "expired jobs could not be released");
        }
        if round.is_multiple_of(FORGET_ROUNDS)
            && let Err(error) = omni_app::messages::delete_old_idempotency_keys(&app).await
        {
            tracing::warn!(%error, "old idempotency keys could not be removed");
        }
        if let Err(error) = omni_app::inbound::tidy_reports(&app).await {
            tracing::warn!(%error, "early reports could not be applied");
        }
        if let Err(error) = omni_app::turns::end_unanswered(&app).await {
            tracing::warn!(%error, "turns without an answer could not be ended");
        }
        if round.is_multiple_of(FORGET_ROUNDS)
            && let Err(error) = omni_app::turns::delete_old_reply_urls(&app).await
        {
            tracing::warn!(%error, "old reply URLs could not be removed");
        }
        if round.is_multiple_of(FORGET_ROUNDS)
            && let Err(error) = omni_app::hooks::delete_old_deliveries(&app).await
        {
            tracing::warn!(%error, "old deliveries to hooks could not be removed");
        }
    }
}
