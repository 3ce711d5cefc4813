use crate::app::App;
use crate::error::Error;
use omni_domain::access::{Caller, Scope};
use omni_domain::batch::BatchJob;
use omni_domain::ids::BatchJobId;

/// One batch job.
pub async fn get(app: &App, caller: &Caller, id: BatchJobId) -> Result<BatchJob, Error> {
    super::load(app, caller, Scope::InstancesRead, id).await
}
