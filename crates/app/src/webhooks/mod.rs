//! Webhooks: endpoints of users, and the delivery of events to them.
//!
//! The event log is the outbox. `distribute` reads on from a stored cursor and writes deliveries
//! together with the new position, so that ingest pays nothing and nothing is skipped; `attempt`
//! sends one and `record` stores how it ended. One node at a time does both (`ownership`).

mod attempt;
mod backfill;
mod change;
mod check;
mod create;
mod delete;
mod deliveries;
mod disable;
mod distribute;
mod enable;
mod envelope;
mod figures;
mod get;
mod health;
mod list;
pub mod ownership;
mod record;
mod replay;
mod retention;
mod secret;
mod send;
mod sign;
mod target;
mod test;
mod unwritten;
mod update;
mod wassist;

pub use attempt::{Attempted, attempt};
pub use backfill::{Backfilled, Past};
pub use change::{EndpointDetails, EndpointPatch, NewEndpoint};
pub use create::{CreatedEndpoint, create};
pub use delete::delete;
pub use deliveries::{DeliveryDetails, DeliveryQuery, event_names, get_delivery, list_deliveries};
pub use distribute::{Distributor, Fresh, Step};
pub use enable::enable;
pub use envelope::{Envelopes, Form, Headers, Named, Rendered, Renderer};
pub use figures::Figures;
pub use get::{get, get_for};
pub use health::{HealthHour, WebhookHealth, health};
pub use list::list;
pub use record::{Ended, Health, Recorder, record, record_gone};
pub use replay::{ReplayQuery, Replayed, replay, replay_one};
pub(crate) use retention::{remove as remove_old, remove_hours};
pub use secret::{RotatedSecret, is_secret, new_secret, rotate_secret};
pub use sign::{hex_mac, sign};
pub use target::{Target, target};
pub use test::{TestResult, test};
pub use update::update;

use crate::app::App;
use crate::authorization;
use crate::error::Error;
use omni_bus::Topic;
use omni_domain::access::{Caller, Scope};
use omni_domain::ids::WebhookEndpointId;
use omni_domain::webhook::Endpoint;

/// What this module holds in the [`App`].
#[derive(Debug, Default)]
pub struct Webhooks {
    /// How each dialect renders events.
    pub envelopes: Envelopes,
    pub(crate) recorder: Recorder,
    pub(crate) figures: Figures,
}

/// Whether a caller may see and change an endpoint: one that is limited to instances only those that
/// get nothing but events of these.
fn may_reach(caller: &Caller, endpoint: &Endpoint) -> bool {
    let Some(own) = &caller.instance_ids else { return true };
    endpoint
        .filter
        .instance_ids
        .as_ref()
        .is_some_and(|ids| !ids.is_empty() && ids.iter().all(|id| own.contains(id)))
}

/// The endpoint, for a caller with this scope; one that the caller may not reach is not found.
async fn load(
    app: &App,
    caller: &Caller,
    scope: Scope,
    id: WebhookEndpointId,
) -> Result<Endpoint, Error> {
    authorization::require(caller, scope)?;
    let found = app.store.find_webhook_endpoint(caller.tenant_id, id).await?;
    reachable(caller, id, found)
}

fn reachable(
    caller: &Caller,
    id: WebhookEndpointId,
    found: Option<Endpoint>,
) -> Result<Endpoint, Error> {
    found
        .filter(|endpoint| may_reach(caller, endpoint))
        .ok_or_else(|| Error::not_found("webhook endpoint", id))
}

/// Refuses a change of an endpoint whose row cannot be read: a later version may have written it, and
/// what it holds would be lost. Such a row is read with an empty list of instances, which no other has.
fn require_readable(endpoint: &Endpoint) -> Result<(), Error> {
    if endpoint.filter.instance_ids.as_ref().is_none_or(|ids| !ids.is_empty()) {
        return Ok(());
    }
    Err(Error::conflict("the stored endpoint cannot be read; delete it and create another one"))
}

/// The node that delivers looks again, now.
fn wake(app: &App) {
    app.bus.wake(Topic::Webhooks);
}
