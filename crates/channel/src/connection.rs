//! The states of a session's connection, and why it ends.

use crate::passkey::PasskeyStep;
use omni_domain::Timestamp;
use omni_domain::conversation::Address;
use omni_domain::event::LogoutReason;
use omni_domain::instance::ConnectionState;
use serde::{Deserialize, Serialize};

/// A code to type on the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairingCode {
    /// `XXXX-XXXX`.
    pub code: String,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// The state of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusUpdate {
    /// The state.
    pub state: ConnectionState,
    /// Why, for people.
    pub message: Option<String>,
    /// The QR to scan, with its expiry.
    pub qr: Option<(String, Timestamp)>,
    /// A pairing code, with its expiry.
    pub pairing_code: Option<(String, Timestamp)>,
    /// What the link waits for, on an account that is protected with a passkey.
    pub passkey: Option<PasskeyStep>,
    /// The account, once known.
    pub owner: Option<Address>,
    /// The account's own name, once known.
    pub profile_name: Option<String>,
}

impl StatusUpdate {
    /// Only a state.
    pub const fn state(state: ConnectionState) -> Self {
        Self {
            state,
            message: None,
            qr: None,
            pairing_code: None,
            passkey: None,
            owner: None,
            profile_name: None,
        }
    }

    /// Adds a message for people.
    #[must_use]
    pub fn because(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }
}

/// Why a connection ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// It was stopped on request.
    Stopped,
    /// Reconnect at once, as the network requested (515 after pairing).
    Restart,
    /// Reconnect after the usual back-off.
    Lost {
        /// Why, for people and logs; without secrets and phone numbers.
        reason: String,
    },
    /// Reconnect after at least this many seconds: the network limits the rate (429, 503).
    Throttled {
        /// Seconds.
        seconds: u64,
    },
    /// No QR was scanned; wait for the next `connect`.
    PairingTimedOut,
    /// The session was ended for good. The stored session is invalid: clear it and offer a new QR.
    LoggedOut {
        /// Why.
        reason: LogoutReason,
    },
    /// The network suspends the account for some time: reconnect after it.
    Banned {
        /// The network's own code of the reason.
        code: String,
        /// When it ends.
        until: Timestamp,
        /// The reason and what helps, for people; without secrets and phone numbers.
        message: String,
    },
    /// Another client took the session over.
    Replaced,
    /// Reconnecting is useless before a person acts (banned, client too old).
    Fatal {
        /// What to do.
        reason: String,
    },
}
