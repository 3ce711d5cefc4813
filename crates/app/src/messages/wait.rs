//! Waiting for the outcome of a send.

use super::holds;
use crate::app::App;
use crate::error::Error;
use omni_domain::ids::{MessageId, TenantId};
use omni_domain::message::{DeliveryStatus, Message};

/// The outcome of an earlier, identical request (waiting for it if it is still in progress).
pub(super) async fn outcome(
    app: &App,
    tenant: TenantId,
    id: MessageId,
    respond_async: bool,
) -> Result<Message, Error> {
    let mut waiter = app.waiters.register(id);
    let mut message =
        app.store.find_message(tenant, id).await?.ok_or_else(|| Error::not_found("message", id))?;
    holds::attach(app, std::slice::from_mut(&mut message)).await?;
    let is_due = message.status == DeliveryStatus::Queued && message.hold.is_none();
    if is_due && !respond_async {
        // Either the outcome or the time-out: the row below shows which.
        let _ = tokio::time::timeout(app.config.sends.wait, waiter.settled()).await;
    }
    result_of(app, tenant, id).await
}

/// The message as it is now; a refusal of the network is an error.
pub(super) async fn result_of(
    app: &App,
    tenant: TenantId,
    id: MessageId,
) -> Result<Message, Error> {
    let mut message =
        app.store.find_message(tenant, id).await?.ok_or_else(|| Error::not_found("message", id))?;
    holds::attach(app, std::slice::from_mut(&mut message)).await?;
    if message.status != DeliveryStatus::Failed {
        return Ok(message);
    }
    let code = message.failure_code.unwrap_or_else(|| "channel.failed".to_owned());
    let text =
        message.failure_message.unwrap_or_else(|| "the message could not be sent".to_owned());
    if code == "channel.unknown_recipient" {
        return Err(Error::RecipientNotOnChannel(text));
    }
    Err(Error::SendFailed { code, message: text })
}
