//! The values of an endpoint, and how callers see it.

use crate::entity_tag::{EntityTag, Precondition};
use crate::patch::Change;
use omni_domain::conversation::ChatType;
use omni_domain::ids::{ChatId, InstanceId};
use omni_domain::message::Direction;
use omni_domain::webhook::{Endpoint, Envelope, EventPattern, Filter, Ordering, RetryPolicy};
use std::collections::BTreeMap;

/// A new endpoint.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "it holds secrets in clear")]
pub struct NewEndpoint {
    /// For people.
    pub description: Option<String>,
    /// Where deliveries are sent.
    pub url: String,
    /// Their form.
    pub envelope: Envelope,
    /// Which events.
    pub filter: Filter,
    /// Headers of the user's own, in clear.
    pub headers: BTreeMap<String, String>,
    /// When attempts are repeated; `None` is the envelope's schedule.
    pub retry: Option<RetryPolicy>,
    /// Milliseconds for one attempt; `None` is the envelope's.
    pub timeout_ms: Option<u32>,
    /// Which deliveries wait for earlier ones.
    pub ordering: Ordering,
    /// Deliveries given up in a row after which it is disabled; 0 never.
    pub disable_after: Option<u32>,
    /// Certificates (PEM) of the only authorities that are trusted.
    pub ca: Option<String>,
    /// A client certificate with its key (PEM), in clear.
    pub identity: Option<String>,
    /// It gets the events behind this position of the log, too; `None` begins now.
    pub since: Option<i64>,
}

/// Changes to an endpoint. What is not named stays.
#[derive(Clone, Default)]
#[expect(missing_debug_implementations, reason = "it may hold secrets in clear")]
pub struct EndpointPatch {
    /// The state that it changes.
    pub precondition: Precondition,
    /// For people.
    pub description: Change<String>,
    /// Another address. What is sent to the present one alone must be given again.
    pub url: Option<String>,
    /// Other types of events, replacing all.
    pub events: Option<Vec<EventPattern>>,
    /// Other instances, replacing all; reset is all.
    pub instance_ids: Change<Vec<InstanceId>>,
    /// Another chat; reset is all.
    pub chat_id: Change<ChatId>,
    /// Another direction; reset is both.
    pub direction: Change<Direction>,
    /// Other types of chats, replacing all.
    pub chat_types: Option<Vec<ChatType>>,
    /// Headers by name: another value in clear, or `None` to remove it.
    pub headers: BTreeMap<String, Option<String>>,
    /// Another schedule; reset is the envelope's.
    pub retry: Change<RetryPolicy>,
    /// Another time limit; reset is the envelope's.
    pub timeout_ms: Change<u32>,
    /// Another order.
    pub ordering: Option<Ordering>,
    /// Another number of failures, 0 for never; reset is the usual one.
    pub disable_after: Change<u32>,
    /// Other authorities; reset is the usual ones.
    pub ca: Change<String>,
    /// Another client certificate with its key; reset is none.
    pub identity: Change<String>,
    /// Whether it gets deliveries.
    pub active: Option<bool>,
}

/// An endpoint as callers see it: without its secrets.
#[derive(Debug, Clone)]
pub struct EndpointDetails {
    /// The endpoint, its secrets, values of headers and client certificate removed.
    pub endpoint: Endpoint,
    /// Whether it has a client certificate.
    pub has_identity: bool,
    /// Its state, secrets included.
    pub tag: EntityTag,
}

/// The state of an endpoint; without its health, which changes by itself.
pub(super) fn tag(endpoint: &Endpoint) -> EntityTag {
    EntityTag::of(&Endpoint { failures: 0, failing_since: None, ..endpoint.clone() })
}

impl From<Endpoint> for EndpointDetails {
    fn from(mut endpoint: Endpoint) -> Self {
        let tag = tag(&endpoint);
        endpoint.secrets.current.clear();
        if let Some((secret, _)) = &mut endpoint.secrets.previous {
            secret.clear();
        }
        endpoint.headers.values_mut().for_each(String::clear);
        let has_identity = endpoint.identity.take().is_some();
        Self { endpoint, has_identity, tag }
    }
}

/// Deliveries given up in a row after which an endpoint is disabled.
pub(super) const USUAL_DISABLE_AFTER: u32 = 20;

/// 0 never disables it.
pub(super) fn disable_after(given: u32) -> Option<u32> {
    (given > 0).then_some(given)
}
