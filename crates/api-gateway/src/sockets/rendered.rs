//! What the last events look like to clients. Each is rendered once, and not for every client.

use crate::webhooks;
use omni_app::App;
use omni_domain::event::Event;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// So many are kept. For a client that is further behind, an event is rendered again.
const KEPT: usize = 8;

/// The name and the body of an event; `None` of one that clients do not get.
pub(super) type Form = Option<Arc<(&'static str, Value)>>;

#[derive(Debug, Default)]
pub(super) struct Rendered {
    last: Mutex<VecDeque<(Arc<Event>, Form)>>,
}

impl Rendered {
    /// The form of an event. Clients of one node share the events of its bus.
    pub(super) fn of(&self, app: &App, event: &Arc<Event>) -> Form {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, form)) = last.iter().find(|(known, _)| Arc::ptr_eq(known, event)) {
            return form.clone();
        }
        let form = webhooks::live(app, event).map(Arc::new);
        last.truncate(KEPT - 1);
        last.push_front((Arc::clone(event), form.clone()));
        form
    }
}
