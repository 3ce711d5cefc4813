use super::change::EndpointDetails;
use super::{load, reachable, require_readable, wake};
use crate::app::App;
use crate::changes;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::{Backfill, Endpoint};
use omni_storage::WebhookLog;

/// Deliveries given up by one write.
const PIECE: u32 = 500;
const SKIPPED: &str = "the endpoint was enabled again without what it had missed";

/// It gets what happens from now on.
pub(super) fn apply(endpoint: &mut Endpoint, log: WebhookLog) {
    endpoint.active = true;
    endpoint.disabled = None;
    endpoint.failures = 0;
    endpoint.failing_since = None;
    endpoint.stopped_seq = None;
    endpoint.start_seq = log.last_seq;
}

/// Enables an endpoint again. With `missed`, what waited when it was disabled and what happened since
/// is delivered; without, what waited is given up.
pub async fn enable(
    app: &App,
    caller: &Caller,
    id: WebhookEndpointId,
    missed: bool,
) -> Result<EndpointDetails, Error> {
    let found = load(app, caller, Scope::WebhooksWrite, id).await?;
    if found.active {
        return Ok(found.into());
    }
    require_readable(&found)?;
    if !missed {
        give_up(app, id).await?;
    }
    let (inner, caller) = (app.clone(), caller.clone());
    let endpoint = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                let log = tx.lock_webhook_log().await?;
                let found = tx.lock_webhook_endpoint(caller.tenant_id, id).await?;
                let mut endpoint = reachable(&caller, id, found)?;
                require_readable(&endpoint)?;
                if endpoint.active {
                    return Ok::<_, Error>(endpoint);
                }
                let now = inner.env.now();
                if missed {
                    let part = Backfill {
                        endpoint_id: id,
                        tenant_id: endpoint.tenant_id,
                        after_seq: endpoint.stopped_seq.unwrap_or(log.seq),
                        until_seq: log.last_seq,
                    };
                    if part.after_seq < part.until_seq {
                        tx.put_webhook_backfill(&part).await?;
                    }
                    tx.hasten_webhooks(id, now).await?;
                } else {
                    tx.drop_webhook_backfill(id).await?;
                }
                apply(&mut endpoint, log);
                endpoint.updated_at = now;
                tx.update_webhook_endpoint(&endpoint).await?;
                tx.revise_webhooks().await?;
                let body = EventBody::WebhookEndpointUpdated;
                changes::webhook_endpoint(&inner, tx, &endpoint, caller.principal, body);
                Ok(endpoint)
            })
        })
        .await?;
    wake(app);
    Ok(endpoint.into())
}

/// Gives up what waits for it.
pub(super) async fn give_up(app: &App, id: WebhookEndpointId) -> Result<(), Error> {
    loop {
        let now = app.env.now();
        let gone = app
            .store
            .write(move |tx| {
                Box::pin(async move { tx.give_up_webhooks(id, SKIPPED, now, PIECE).await })
            })
            .await?;
        if gone < u64::from(PIECE) {
            return Ok(());
        }
    }
}
