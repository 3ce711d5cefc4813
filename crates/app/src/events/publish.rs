//! From the commit to its observers: waiting callers, caches, workers, the bus.

use crate::app::{App, Inner};
use omni_bus::{Bus, Topic};
use omni_domain::event::Event;
use omni_storage::Committed;
use std::sync::{Arc, Weak};

/// An effect of a commit in this process. Observers are called on the writer's task, in commit
/// order: they must be quick and never block.
pub(crate) trait CommitObserver {
    /// A transaction was committed.
    fn on_commit(&self, committed: &Committed) {
        for event in &committed.events {
            self.on_event(event);
        }
    }

    /// An event was committed.
    fn on_event(&self, _event: &Event) {}
}

/// Every observer, in the order in which they are called. The bus is last: when an event arrives
/// from it, the caches are already changed.
const OBSERVERS: &[fn(&Inner) -> &dyn CommitObserver] = &[
    |app| &app.sessions,
    |app| &app.waiters,
    |app| &app.rule_cache,
    |app| &app.turns,
    |app| &app.metrics,
    |app| &app.bus,
];

/// Calls the observers after every commit. Called once.
pub(crate) fn wire(app: &App) {
    // The store outlives the app only while it shuts down; a weak handle keeps no cycle.
    let app_ref: Weak<Inner> = app.downgrade();
    app.store.on_commit(move |committed: &Committed| {
        let Some(app) = app_ref.upgrade() else { return };
        for observer in OBSERVERS {
            observer(&app).on_commit(committed);
        }
    });
}

impl CommitObserver for Bus {
    fn on_commit(&self, committed: &Committed) {
        if !committed.events.is_empty() {
            self.publish(&committed.events);
        }
        if committed.instances {
            self.wake(Topic::Sessions);
        }
        // Also for jobs that are due later: the lanes must not sleep beyond them.
        for kind in &committed.jobs {
            self.wake(Topic::Jobs(*kind));
        }
    }
}

/// Publishes an event that leaves no row.
pub(crate) fn ephemeral(app: &App, event: Event) {
    app.bus.publish(&[Arc::new(event)]);
}
