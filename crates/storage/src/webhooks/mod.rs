//! Webhooks: endpoints, how far the log is distributed to them, deliveries, their attempts, and these
//! by hour.

mod attempt;
mod delivery;
mod endpoint;
mod hours;
mod log;

pub(crate) use attempt::ALL as ATTEMPTS;
pub use attempt::FinishedAttempt;
pub(crate) use delivery::ALL as DELIVERIES;
pub use delivery::{DeliveryFilter, Replay};
pub(crate) use endpoint::ALL as ENDPOINTS;
pub use endpoint::EndpointCounts;
pub(crate) use hours::ALL as HOURS;
pub use hours::{CountedAttempt, WebhookHour};
pub use log::WebhookLog;
pub(crate) use log::{ALL as LOG, held_from};
