//! A batch job is done in pieces; each is a job of its own.

use crate::app::App;
use omni_domain::ids::{BatchJobId, TenantId};
use omni_domain::job::NewJob;
use omni_domain::job::payloads::BatchPayload;

/// The job that does the next piece. Any node may do it.
pub(crate) fn next_piece(app: &App, tenant: TenantId, id: BatchJobId) -> NewJob {
    app.new_job(tenant, &BatchPayload { batch_job_id: id }).in_order(format!("batch:{id}"))
}

/// The batch job of such an order.
pub(crate) fn of_order_key(key: &str) -> Option<BatchJobId> {
    key.strip_prefix("batch:")?.parse().ok()
}
