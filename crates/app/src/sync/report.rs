//! The events of a sync's state.

use crate::app::App;
use omni_domain::event::{Event, EventBody, SyncReport};
use omni_domain::sync::{SyncJob, SyncStatus};
use omni_storage::Tx;

/// Reports that a sync began, in the transaction that adds it.
pub(crate) fn began(app: &App, tx: &mut Tx, sync: &SyncJob) {
    append(app, tx, sync, EventBody::SyncChanged);
}

/// Reports a step or the end of a sync, in its transaction. A step is for those who watch now: a sync
/// has many, and its row has the last one.
pub(crate) fn moved(app: &App, tx: &mut Tx, sync: &SyncJob) {
    if sync.status == SyncStatus::Running {
        append(app, tx, sync, EventBody::SyncProgressed);
    } else {
        append(app, tx, sync, EventBody::SyncChanged);
    }
}

fn append(app: &App, tx: &mut Tx, sync: &SyncJob, body: fn(SyncReport) -> EventBody) {
    let body = body(SyncReport::of(sync));
    let mut event = Event::new(app.env.id(), sync.tenant_id, body, app.env.now());
    event.instance_id = Some(sync.instance_id);
    tx.append_event(event);
}
