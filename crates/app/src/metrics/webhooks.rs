//! The figures of webhooks.

use super::render::{family, label};
use crate::app::App;
use crate::error::Error;

/// Deliveries are counted by the node that delivers: sum them over the nodes.
pub(super) async fn write(app: &App, text: &mut String) -> Result<(), Error> {
    let figures = &app.webhooks.figures;
    family(
        text,
        (
            "omni_webhook_deliveries_total",
            "counter",
            "Webhook deliveries that ended with an attempt of this process, by outcome.",
        ),
        figures.ended().map(|(state, count)| (label("outcome", state.as_str()), count)),
    );
    family(
        text,
        (
            "omni_webhook_retries_total",
            "counter",
            "Attempts of webhook deliveries in this process that failed and are repeated.",
        ),
        [("", figures.repeated())],
    );
    let log = app.store.webhook_log().await?;
    let behind = log.last_seq - log.seq.max(figures.distributed());
    let help = "Events of the log that are not distributed to webhook endpoints yet. Exact on the node \
                that delivers; others may know a position that is up to 1000 events older.";
    family(
        text,
        ("omni_webhook_lag_events", "gauge", help),
        [("", u64::try_from(behind).unwrap_or_default())],
    );
    let counts = app.store.webhook_endpoint_counts().await?;
    family(
        text,
        ("omni_webhook_endpoints", "gauge", "Webhook endpoints by state."),
        [("active", counts.active), ("disabled", counts.disabled)]
            .map(|(state, count)| (label("state", state), count)),
    );
    Ok(())
}
