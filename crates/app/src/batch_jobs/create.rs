use super::{changed, next_piece};
use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field, Message};
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::batch::{BatchConfig, BatchJob, BatchKind, BatchProgress, BatchStatus};
use omni_domain::ids::InstanceId;
use omni_storage::StorageError;

/// A batch job to start.
#[derive(Debug, Clone)]
pub struct NewBatchJob {
    /// What it does.
    pub kind: BatchKind,
    /// What it works on.
    pub config: BatchConfig,
}

/// Starts a batch job. One of a kind runs on an instance at a time, and one over every instance
/// runs alone.
pub async fn create(app: &App, caller: &Caller, new: NewBatchJob) -> Result<BatchJob, Error> {
    let config = checked(app, caller, new.config).await?;
    let now = app.env.now();
    let total = app.store.count_batch_items(caller.tenant_id, &config, now).await?;
    let job = BatchJob {
        id: app.env.id(),
        tenant_id: caller.tenant_id,
        kind: new.kind,
        config,
        status: BatchStatus::Pending,
        total,
        progress: BatchProgress::default(),
        current: None,
        error: None,
        created_at: now,
        started_at: None,
        completed_at: None,
    };
    let piece = next_piece(app, job.tenant_id, job.id);
    let (inner, row) = (app.clone(), job.clone());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let active = tx.active_batch_jobs(row.tenant_id, row.kind).await?;
                let wanted = row.config.instance_id;
                if let Some(other) =
                    active.iter().find(|one| overlap(one.config.instance_id, wanted))
                {
                    return Err(exists(other));
                }
                let key = active_key(row.kind, wanted);
                tx.insert_batch_job(&row, &key).await.map_err(|error| match error {
                    // Another node created one first.
                    StorageError::NotUnique { .. } => exists(&row),
                    other => other.into(),
                })?;
                tx.insert_job(piece);
                changed(&inner, tx, &row);
                Ok(())
            })
        })
        .await?;
    Ok(job)
}

/// What a batch job works on, as it is stored; refused if the caller may not work on that.
pub(super) async fn checked(
    app: &App,
    caller: &Caller,
    mut config: BatchConfig,
) -> Result<BatchConfig, Error> {
    authorization::require(caller, Scope::InstancesWrite)?;
    match config.instance_id {
        Some(id) => drop(instances::load(app, caller, Scope::InstancesWrite, id).await?),
        None if caller.instance_ids.is_some() => {
            return Err(Error::forbidden(
                Message::from("a key limited to instances must name one of them in ")
                    .field(Field::BatchInstance),
            ));
        }
        None => {}
    }
    check(&mut config)?;
    Ok(config)
}

fn check(config: &mut BatchConfig) -> Result<(), Error> {
    if config.media_types.is_empty() {
        return Err(Error::invalid(
            Field::BatchMediaTypes,
            "give at least one of audio, image, document, sticker and video",
        ));
    }
    config.media_types.sort_unstable();
    config.media_types.dedup();
    if config.since.zip(config.until).is_some_and(|(since, until)| since >= until) {
        return Err(Error::invalid(
            Field::BatchSince,
            Message::from("must be before `").name(Field::BatchUntil).text("`"),
        ));
    }
    Ok(())
}

fn overlap(one: Option<InstanceId>, other: Option<InstanceId>) -> bool {
    one.is_none() || other.is_none() || one == other
}

fn active_key(kind: BatchKind, instance: Option<InstanceId>) -> String {
    let target = instance.map_or_else(|| "*".to_owned(), |id| id.to_string());
    format!("{kind}/{target}")
}

fn exists(other: &BatchJob) -> Error {
    Error::conflict(format!(
        "a batch job of this type runs there already ({}); wait for it or cancel it",
        other.id
    ))
}
