use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::batch::{BatchJob, BatchKind, BatchStatus};
use omni_domain::page::{Page, PageRequest};
use omni_storage::BatchFilter;

/// Which batch jobs. Empty lists do not filter.
#[derive(Debug, Clone, Default)]
pub struct BatchQuery {
    /// In these states.
    pub statuses: Vec<BatchStatus>,
    /// Of these types.
    pub kinds: Vec<BatchKind>,
}

/// The batch jobs the caller may see, newest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    query: BatchQuery,
    page: PageRequest,
) -> Result<Page<BatchJob>, Error> {
    authorization::require(caller, Scope::InstancesRead)?;
    let filter = BatchFilter {
        statuses: query.statuses,
        kinds: query.kinds,
        instance_ids: caller.instance_ids.clone(),
    };
    Ok(app.store.list_batch_jobs(caller.tenant_id, &filter, page).await?)
}
