use super::{change, disable, load, reachable, wake};
use crate::app::App;
use crate::changes;
use crate::entity_tag::Precondition;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::EventBody;
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::DisabledReason;

/// Deliveries deleted by one write.
const PIECE: u32 = 500;

/// Deletes an endpoint with its deliveries, those in pieces: other writes run in between.
pub async fn delete(
    app: &App,
    caller: &Caller,
    id: WebhookEndpointId,
    precondition: Precondition,
) -> Result<(), Error> {
    load(app, caller, Scope::WebhooksWrite, id).await?;
    stop(app, caller, id, precondition).await?;
    loop {
        let gone = app
            .store
            .write(move |tx| {
                Box::pin(async move { tx.delete_some_webhook_deliveries(id, PIECE).await })
            })
            .await?;
        if gone < u64::from(PIECE) {
            break;
        }
    }
    let (inner, caller) = (app.clone(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                tx.lock_webhook_log().await?;
                let found = tx.lock_webhook_endpoint(caller.tenant_id, id).await?;
                let endpoint = reachable(&caller, id, found)?;
                tx.delete_webhook_endpoint(caller.tenant_id, id).await?;
                tx.revise_webhooks().await?;
                let body = EventBody::WebhookEndpointDeleted;
                changes::webhook_endpoint(&inner, tx, &endpoint, caller.principal, body);
                Ok::<_, Error>(())
            })
        })
        .await?;
    wake(app);
    Ok(())
}

/// From here on it is certain that it is deleted: it gets nothing more, and of its deliveries none is
/// removed for a caller who is refused.
async fn stop(
    app: &App,
    caller: &Caller,
    id: WebhookEndpointId,
    precondition: Precondition,
) -> Result<(), Error> {
    let (now, caller) = (app.env.now(), caller.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let log = tx.lock_webhook_log().await?;
                let found = tx.lock_webhook_endpoint(caller.tenant_id, id).await?;
                let mut endpoint = reachable(&caller, id, found)?;
                precondition.check(|| change::tag(&endpoint))?;
                if endpoint.active {
                    disable::apply(&mut endpoint, DisabledReason::Manual, log, now);
                    tx.update_webhook_endpoint(&endpoint).await?;
                    tx.revise_webhooks().await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
}
