//! One group of batches, written in one transaction.

use super::cache::Cache;
use super::ingestor::Submission;
use super::{messages, receipts, updates};
use crate::app::App;
use crate::error::Error;
use crate::sessions::{InstanceMeta, Source};
use omni_channel::{Inbound, ReceiptKind, ReceiptUpdate};
use omni_domain::event::Event;
use omni_domain::ids::MessageId;
use omni_storage::{Engine, Fence, StorageError, Tx};
use std::ops::Range;
use std::sync::Arc;

/// Some of the waiting batches.
pub(super) struct Group {
    pub(super) submissions: Arc<Vec<Submission>>,
    pub(super) range: Range<usize>,
}

/// What a group wrote.
pub(super) struct Written {
    /// The messages that are new.
    pub(super) messages: Vec<MessageId>,
    /// The events that leave no row, to be published after the commit.
    pub(super) ephemeral: Vec<Event>,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum IngestError {
    #[error("another node owns the instance")]
    Fenced,
    #[error(transparent)]
    App(#[from] Error),
}

impl From<StorageError> for IngestError {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

/// Writes the group.
pub(super) async fn write_group(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    group: &Group,
) -> Result<Written, IngestError> {
    let submissions = &group.submissions[group.range.clone()];
    check_owner(tx, submissions).await?;
    check_persons(app, tx, cache).await?;
    let received: Vec<(&Arc<InstanceMeta>, &Inbound)> = submissions
        .iter()
        .flat_map(|submission| submission.items.iter().map(move |item| (&submission.meta, item)))
        .collect();
    let messages = messages::write(app, tx, cache, &received).await?;
    let mut ephemeral = Vec::new();
    for run in received.chunk_by(|one, next| are_receipts_alike(*one, *next)) {
        let (meta, first) = run[0];
        if let Some(kind) = receipt_kind(first) {
            let receipts: Vec<&ReceiptUpdate> =
                run.iter().filter_map(|(_, item)| receipt_of(item)).collect();
            receipts::write(app, tx, cache, meta, kind, &receipts).await?;
        } else if let Some(event) = updates::write(app, tx, cache, meta, first).await? {
            ephemeral.push(event);
        }
    }
    Ok(Written { messages, ephemeral })
}

type Received<'a> = (&'a Arc<InstanceMeta>, &'a Inbound);

/// Whether two that follow each other are receipts of one instance and one kind.
fn are_receipts_alike((meta, one): Received<'_>, (other, next): Received<'_>) -> bool {
    let kind = receipt_kind(one);
    meta.id == other.id && kind.is_some() && kind == receipt_kind(next)
}

const fn receipt_of(item: &Inbound) -> Option<&ReceiptUpdate> {
    match item {
        Inbound::Receipt(receipt) => Some(receipt),
        _ => None,
    }
}

fn receipt_kind(item: &Inbound) -> Option<ReceiptKind> {
    receipt_of(item).map(|receipt| receipt.kind)
}

/// On Postgres another node may have merged persons; none can until this group is written.
async fn check_persons(app: &App, tx: &mut Tx, cache: &mut Cache) -> Result<(), IngestError> {
    if app.store.engine() == Engine::Postgres {
        cache.trust_persons(tx.persons_version().await?);
    }
    Ok(())
}

/// What a session submits is stored only while it owns its instance.
async fn check_owner(tx: &mut Tx, submissions: &[Submission]) -> Result<(), IngestError> {
    let mut fences: Vec<Arc<Fence>> = Vec::new();
    for submission in submissions {
        let Source::Session(fence) = &submission.source else { continue };
        if !fences.iter().any(|known| Arc::ptr_eq(known, fence)) {
            fences.push(Arc::clone(fence));
        }
    }
    tx.check_fences(&fences).await?;
    if fences.iter().any(|fence| fence.is_lost()) { Err(IngestError::Fenced) } else { Ok(()) }
}
