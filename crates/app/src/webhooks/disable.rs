//! An endpoint that gets no more deliveries.

use crate::app::App;
use crate::changes;
use crate::error::Error;
use omni_domain::Timestamp;
use omni_domain::event::{Event, WebhookEndpointDisabled};
use omni_domain::webhook::{DisabledReason, Endpoint};
use omni_storage::{Tx, WebhookLog};

/// Disables it. What is distributed after `log` is what it misses, but not what precedes its beginning:
/// the log may not be distributed up to there yet.
pub(super) fn apply(
    endpoint: &mut Endpoint,
    reason: DisabledReason,
    log: WebhookLog,
    now: Timestamp,
) {
    endpoint.active = false;
    endpoint.disabled = Some((reason, now));
    endpoint.stopped_seq = Some(log.seq.max(endpoint.start_seq));
}

/// Disables it because of its answers, with an event. The log must be locked before.
pub(super) async fn write(
    app: &App,
    tx: &mut Tx,
    endpoint: &mut Endpoint,
    reason: DisabledReason,
    log: WebhookLog,
) -> Result<(), Error> {
    let now = app.env.now();
    apply(endpoint, reason, log, now);
    tx.update_webhook_endpoint(endpoint).await?;
    tx.revise_webhooks().await?;
    let body =
        WebhookEndpointDisabled { endpoint_id: endpoint.id, reason, failures: endpoint.failures };
    let mut event = Event::new(app.env.id(), endpoint.tenant_id, body, now);
    event.instance_id = changes::only_instance(endpoint);
    tx.append_event(event);
    tracing::warn!(webhook.endpoint = %endpoint.id, %reason, "a webhook endpoint was disabled");
    Ok(())
}
