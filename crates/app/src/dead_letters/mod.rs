//! Jobs that were given up: listed, retried, resolved, dropped.

mod chats_of;

use crate::app::App;
use crate::authorization;
use crate::changes;
use crate::error::{Error, Field};
pub use chats_of::chats_of;
use omni_domain::access::{Caller, Scope};
use omni_domain::event::LetterChange;
use omni_domain::ids::{InstanceId, JobId};
use omni_domain::job::{
    DeadLetter, DeadLetterStatus, Job, JobKind, JobState, Resolution, StoredKind,
};
use omni_domain::page::{Page, PageRequest};
pub use omni_storage::DeadCounts;
use omni_storage::{DeadFilter, StorageError};

const SCOPE: Scope = Scope::Admin;
/// Characters of a note.
const MAX_NOTE: usize = 500;

/// Whether a caller may know of a dead letter. One of no instance is only for those who may see
/// all.
fn is_visible(caller: &Caller, job: &Job<StoredKind>) -> bool {
    job.instance_id.map_or(caller.instance_ids.is_none(), |instance| caller.may_see(instance))
}

/// Which dead letters. Empty and `None` do not filter.
#[derive(Debug, Clone, Default)]
pub struct DeadLetterQuery {
    /// In these states. One that is retried is a job again, and not in the list.
    pub statuses: Vec<DeadLetterStatus>,
    /// Of these kinds.
    pub kinds: Vec<JobKind>,
    /// Of this instance.
    pub instance_id: Option<InstanceId>,
}

/// The dead letters of the instances that the caller may see, newest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    query: DeadLetterQuery,
    page: PageRequest,
) -> Result<Page<DeadLetter>, Error> {
    authorization::require(caller, SCOPE)?;
    if let Some(instance) = query.instance_id {
        authorization::require_instance(caller, instance)?;
    }
    let DeadLetterQuery { statuses, kinds, instance_id } = query;
    let wants = |status| statuses.is_empty() || statuses.contains(&status);
    let resolved = match (wants(DeadLetterStatus::Pending), wants(DeadLetterStatus::Resolved)) {
        (true, true) => None,
        (true, false) => Some(false),
        (false, true) => Some(true),
        (false, false) => return Ok(Page { items: Vec::new(), next: None }),
    };
    let instance_ids = match instance_id {
        Some(instance) => Some(vec![instance]),
        None => caller.instance_ids.clone(),
    };
    let filter = DeadFilter { instance_ids, resolved, kinds };
    Ok(app.store.list_dead(caller.tenant_id, &filter, page).await?)
}

/// The numbers of dead letters of the instances that the caller may see.
pub async fn count(app: &App, caller: &Caller) -> Result<DeadCounts, Error> {
    authorization::require(caller, SCOPE)?;
    Ok(app.store.count_dead(caller.tenant_id, caller.instance_ids.as_deref()).await?)
}

/// One dead letter.
pub async fn get(app: &App, caller: &Caller, id: JobId) -> Result<DeadLetter, Error> {
    authorization::require(caller, SCOPE)?;
    app.store
        .find_dead(caller.tenant_id, id)
        .await?
        .filter(|letter| is_visible(caller, &letter.job))
        .ok_or_else(|| Error::not_found("dead letter", id))
}

/// Gives a dead letter all its attempts again, also one that was resolved.
pub async fn retry(app: &App, caller: &Caller, id: JobId) -> Result<DeadLetter, Error> {
    let DeadLetter { job, .. } = get(app, caller, id).await?;
    if let StoredKind::Other(_) = job.kind {
        return Err(Error::conflict(
            "only another version of Omni runs jobs of this kind; retry it there, or resolve it",
        ));
    }
    let (inner, letter, by) = (app.clone(), job.clone(), caller.principal);
    let retried = app.store.write(move |tx| {
        Box::pin(async move {
            let retried = tx.retry_dead(letter.tenant_id, id).await?;
            if retried {
                changes::dead_letter(&inner, tx, &letter, LetterChange::Retried, by);
            }
            Ok::<_, StorageError>(retried)
        })
    });
    if !retried.await? {
        return Err(Error::not_found("dead letter", id));
    }
    let job = Job { state: JobState::Queued, attempts: 0, ..job };
    Ok(DeadLetter { job, resolution: None })
}

/// Records that the caller has dealt with a dead letter, and how. It is kept, and not run.
pub async fn resolve(
    app: &App,
    caller: &Caller,
    id: JobId,
    note: &str,
) -> Result<DeadLetter, Error> {
    let letter = get(app, caller, id).await?;
    let note = note.trim();
    if note.is_empty() || note.chars().count() > MAX_NOTE {
        return Err(Error::invalid(
            Field::ResolutionNote,
            format!("say in 1 to {MAX_NOTE} characters how it was dealt with"),
        ));
    }
    let resolution = Resolution { at: app.env.now(), by: caller.principal, note: note.to_owned() };
    let (inner, job, stored) = (app.clone(), letter.job.clone(), resolution.clone());
    let resolved = app.store.write(move |tx| {
        Box::pin(async move {
            let resolved = tx.resolve_dead(job.tenant_id, id, &stored).await?;
            if resolved {
                changes::dead_letter(&inner, tx, &job, LetterChange::Resolved, stored.by);
            }
            Ok::<_, StorageError>(resolved)
        })
    });
    if !resolved.await? {
        return Err(Error::not_found("dead letter", id));
    }
    Ok(DeadLetter { resolution: Some(resolution), ..letter })
}

/// Deletes a dead letter. What it was about stays as it is.
pub async fn delete(app: &App, caller: &Caller, id: JobId) -> Result<(), Error> {
    let DeadLetter { job, .. } = get(app, caller, id).await?;
    let (inner, by) = (app.clone(), caller.principal);
    let deleted = app.store.write(move |tx| {
        Box::pin(async move {
            if tx.drop_dead(job.tenant_id, id).await? {
                changes::dead_letter(&inner, tx, &job, LetterChange::Deleted, by);
            }
            Ok::<_, StorageError>(())
        })
    });
    Ok(deleted.await?)
}
