//! Webhooks in: what other programs tell an instance, under a secret of the instance's own.

mod authenticate;
mod forget_deliveries;
mod receive;
mod rotate;

pub use authenticate::{WebhookTarget, authenticate};
pub use forget_deliveries::forget_deliveries;
pub use receive::{Delivery, receive};
pub use rotate::{RotatedSecret, rotate};

use omni_domain::ids::InstanceId;

/// What a sealed secret is bound to, so that it opens for no other instance.
fn context(instance: InstanceId) -> String {
    format!("webhook/{instance}")
}
