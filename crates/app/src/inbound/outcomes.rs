//! What the network reports of messages that were sent from here, apart from its responses.

use super::{receipts, reports};
use crate::app::App;
use crate::error::Error;
use crate::messages::append_failed;
use crate::sessions::InstanceMeta;
use omni_channel::{ChannelError, SendFailure, SentRef};
use omni_domain::message::{DeliveryStatus, Direction, Message};
use omni_storage::{EarlyReport, Tx};

/// The network accepted a message.
pub(super) async fn taken(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    sent: &SentRef,
) -> Result<(), Error> {
    name(tx, meta, sent).await?;
    let ids = [sent.external_id.clone()];
    let now = app.env.now();
    let moved = tx.advance_status(meta.id, &ids, DeliveryStatus::Sent, now).await?;
    let accepted = moved.into_iter().map(|message| (message, now)).collect();
    receipts::append_accepted(app, tx, meta, accepted).await?;
    reports::apply(app, tx, meta, &sent.external_id).await
}

/// The network gave up a message that it had accepted.
pub(super) async fn failed(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    failure: &SendFailure,
) -> Result<(), Error> {
    name(tx, meta, &failure.message).await?;
    let external_id = &failure.message.external_id;
    let found = sent_as(tx, meta, external_id).await?;
    if found.is_empty() && reports::are_kept(app, meta) {
        let report = EarlyReport {
            instance_id: meta.id,
            external_id: external_id.clone(),
            status: DeliveryStatus::Failed,
            at: failure.at,
            failure: Some((failure.error.code(), failure.error.to_string())),
        };
        return Ok(tx.keep_reports(&[report], app.env.now()).await?);
    }
    for message in found {
        fail(app, tx, meta, &message, &failure.error).await?;
    }
    Ok(())
}

async fn fail(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    message: &Message,
    error: &ChannelError,
) -> Result<(), Error> {
    let (code, text) = (error.code(), error.to_string());
    tx.end_handover(message.id).await?;
    let Some(message) = tx.fail_message(message.id, &code, &text, app.env.now()).await? else {
        return Ok(());
    };
    append_failed(app, tx, meta, &message, error.is_retryable()).await
}

/// The messages of the instance that were sent under this id.
async fn sent_as(tx: &mut Tx, meta: &InstanceMeta, id: &str) -> Result<Vec<Message>, Error> {
    let mut found = tx.find_messages_by_external(meta.id, &[id.to_owned()]).await?;
    found.retain(|message| message.direction == Direction::Outbound);
    Ok(found)
}

/// Gives a message the id that the network assigned, if it is stored with the one under which it
/// was sent.
async fn name(tx: &mut Tx, meta: &InstanceMeta, sent: &SentRef) -> Result<(), Error> {
    let Some(client_id) = sent.client_id.as_deref().filter(|id| *id != sent.external_id) else {
        return Ok(());
    };
    for message in sent_as(tx, meta, client_id).await? {
        tracing::debug!(instance.id = %meta.id, message.id = %message.id, "a report names a message before its answer");
        tx.set_external_id((message.id, message.chat_id), &sent.external_id).await?;
        tx.end_handover(message.id).await?;
    }
    Ok(())
}
