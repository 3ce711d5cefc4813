use crate::app::App;
use crate::authorization;
use crate::error::{Error, Field};
use crate::pace;
use omni_domain::Timestamp;
use omni_domain::access::{Caller, Scope};
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);
const MAX_DAYS: u32 = 36_500;

/// What a cleanup deletes or would delete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cleanup {
    /// Whether nothing was deleted.
    pub dry_run: bool,
    /// Events of before the cutoff, when it began.
    pub events_to_delete: u64,
    /// Events from this time on stay.
    pub cutoff: Timestamp,
    /// How many were deleted.
    pub deleted: Option<u64>,
    /// Whether others remain, as its time was over or the server stops.
    pub has_more: Option<bool>,
}

/// Deletes old events of the instances the caller may access, in pieces and for a limited time; messages
/// stay. Repeated, it continues.
pub async fn cleanup(
    app: &App,
    caller: &Caller,
    older_than_days: Option<u32>,
    dry_run: bool,
) -> Result<Cleanup, Error> {
    authorization::require(caller, Scope::Admin)?;
    let days = older_than_days.ok_or_else(|| {
        Error::invalid(Field::RetentionDays, "is required: how many days to keep")
    })?;
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(Error::invalid(Field::RetentionDays, "must be from 1 to 36500"));
    }
    let (tenant, instances) = (caller.tenant_id, caller.instance_ids.clone());
    let cutoff = app.env.now().minus(DAY.saturating_mul(days));
    let count = app.store.count_events_before(tenant, cutoff, instances.as_deref()).await?;
    let events_to_delete = u64::try_from(count).unwrap_or_default();
    if dry_run {
        return Ok(Cleanup { dry_run, events_to_delete, cutoff, deleted: None, has_more: None });
    }
    let limit = app.config.retention.on_request;
    let done = pace::delete_within(app, &app.sessions.stopping(), limit, move |tx, rows| {
        Box::pin(async move {
            tx.delete_events_before(tenant, cutoff, instances.as_deref(), rows).await
        })
    })
    .await?;
    tracing::info!(deleted = done.rows, has_more = done.has_more, cutoff = %cutoff, "old events were deleted");
    let (deleted, has_more) = (Some(done.rows), Some(done.has_more));
    Ok(Cleanup { dry_run, events_to_delete, cutoff, deleted, has_more })
}
