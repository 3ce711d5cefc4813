//! Batch jobs: long-running work that a person starts, watches and may cancel.

mod cancel;
mod changed;
mod create;
mod estimate;
mod get;
mod list;
mod piece;

pub use cancel::cancel;
pub(crate) use changed::changed;
pub use create::{NewBatchJob, create};
pub use estimate::{BatchEstimate, KindEstimate, estimate};
pub use get::get;
pub use list::{BatchQuery, list};
pub(crate) use piece::{next_piece, of_order_key};

use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::batch::BatchJob;
use omni_domain::ids::BatchJobId;

/// Loads a batch job the caller may access with this scope. One over every instance is not found
/// with a key that is limited to some.
async fn load(app: &App, caller: &Caller, scope: Scope, id: BatchJobId) -> Result<BatchJob, Error> {
    authorization::require(caller, scope)?;
    app.store
        .find_batch_job(caller.tenant_id, id)
        .await?
        .filter(|job| match job.config.instance_id {
            Some(instance) => caller.may_see(instance),
            None => caller.instance_ids.is_none(),
        })
        .ok_or_else(|| Error::not_found("batch job", id))
}
