//! The bodies of requests. Each dialect renders its own, and registers how.

use crate::app::App;
use omni_domain::Timestamp;
use omni_domain::event::Event;
use omni_domain::webhook::{Endpoint, Envelope};
use std::borrow::Cow;
use std::sync::OnceLock;

/// A body, as it is signed and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The event's name in the dialect.
    pub name: Cow<'static, str>,
    /// JSON.
    pub body: Vec<u8>,
}

/// How a dialect renders events.
#[derive(Debug, Clone, Copy)]
pub struct Renderer {
    /// Whether the dialect has this event at all.
    pub takes: fn(event: &Event) -> bool,
    /// Renders one that it has.
    pub event: fn(app: &App, event: Event) -> Rendered,
    /// The body of a test.
    pub test: fn(endpoint: &Endpoint, now: Timestamp) -> Rendered,
}

/// The dialects of this process that deliver webhooks.
#[derive(Debug, Default)]
pub struct Envelopes {
    renderers: [OnceLock<Renderer>; Envelope::ALL.len()],
}

impl Envelopes {
    /// Sets how a dialect renders events; the first one stays.
    pub fn plug(&self, envelope: Envelope, renderer: Renderer) {
        let _ = self.renderers[envelope as usize].set(renderer);
    }

    /// How a dialect renders events, if this process serves it.
    pub fn of(&self, envelope: Envelope) -> Option<Renderer> {
        self.renderers[envelope as usize].get().copied()
    }
}
