//! The requests of each envelope: its dialect renders their bodies and headers, and registers how.

use super::wassist;
use crate::app::App;
use omni_domain::Timestamp;
use omni_domain::event::Event;
use omni_domain::ids::WebhookDeliveryId;
use omni_domain::webhook::{Endpoint, Envelope, RetryPolicy, Verdict};
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

/// What the headers of an attempt name.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// The delivery.
    pub delivery: WebhookDeliveryId,
    /// Of the attempt, from 1.
    pub number: u32,
    /// How often the delivery was replayed.
    pub replays: u32,
    /// When the attempt began.
    pub at: Timestamp,
}

/// Names and values.
pub type Headers = Vec<(&'static str, String)>;

/// What is an envelope's own beside its bodies.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// The headers of an attempt, without the type of the body and the user's own. The secrets are those
    /// that sign, the present one first.
    pub headers: fn(secrets: &[String], named: Named, rendered: &Rendered) -> Headers,
    /// The header that is its signature; its value is not kept.
    pub signature: &'static str,
    /// How names of headers begin that a user's own may not have.
    pub reserved: &'static [&'static str],
    /// Seconds before each repeat of an attempt, unless the user gives others.
    pub delays: &'static [u32],
    /// Milliseconds for one attempt, unless the user gives others.
    pub timeout_ms: u32,
    /// What the status of an answer means; `None` is no answer.
    pub verdict: fn(status: Option<u16>) -> Verdict,
    /// Whether bodies include QR codes, which link a phone.
    pub has_qr_codes: bool,
}

impl Form {
    /// When attempts are repeated, unless the user gives another schedule.
    pub(super) fn retry(&self) -> RetryPolicy {
        RetryPolicy { delays: self.delays.to_vec() }
    }
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
    /// The rest of its requests.
    pub form: Form,
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

    /// Whether a header of this name, in lower case, belongs to an envelope.
    pub(super) fn is_reserved(&self, name: &str) -> bool {
        let plugged = self.renderers.iter().filter_map(OnceLock::get).map(|one| one.form);
        plugged
            .chain(std::iter::once(wassist::FORM))
            .any(|form| form.reserved.iter().any(|prefix| name.starts_with(*prefix)))
    }
}

#[cfg(test)]
mod tests {
    use super::Envelopes;

    #[test]
    fn headers_of_an_envelope_are_no_users_own() {
        let envelopes = Envelopes::default();
        assert!(envelopes.is_reserved("x-wassist-event"));
        assert!(!envelopes.is_reserved("x-token") && !envelopes.is_reserved("x-wassist"));
    }
}
