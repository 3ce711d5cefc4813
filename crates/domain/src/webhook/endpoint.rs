//! Endpoints: where events are delivered, and how.

use super::{Filter, RetryPolicy};
use crate::clock::Timestamp;
use crate::ids::{TenantId, WebhookEndpointId};
use crate::text_enum::text_enum;
use std::collections::BTreeMap;

text_enum! {
    /// The form of the request: its body, its headers, its signature, and which answers are retried.
    pub enum Envelope {
        /// Omni's own, signed as Standard Webhooks.
        Omni = "omni",
        /// That of the Personal WhatsApp Gateway.
        Gateway = "gateway",
        /// That of Wassist.
        Wassist = "wassist",
    }
}

text_enum! {
    /// Which deliveries of an endpoint wait for earlier ones.
    pub enum Ordering {
        /// None does: the fastest.
        None = "none",
        /// Those of the same chat, in the order of the log.
        PerChat = "per_chat",
        /// All of them, in the order of the log.
        PerEndpoint = "per_endpoint",
    }
}

text_enum! {
    /// Why an endpoint gets no more deliveries.
    pub enum DisabledReason {
        /// Too many deliveries were given up in a row.
        Failures = "too_many_failures",
        /// It answered 410: it does not exist any more.
        Gone = "gone",
        /// A person disabled it.
        Manual = "manual",
    }
}

/// The secrets that sign an endpoint's deliveries; sealed while in storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretSet {
    /// The present one.
    pub current: String,
    /// The one before it, which signs as well until this time.
    pub previous: Option<(String, Timestamp)>,
}

impl SecretSet {
    /// Those that sign at `now`, the present one first.
    pub fn valid(&self, now: Timestamp) -> impl Iterator<Item = &str> {
        let previous = self.previous.as_ref().filter(|(_, until)| now < *until);
        std::iter::once(self.current.as_str()).chain(previous.map(|(secret, _)| secret.as_str()))
    }
}

/// An endpoint of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Internal id.
    pub id: WebhookEndpointId,
    /// Owner.
    pub tenant_id: TenantId,
    /// For people.
    pub description: Option<String>,
    /// Where deliveries are sent.
    pub url: String,
    /// Their form.
    pub envelope: Envelope,
    /// Which events.
    pub filter: Filter,
    /// Headers of the user's own, by name in lower case; values sealed while in storage.
    pub headers: BTreeMap<String, String>,
    /// The secrets.
    pub secrets: SecretSet,
    /// When attempts are repeated.
    pub retry: RetryPolicy,
    /// Milliseconds for one attempt.
    pub timeout_ms: u32,
    /// Which deliveries wait for earlier ones.
    pub ordering: Ordering,
    /// Deliveries given up in a row after which it is disabled; `None` never disables it.
    pub disable_after: Option<u32>,
    /// Certificates (PEM) of the only authorities that are trusted for it.
    pub ca: Option<String>,
    /// A client certificate with its key (PEM); sealed while in storage.
    pub identity: Option<String>,
    /// Whether it gets deliveries.
    pub active: bool,
    /// Why not, and since when.
    pub disabled: Option<(DisabledReason, Timestamp)>,
    /// Deliveries given up in a row.
    pub failures: u32,
    /// Since when no attempt succeeded; `None` if the last one did.
    pub failing_since: Option<Timestamp>,
    /// It gets events behind this position of the log.
    pub start_seq: i64,
    /// While it is disabled: the log's last event when it was.
    pub stopped_seq: Option<i64>,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change by a person.
    pub updated_at: Timestamp,
}

/// A part of the log that is still to be delivered to an endpoint: what it missed, or asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backfill {
    /// The endpoint.
    pub endpoint_id: WebhookEndpointId,
    /// Its owner.
    pub tenant_id: TenantId,
    /// Events behind this position.
    pub after_seq: i64,
    /// Up to and including this one.
    pub until_seq: i64,
}

#[cfg(test)]
mod tests {
    use super::SecretSet;
    use crate::clock::Timestamp;

    #[test]
    fn the_previous_secret_signs_until_its_time_is_over() {
        let set = SecretSet { current: "b".into(), previous: Some(("a".into(), Timestamp(10))) };
        assert_eq!(set.valid(Timestamp(9)).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(set.valid(Timestamp(10)).collect::<Vec<_>>(), ["b"]);
    }
}
