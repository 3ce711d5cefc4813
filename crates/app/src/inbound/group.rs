//! One group of batches, written in one transaction.

use super::cache::Cache;
use super::ingestor::Submission;
use super::{messages, updates};
use crate::app::App;
use crate::error::Error;
use crate::sessions::InstanceMeta;
use omni_channel::Inbound;
use omni_domain::event::Event;
use omni_storage::{Engine, StorageError, Tx};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// Some of the waiting batches.
pub(super) struct Group {
    pub(super) submissions: Arc<Vec<Submission>>,
    pub(super) range: Range<usize>,
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

/// Writes the group; returns the events that leave no row, to be told after the commit.
pub(super) async fn write_group(
    app: &App,
    tx: &mut Tx,
    cache: &mut Cache,
    group: &Group,
) -> Result<Vec<Event>, IngestError> {
    let submissions = &group.submissions[group.range.clone()];
    check_owner(app, tx, submissions).await?;
    let heard: Vec<(&Arc<InstanceMeta>, &Inbound)> = submissions
        .iter()
        .flat_map(|submission| submission.items.iter().map(move |item| (&submission.meta, item)))
        .collect();
    messages::write(app, tx, cache, &heard).await?;
    let mut ephemeral = Vec::new();
    for (meta, item) in heard {
        if let Some(event) = updates::write(app, tx, cache, meta, item).await? {
            ephemeral.push(event);
        }
    }
    Ok(ephemeral)
}

/// Only several machines on one Postgres can disagree about who owns an instance.
async fn check_owner(
    app: &App,
    tx: &mut Tx,
    submissions: &[Submission],
) -> Result<(), IngestError> {
    if app.store.engine() == Engine::Sqlite {
        return Ok(());
    }
    let mut checked = HashSet::new();
    for submission in submissions {
        if !checked.insert((submission.meta.id, submission.epoch)) {
            continue;
        }
        let name = crate::sessions::lease_name(submission.meta.id);
        if !tx.check_lease(&name, submission.epoch).await? {
            return Err(IngestError::Fenced);
        }
    }
    Ok(())
}
