//! The first steps of a new server, as the dashboard's wizard shows them.
//!
//! A step is complete when it is completed by a request and its condition holds: a key works, an
//! instance exists, one is connected, a message was sent.

mod complete;
mod keys;
mod skip;
mod state;
mod status;
mod steps;

pub use complete::{Completion, complete, find_step};
pub use keys::ModelKeys;
pub use skip::skip;
pub use status::{ConfiguredKeys, OnboardingStatus, StepFacts, StepStatus, status};
pub use steps::{Step, StepState};

use crate::error::Error;
use omni_domain::access::{Caller, Scope};

/// The wizard sets up what all instances share.
fn require_write(caller: &Caller) -> Result<(), Error> {
    crate::authorization::require(caller, Scope::SettingsWrite)?;
    if caller.instance_ids.is_some() {
        return Err(Error::forbidden("a key limited to instances cannot set the server up"));
    }
    Ok(())
}
