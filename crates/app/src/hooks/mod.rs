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

use crate::secrets::Purpose;
use omni_domain::ids::InstanceId;

/// What a secret is sealed for, so that it opens for no other instance.
fn purpose(instance: InstanceId) -> Purpose {
    Purpose::kept(format!("webhook/{instance}"))
}
