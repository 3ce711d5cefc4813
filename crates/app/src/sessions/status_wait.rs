//! Waiting for a status.

use super::live::{Live, LiveStatus};
use crate::app::App;
use omni_domain::instance::ConnectionState;
use serde::{Deserialize, Serialize};

/// What a status must show before a caller is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Enough {
    /// Something to show: a QR, a pairing code, an open connection, or why not.
    Shown,
    /// A code can be requested, or never will be.
    Pairable,
    /// A QR, or none is needed or will come.
    Settled,
}

impl Enough {
    /// Whether this status shows it.
    pub(crate) fn is_in(self, status: &LiveStatus) -> bool {
        use ConnectionState as State;
        match self {
            Self::Shown => match status.state {
                State::Connected | State::Error | State::PasskeyRequired => true,
                State::AwaitingPairing => status.qr.is_some() || status.pairing_code.is_some(),
                State::Reconnecting => status.message.is_some(),
                _ => false,
            },
            Self::Pairable => {
                matches!(status.state, State::AwaitingPairing | State::Connected | State::Error)
            }
            Self::Settled => {
                status.qr.is_some()
                    || matches!(
                        status.state,
                        State::Connected
                            | State::Error
                            | State::Disconnected
                            | State::PasskeyRequired
                    )
            }
        }
    }
}

/// Waits until the status shows `enough`, at most `connect_wait`.
pub(crate) async fn wait(app: &App, live: &Live, enough: Enough) {
    let mut status = live.watch();
    let shown = status.wait_for(|status| enough.is_in(status));
    // A time-out is a result too: the caller sees the state as it is.
    let _ = tokio::time::timeout(app.config.sessions.connect_wait, shown).await;
}
