use super::SyncRequest;
use super::start::{checked, extent};
use crate::app::App;
use crate::error::Error;
use crate::instances;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::InstanceId;
use omni_domain::sync::{SyncJob, SyncOptions, SyncStatus};
use std::time::Duration;

/// What a sync would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncEstimate {
    /// Chats whose messages would be requested; `None` without messages.
    pub chats: Option<i64>,
    /// Messages at most; `None` without messages.
    pub messages: Option<i64>,
    /// How long it would take; `None` if no sync of this kind was completed before.
    pub duration: Option<Duration>,
}

/// What a sync would do if it was started now, by what the earlier ones of the instance took. The
/// instance need not be connected.
pub async fn estimate(
    app: &App,
    caller: &Caller,
    id: InstanceId,
    request: SyncRequest,
) -> Result<SyncEstimate, Error> {
    let instance = instances::load(app, caller, Scope::InstancesWrite, id).await?;
    let options = checked(app, &instance, request).await?;
    let extent = extent(app, id, &options).await?;
    if !options.messages {
        return Ok(SyncEstimate { chats: None, messages: None, duration: None });
    }
    let earlier = app.store.list_syncs(id).await?;
    Ok(SyncEstimate {
        chats: Some(extent.chats),
        messages: Some(extent.messages),
        duration: duration(&earlier, &options, extent.chats),
    })
}

/// By the time that a chat took in earlier syncs of the same kind: one of a period requests less of each
/// chat than one of everything.
fn duration(earlier: &[SyncJob], options: &SyncOptions, chats: i64) -> Option<Duration> {
    let alike = earlier.iter().filter(|sync| {
        sync.status == SyncStatus::Completed
            && sync.options.messages
            && sync.options.since.is_some() == options.since.is_some()
    });
    let (mut took, mut done) = (0_u64, 0_u64);
    for sync in alike {
        let end = sync.finished_at.unwrap_or(sync.updated_at);
        took = took.saturating_add(millis(end.since(sync.created_at)));
        done = done.saturating_add(u64::try_from(sync.progress.total).unwrap_or_default());
    }
    let chats = u64::try_from(chats).unwrap_or_default();
    took.saturating_mul(chats).checked_div(done).map(Duration::from_millis)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::duration;
    use omni_domain::Timestamp;
    use omni_domain::ids::{InstanceId, SyncId, TenantId};
    use omni_domain::sync::{
        SyncCounts, SyncJob, SyncOptions, SyncPosition, SyncProgress, SyncStage, SyncStatus,
    };
    use std::time::Duration;
    use uuid::Uuid;

    fn sync(status: SyncStatus, since: Option<i64>, chats: i64, seconds: i64) -> SyncJob {
        SyncJob {
            id: SyncId(Uuid::nil()),
            tenant_id: TenantId::DEFAULT,
            instance_id: InstanceId(Uuid::nil()),
            status,
            stage: SyncStage::Messages,
            options: options(since),
            position: SyncPosition::default(),
            progress: SyncProgress { current: chats, total: chats },
            counts: SyncCounts::default(),
            estimated_chats: chats,
            estimated_messages: 0,
            error: None,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            finished_at: Some(Timestamp(seconds * 1000)),
        }
    }

    fn options(since: Option<i64>) -> SyncOptions {
        SyncOptions { messages: true, since: since.map(Timestamp), ..SyncOptions::default() }
    }

    #[test]
    fn completed_syncs_of_the_same_kind_say_how_long_a_chat_takes() {
        let earlier = [
            sync(SyncStatus::Completed, None, 10, 20),
            sync(SyncStatus::Completed, None, 30, 100),
            sync(SyncStatus::Completed, Some(1), 10, 1),
            sync(SyncStatus::Failed, None, 10, 9000),
        ];
        assert_eq!(duration(&earlier, &options(None), 4), Some(Duration::from_secs(12)));
        assert_eq!(duration(&earlier, &options(Some(9)), 20), Some(Duration::from_secs(2)));
        assert_eq!(duration(&earlier[3..], &options(None), 4), None);
    }
}
