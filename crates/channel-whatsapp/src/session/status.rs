//! Reports the connection's state to the sink.

use omni_channel::{Closed, InboundSink, PasskeyStep, StatusUpdate};
use omni_domain::conversation::Address;
use omni_domain::instance::ConnectionState;
use omni_domain::{Clock, Timestamp};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Reports changes of one session. A QR and a pairing code may be offered at the same time, so each
/// report carries both.
pub(crate) struct Status {
    sink: Arc<dyn InboundSink>,
    clock: Arc<dyn Clock>,
    was_connected: AtomicBool,
    offers: Mutex<Offers>,
    /// The last link with a passkey failed: shown with the QR that begins it anew.
    failed: AtomicBool,
}

const TO_SIGN: &str = "This account is protected with a passkey: sign the challenge with it.";
const PASSKEY_FAILED: &str = "Linking with the passkey failed; scan the QR again.";
const TO_COMPARE: &str = "Compare the code with the one that the phone shows, and confirm it.";

#[derive(Debug, Clone, Default)]
struct Offers {
    qr: Option<(String, Timestamp)>,
    code: Option<(String, Timestamp)>,
    passkey: Option<PasskeyStep>,
    /// A link with a passkey was begun in this attempt, also if it failed since.
    begun: bool,
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Status").finish_non_exhaustive()
    }
}

impl Status {
    pub(crate) fn new(sink: Arc<dyn InboundSink>, clock: Arc<dyn Clock>) -> Self {
        Self {
            sink,
            clock,
            was_connected: AtomicBool::new(false),
            offers: Mutex::default(),
            failed: AtomicBool::new(false),
        }
    }

    fn report(&self, update: StatusUpdate) {
        self.sink.status(update);
    }

    fn clear_offers(&self) {
        *self.offers.lock().unwrap_or_else(PoisonError::into_inner) = Offers::default();
    }

    const fn dialling(again: bool) -> ConnectionState {
        if again { ConnectionState::Reconnecting } else { ConnectionState::Connecting }
    }

    /// An attempt begins.
    pub(crate) fn connecting(&self) {
        self.clear_offers();
        self.report(StatusUpdate::state(Self::dialling(
            self.was_connected.load(Ordering::Relaxed),
        )));
    }

    fn offer(&self, message: Option<&str>, change: impl FnOnce(&mut Offers)) {
        let offers = {
            let mut offers = self.offers.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut offers);
            offers.clone()
        };
        let (state, usual) = match &offers.passkey {
            None => {
                let failed = self.failed.load(Ordering::Relaxed);
                (ConnectionState::AwaitingPairing, failed.then_some(PASSKEY_FAILED))
            }
            Some(PasskeyStep::Sign { .. }) => (ConnectionState::PasskeyRequired, Some(TO_SIGN)),
            Some(PasskeyStep::Compare { .. }) => {
                (ConnectionState::PasskeyRequired, Some(TO_COMPARE))
            }
        };
        self.report(StatusUpdate {
            qr: offers.qr,
            pairing_code: offers.code,
            passkey: offers.passkey,
            message: message.or(usual).map(str::to_owned),
            ..StatusUpdate::state(state)
        });
    }

    /// Whether a QR is offered now.
    pub(crate) fn is_offering(&self) -> bool {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner).qr.is_some()
    }

    /// Whether a pairing code can be typed now.
    pub(crate) fn offers_code(&self) -> bool {
        let offers = self.offers.lock().unwrap_or_else(PoisonError::into_inner);
        offers.code.as_ref().is_some_and(|(_, until)| *until > self.clock.now())
    }

    pub(crate) fn qr(&self, code: &str, valid: Duration) {
        let until = self.clock.now().plus(valid);
        self.offer(None, |offers| offers.qr = Some((code.to_owned(), until)));
    }

    pub(crate) fn pairing_code(&self, code: &str, until: Timestamp) {
        self.offer(None, |offers| offers.code = Some((code.to_owned(), until)));
    }

    /// The account is protected with a passkey.
    pub(crate) fn passkey(&self, step: PasskeyStep) {
        self.failed.store(false, Ordering::Relaxed);
        self.offer(None, |offers| {
            offers.passkey = Some(step);
            offers.begun = true;
        });
    }

    /// Whether a passkey is waited for.
    pub(crate) fn has_passkey(&self) -> bool {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner).passkey.is_some()
    }

    /// Whether a link with a passkey was begun in this attempt.
    pub(crate) fn began_passkey(&self) -> bool {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner).begun
    }

    /// The link with a passkey failed; it begins anew with the next scan.
    pub(crate) fn passkey_failed(&self) {
        self.failed.store(true, Ordering::Relaxed);
        self.offer(None, |offers| offers.passkey = None);
    }

    /// The connection ended before the link with a passkey was made: the next QR begins it anew.
    pub(crate) fn passkey_abandoned(&self) {
        self.failed.store(true, Ordering::Relaxed);
    }

    /// A pairing attempt failed; what is offered stays valid.
    pub(crate) fn pairing_failed(&self, message: &str) {
        self.offer(Some(message), |_| {});
    }

    pub(crate) fn connected(&self, owner: Option<Address>, name: String) {
        self.clear_offers();
        self.failed.store(false, Ordering::Relaxed);
        self.was_connected.store(true, Ordering::Relaxed);
        self.report(StatusUpdate {
            owner,
            profile_name: Some(name).filter(|name| !name.is_empty()),
            ..StatusUpdate::state(ConnectionState::Connected)
        });
    }

    /// The connection ended, after so many QR codes of the attempt to link.
    pub(crate) fn closed(&self, closed: &Closed, shown: u32) {
        self.clear_offers();
        let (state, message) = match closed {
            Closed::Stopped => (ConnectionState::Disconnected, None),
            Closed::Restart => (ConnectionState::Connecting, None),
            Closed::Lost { reason } => (ConnectionState::Reconnecting, Some(reason.clone())),
            Closed::Throttled { seconds } => (
                ConnectionState::Reconnecting,
                Some(format!("WhatsApp limits the rate; the next attempt is in {seconds} s")),
            ),
            Closed::PairingTimedOut => (
                ConnectionState::Disconnected,
                Some(format!(
                    "No phone was linked; QR codes that were shown: {shown}. Connect again for new \
                     ones."
                )),
            ),
            Closed::LoggedOut { reason } => {
                (ConnectionState::LoggedOut, Some(reason.explanation().to_owned()))
            }
            Closed::Banned { message, .. } => (ConnectionState::Error, Some(message.clone())),
            Closed::Replaced => {
                (ConnectionState::Error, Some("Another client took this session over.".to_owned()))
            }
            Closed::Fatal { reason } => (ConnectionState::Error, Some(reason.clone())),
        };
        if matches!(closed, Closed::LoggedOut { .. }) {
            self.was_connected.store(false, Ordering::Relaxed);
        }
        self.report(StatusUpdate { message, ..StatusUpdate::state(state) });
    }
}
