//! Webhooks: endpoints, how far the log is distributed to them, deliveries and their attempts.

mod attempt;
mod delivery;
mod endpoint;
mod log;

pub(crate) use attempt::ALL as ATTEMPTS;
pub use attempt::FinishedAttempt;
pub(crate) use delivery::ALL as DELIVERIES;
pub use delivery::{DeliveryFilter, Replay};
pub(crate) use endpoint::ALL as ENDPOINTS;
pub use endpoint::EndpointCounts;
pub use log::WebhookLog;
pub(crate) use log::{ALL as LOG, held_from};
