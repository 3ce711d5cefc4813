//! The state that a session reports, and the one that callers are shown.

use super::Live;
use crate::sessions::status::{InstanceStatus, QrCode};
use omni_channel::{PasskeyStep, StatusUpdate};
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::instance::ConnectionState;

/// The state of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveStatus {
    /// The state it reported.
    pub state: ConnectionState,
    /// When it began.
    pub since: Timestamp,
    /// Why, for people.
    pub message: Option<String>,
    /// The QR to scan.
    pub qr: Option<QrCode>,
    /// The code to type.
    pub pairing_code: Option<QrCode>,
    /// What the link waits for, on an account that is protected with a passkey.
    pub passkey: Option<PasskeyStep>,
    /// The account.
    pub owner: Option<Address>,
    /// The account's name.
    pub profile_name: Option<String>,
    /// When it was connected.
    pub connected_at: Option<Timestamp>,
}

impl Live {
    /// Applies a report; returns the new status if it differs from the old one.
    pub(in crate::sessions) fn apply(
        &self,
        update: StatusUpdate,
        now: Timestamp,
    ) -> Option<(LiveStatus, LiveStatus)> {
        let mut change = None;
        self.status.send_if_modified(|status| {
            let before = status.clone();
            if status.state != update.state {
                status.state = update.state;
                status.since = now;
            }
            status.message = update.message;
            status.qr = update.qr.map(|(code, expires_at)| QrCode { code, expires_at });
            status.pairing_code =
                update.pairing_code.map(|(code, expires_at)| QrCode { code, expires_at });
            status.passkey = update.passkey;
            if update.owner.is_some() {
                status.owner = update.owner;
            }
            if update.profile_name.is_some() {
                status.profile_name = update.profile_name;
            }
            status.connected_at = match status.state {
                ConnectionState::Connected => status.connected_at.or(Some(now)),
                _ => None,
            };
            change = Some((before, status.clone()));
            true
        });
        change
    }

    /// Shows a warning while it is connected; the status with it.
    pub(in crate::sessions) fn warn(&self, text: &str) -> Option<LiveStatus> {
        let mut warned = None;
        self.status.send_if_modified(|status| {
            if status.state != ConnectionState::Connected {
                return false;
            }
            status.message = Some(text.to_owned());
            warned = Some(status.clone());
            true
        });
        warned
    }

    /// Shows the status that the owner reports. Returns whether it differs from the one before.
    pub(in crate::sessions) fn show(&self, shown: LiveStatus) -> bool {
        self.status.send_if_modified(|status| {
            let differs = *status != shown;
            *status = shown;
            differs
        })
    }

    /// Deletes the account: the phone removed this device.
    pub(in crate::sessions) fn clear_owner(&self) {
        self.status.send_modify(|status| {
            status.owner = None;
            status.connected_at = None;
        });
    }

    /// The status for callers: a connection that its session does not judge to be alive is not
    /// called connected.
    pub fn report(&self, now: Timestamp) -> InstanceStatus {
        let status = self.status();
        let elsewhere = self.elsewhere();
        let (is_alive, evidence) = if let Some(owner) = &elsewhere {
            (owner.is_alive, owner.evidence)
        } else {
            let liveness = self.liveness();
            (liveness.is_alive(), liveness.evidence)
        };
        let mut state = status.state;
        let mut since = status.since;
        let mut message = status.message;
        if state == ConnectionState::Connected && !is_alive {
            state = ConnectionState::Reconnecting;
            // Since its last evidence, not since it was connected.
            since = evidence.newest().map_or(since, |last| last.max(since));
            let is_owned = elsewhere.is_some() || self.is_held();
            let why = if is_owned {
                "the network has been silent; reconnecting"
            } else {
                "no node owns this instance at present; one acquires it within seconds"
            };
            message = Some(why.to_owned());
        }
        let current = |code: Option<QrCode>| code.filter(|code| code.expires_at > now);
        InstanceStatus {
            instance_id: self.id,
            state,
            since,
            message,
            connected: state == ConnectionState::Connected,
            connected_at: status.connected_at.filter(|_| state == ConnectionState::Connected),
            owner_id: status.owner.map(|owner| owner.id),
            profile_name: status.profile_name,
            evidence,
            qr: current(status.qr),
            pairing_code: current(status.pairing_code),
            restriction: None,
            ban: None,
            passkey: status.passkey,
        }
    }
}
