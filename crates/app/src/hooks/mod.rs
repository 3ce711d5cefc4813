//! Hooks: what other programs deliver to an instance, under a secret of the instance's own.
//! (What this server will deliver to others are webhooks.)

mod authenticate;
mod delete_old_deliveries;
mod receive;
mod rotate;

pub use authenticate::{HookTarget, authenticate};
pub use delete_old_deliveries::delete_old_deliveries;
pub use receive::{Delivery, receive};
pub use rotate::{RotatedSecret, rotate};

use omni_domain::ids::InstanceId;

/// What a sealed secret is bound to, so that it opens for no other instance.
fn context(instance: InstanceId) -> String {
    format!("webhook/{instance}")
}
