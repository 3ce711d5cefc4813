//! Webhooks: requests by which this server reports events to the programs of its users.
//!
//! An *endpoint* is an address with a filter. A *delivery* is one event for one endpoint; it is sent
//! in one or several *attempts*. What others send to this server is a hook, not a webhook.

mod delivery;
mod endpoint;
mod filter;
mod retry;

pub use delivery::{
    Attempt, AttemptOutcome, AttemptRequest, Delivery, DeliveryState, attempt_id, delivery_id,
    message_id,
};
pub use endpoint::{Backfill, DisabledReason, Endpoint, Envelope, Ordering, SecretSet};
pub use filter::{EventPattern, Filter};
pub use retry::{RetryPolicy, Verdict};
