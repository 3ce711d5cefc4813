//! Calls, in the terms every channel shares.

use omni_domain::Timestamp;
use omni_domain::content::{CallMedia, CallOutcome};
use omni_domain::conversation::Address;

/// The code of [`crate::ChannelError::Rejected`] for a call that does not ring.
pub const UNKNOWN_CALL: &str = "unknown_call";

/// A call to the account began or ended.
#[derive(Debug, Clone)]
pub struct CallUpdate {
    /// Its id on the channel.
    pub call_id: String,
    /// Who calls.
    pub caller: Address,
    /// The group that is called, if there is one and the channel reports it.
    pub group: Option<Address>,
    /// What happened.
    pub change: CallChange,
    /// When.
    pub at: Timestamp,
}

/// What happened to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallChange {
    /// It rings.
    Rings {
        /// Its media.
        media: CallMedia,
        /// Whether several people are called.
        is_group: bool,
    },
    /// It is over.
    Ended(CallOutcome),
}
