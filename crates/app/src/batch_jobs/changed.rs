//! The event of a batch job's state.

use crate::app::App;
use omni_domain::batch::BatchJob;
use omni_domain::event::{BatchJobChanged, Event};
use omni_storage::Tx;

/// Reports the state of a batch job, in the transaction that changes it.
pub(crate) fn changed(app: &App, tx: &mut Tx, job: &BatchJob) {
    let body = BatchJobChanged::of(job);
    let mut event = Event::new(app.env.id(), job.tenant_id, body, app.env.now());
    event.instance_id = job.config.instance_id;
    tx.append_event(event);
}
