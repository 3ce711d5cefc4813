//! The status of an instance's connection.

use crate::authorization;
use omni_channel::{Evidence, PasskeyStep};
use omni_domain::Timestamp;
use omni_domain::access::Caller;
use omni_domain::ids::InstanceId;
use omni_domain::instance::ConnectionState;
use omni_domain::pacing::{Ban, Restriction};

/// The status of an instance's connection, by evidence.
#[derive(Debug, Clone)]
pub struct InstanceStatus {
    /// The instance.
    pub instance_id: InstanceId,
    /// Its state.
    pub state: ConnectionState,
    /// When the state began.
    pub since: Timestamp,
    /// Why, and what to do, for people.
    pub message: Option<String>,
    /// Whether it is connected, by evidence.
    pub connected: bool,
    /// When it was connected.
    pub connected_at: Option<Timestamp>,
    /// The account's address.
    pub owner_id: Option<String>,
    /// The account's name.
    pub profile_name: Option<String>,
    /// The facts that show it.
    pub evidence: Evidence,
    /// The QR to scan, if it waits for one.
    pub qr: Option<QrCode>,
    /// The code to type, if one was requested.
    pub pairing_code: Option<QrCode>,
    /// The network does not let the account begin conversations for now. Read only where an instance
    /// or its status is asked for.
    pub restriction: Option<Restriction>,
    /// The network suspends the account for now. Read only where an instance or its status is asked
    /// for.
    pub ban: Option<Ban>,
    /// What the link waits for, on an account that is protected with a passkey.
    pub passkey: Option<PasskeyStep>,
}

impl InstanceStatus {
    /// What this caller may see of it: the codes link a phone, so they are only for those who may
    /// change instances.
    pub(crate) fn shown_to(mut self, caller: &Caller) -> Self {
        if !authorization::may_link(caller) {
            self.qr = None;
            self.pairing_code = None;
            self.passkey = None;
        }
        self
    }
}

/// A QR text or pairing code, and when it expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    /// The text to draw, or the code to type.
    pub code: String,
    /// Not after.
    pub expires_at: Timestamp,
}
