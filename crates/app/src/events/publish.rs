//! From the commit to those who listen: waiters, workers, the bus.

use crate::app::App;
use omni_bus::Topic;
use omni_domain::event::Event;
use omni_storage::Committed;
use std::sync::{Arc, Weak};

/// Makes every commit tell the bus, in commit order. Called once.
pub(crate) fn wire(app: &App) {
    // The store outlives the app only while it shuts down; a weak handle keeps no cycle.
    let app_ref: Weak<crate::app::Inner> = app.downgrade();
    app.store.on_commit(move |committed: &Committed| {
        let Some(app) = app_ref.upgrade() else { return };
        if committed.instances {
            app.sessions.changed();
        }
        for event in &committed.events {
            app.waiters.notify(event);
            app.rule_cache.heard(event);
            app.turns.heard(event);
            app.metrics.heard(event);
        }
        if !committed.events.is_empty() {
            app.bus.publish(&committed.events);
        }
        // Also for what is due later: the lanes must not sleep beyond it.
        for kind in &committed.jobs {
            app.bus.wake(Topic::Jobs(*kind));
        }
    });
}

/// Tells those who listen now; leaves no row.
pub(crate) fn ephemeral(app: &App, event: Event) {
    app.bus.publish(&[Arc::new(event)]);
}
