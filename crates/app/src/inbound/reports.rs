//! Reports that arrive before the response by which their message is found. Where the network
//! assigns ids, a receipt may arrive, at any node, before the send's response is stored: it is
//! kept, and applied with the response.

use super::receipts;
use crate::app::App;
use crate::error::Error;
use crate::messages::append_failed;
use crate::sessions::InstanceMeta;
use omni_channel::{Channel, MessageIds};
use omni_domain::Timestamp;
use omni_domain::event::{EventBody, StatusChange};
use omni_domain::message::{DeliveryStatus, Direction};
use omni_storage::{EarlyReport, Tx};
use std::collections::HashSet;
use std::time::Duration;

/// A report whose message is still unknown after this time is about a message not sent from here.
const KEEP: Duration = Duration::from_hours(24);
/// Reports applied in one piece by [`tidy`].
const PIECE: u32 = 100;

/// Whether the instance's network assigns message ids only in its responses.
pub(super) fn are_kept(app: &App, meta: &InstanceMeta) -> bool {
    app.channel(meta.channel).is_ok_and(|channel| gives_ids(&**channel))
}

fn gives_ids(channel: &dyn Channel) -> bool {
    matches!(channel.message_ids(), MessageIds::Given(_))
}

/// Keeps the reports of messages that are not known by these ids.
pub(super) async fn keep_unknown(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    status: DeliveryStatus,
    times: &[(&str, Timestamp)],
) -> Result<(), Error> {
    if times.is_empty() || !are_kept(app, meta) {
        return Ok(());
    }
    let ids: Vec<String> = times.iter().map(|(id, _)| (*id).to_owned()).collect();
    let known = tx.find_messages_by_external(meta.id, &ids).await?;
    let known: HashSet<&str> = known.iter().map(|message| message.external_id.as_str()).collect();
    let unknown = times.iter().filter(|(id, _)| !known.contains(id));
    let reports: Vec<EarlyReport> = unknown
        .map(|(id, at)| EarlyReport {
            instance_id: meta.id,
            external_id: (*id).to_owned(),
            status,
            at: *at,
            failure: None,
        })
        .collect();
    Ok(tx.keep_reports(&reports, app.env.now()).await?)
}

/// Applies the reports of a message that arrived before it was known by this id.
pub(crate) async fn apply(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    external_id: &str,
) -> Result<(), Error> {
    if !are_kept(app, meta) {
        return Ok(());
    }
    for report in tx.take_reports(meta.id, external_id).await? {
        let body: fn(StatusChange) -> EventBody = match report.status {
            DeliveryStatus::Delivered => EventBody::MessageDelivered,
            DeliveryStatus::Read => EventBody::MessageRead,
            _ => {
                apply_failure(app, tx, meta, &report).await?;
                continue;
            }
        };
        let moved =
            tx.advance_received(meta.id, report.status, &[(external_id, report.at)]).await?;
        for message in &moved {
            let chat = tx.chat_by_id(message.chat_id).await?.map(|chat| chat.address.id);
            receipts::append_status(app, tx, meta, message, chat.as_deref(), body);
        }
    }
    Ok(())
}

async fn apply_failure(
    app: &App,
    tx: &mut Tx,
    meta: &InstanceMeta,
    report: &EarlyReport,
) -> Result<(), Error> {
    let Some((code, text)) = &report.failure else { return Ok(()) };
    let ids = [report.external_id.clone()];
    for message in tx.find_messages_by_external(meta.id, &ids).await? {
        if message.direction == Direction::Inbound {
            continue;
        }
        let failed = tx.fail_message(message.id, code, text, app.env.now()).await?;
        if let Some(failed) = failed {
            append_failed(app, tx, meta, &failed, false).await?;
        }
    }
    Ok(())
}

/// Applies reports that were stored by one node while another stored the response, and deletes
/// those that no message needs.
pub async fn tidy(app: &App) -> Result<(), Error> {
    if !app.channels.values().any(|channel| gives_ids(&**channel)) {
        return Ok(());
    }
    let before = app.env.now().minus(KEEP);
    let due = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.delete_reports_before(before).await?;
                tx.find_due_reports(PIECE).await
            })
        })
        .await?;
    for (instance, external_id) in due {
        let Some(instance) = app.store.instance_by_id(instance).await? else { continue };
        let (inner, meta) = (app.clone(), InstanceMeta::of(&instance));
        app.store
            .write(move |tx| Box::pin(async move { apply(&inner, tx, &meta, &external_id).await }))
            .await?;
    }
    Ok(())
}
