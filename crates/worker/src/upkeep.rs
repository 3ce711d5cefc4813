//! What must happen now and then: jobs whose worker vanished, key uses, old idempotency keys.

use omni_app::{App, jobs, keys};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);
/// Old idempotency keys are removed every this many rounds.
const FORGET_ROUNDS: u32 = 120;

pub(crate) async fn run(app: App, stop: CancellationToken) {
    let mut round: u32 = 0;
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(EVERY) => {}
        }
        round = round.wrapping_add(1);
        if let Err(error) = jobs::requeue_expired(&app).await {
            tracing::warn!(%error, "expired jobs could not be handed on");
        }
        if let Err(error) = keys::flush_usage(&app).await {
            tracing::warn!(%error, "key uses could not be counted");
        }
        if round.is_multiple_of(FORGET_ROUNDS)
            && let Err(error) = omni_app::messages::forget_idempotency_keys(&app).await
        {
            tracing::warn!(%error, "old idempotency keys could not be removed");
        }
    }
    if let Err(error) = keys::flush_usage(&app).await {
        tracing::warn!(%error, "key uses could not be counted");
    }
}
