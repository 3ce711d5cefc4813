//! The state of a virtual phone, and what arrives at it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sha2::{Digest as _, Sha256};
use tokio::sync::{Mutex, Notify, mpsc};
use wacore::appstate::expand_app_state_keys;
use wacore_binary::Node;
use wacore_libsignal::protocol::{
    DeviceId, IdentityKeyPair, KeyPair, PreKeyBundle, SignedPreKeyId,
};

use super::crypto::Signal;
use super::log::Logs;
use crate::whatsapp::account::DeviceRef;
use crate::whatsapp::app_state::AppStateKey;
use crate::whatsapp::groups::Group;
use crate::whatsapp::options::NetworkOptions;
use crate::whatsapp::presence::Activity;
use crate::whatsapp::relay::Delivery;
use crate::whatsapp::signal_store::{Identities, PreKeys, SignedKeys};

/// Queued items above which senders to a phone are delayed.
const BACKLOG: usize = 4_096;

/// Something that arrives at a phone.
pub(crate) enum Inbound {
    Message(Box<Delivery>),
    Receipt { from: String, chat: String, ids: Vec<String>, kind: String },
    Retry(Box<RetryRequest>),
    Presence { from: String, available: bool },
    Activity { from: String, chat: String, activity: Activity },
}

/// A device requests a message again.
pub(crate) struct RetryRequest {
    pub(crate) from: DeviceRef,
    pub(crate) group: Option<Arc<Group>>,
    pub(crate) id: String,
    pub(crate) count: u32,
    pub(crate) registration_id: u32,
    /// Fresh keys of the device, from its second request on.
    pub(crate) keys: Option<Node>,
}

/// State of one virtual phone.
pub(crate) struct PhoneState {
    identity: IdentityKeyPair,
    registration_id: u32,
    prekeys: PreKeys,
    signed: SignedKeys,
    /// Locked while a message is encrypted and delivered, which keeps the order.
    pub(super) signal: Mutex<Signal>,
    pub(super) logs: Logs,
    pub(super) online: AtomicBool,
    pub(super) went_online: Notify,
    pub(super) acknowledges: AtomicBool,
    pub(super) reads: AtomicBool,
    /// A disabled phone: nothing is encrypted for it.
    pub(super) absent: AtomicBool,
    /// Key by which devices protect the account's settings.
    app_state_key: [u8; 32],
    inbox: mpsc::UnboundedSender<Inbound>,
    waiting: AtomicUsize,
    drained: Notify,
}

impl PhoneState {
    pub(crate) fn new(
        secret: [u8; 32],
        options: &NetworkOptions,
    ) -> anyhow::Result<(Self, mpsc::UnboundedReceiver<Inbound>)> {
        let mut rng = StdRng::from_seed(secret);
        let identity = IdentityKeyPair::generate(&mut rng);
        let pair = KeyPair::generate(&mut rng);
        let signature =
            identity.private_key().calculate_signature(&pair.public_key.serialize(), &mut rng)?;
        let registration_id = u32::from(u16::from_be_bytes([secret[4], secret[5]])) & 0x3FFF | 1;
        let signed = SignedKeys { pair, signature: signature.to_vec() };
        let prekeys = PreKeys::default();
        let identities = Identities::new(identity.clone(), registration_id);
        let signal = Signal::new(identities, prekeys.clone(), signed.clone());
        let (inbox, arrivals) = mpsc::unbounded_channel();
        let state = Self {
            identity,
            registration_id,
            prekeys,
            signed,
            signal: Mutex::new(signal),
            logs: Logs::new(options.log_limit, options.sent_limit),
            online: AtomicBool::new(true),
            went_online: Notify::new(),
            acknowledges: AtomicBool::new(true),
            reads: AtomicBool::new(false),
            absent: AtomicBool::new(false),
            app_state_key: secret,
            inbox,
            waiting: AtomicUsize::new(0),
            drained: Notify::new(),
        };
        Ok((state, arrivals))
    }

    /// The bytes of the key by which devices protect the account's settings.
    pub(super) fn app_state_secret(&self) -> [u8; 32] {
        Sha256::new().chain_update(self.app_state_key).chain_update("app state").finalize().into()
    }

    /// The key by which devices protect the account's settings.
    pub(crate) fn app_state_key(&self) -> AppStateKey {
        let key = self.app_state_key;
        AppStateKey {
            id: vec![0, 0, 0, 0, key[6], key[7]],
            keys: expand_app_state_keys(&self.app_state_secret()),
        }
    }

    /// Wakes those who wait for something of this phone.
    pub(crate) fn wake(&self) {
        self.logs.changed.notify_waiters();
    }

    pub(crate) fn identity(&self) -> &IdentityKeyPair {
        &self.identity
    }

    pub(crate) fn registration_id(&self) -> u32 {
        self.registration_id
    }

    pub(super) fn signed(&self) -> &SignedKeys {
        &self.signed
    }

    pub(super) fn prekeys(&self) -> &PreKeys {
        &self.prekeys
    }

    /// A key bundle for starting a session with this phone.
    pub(crate) fn bundle(&self) -> anyhow::Result<PreKeyBundle> {
        let (id, one_time) = self.prekeys.issue();
        Ok(PreKeyBundle::new(
            self.registration_id,
            DeviceId::new(0),
            Some((id, one_time.public_key)),
            SignedPreKeyId::from(SignedKeys::ID),
            self.signed.pair.public_key,
            self.signed.signature.clone(),
            *self.identity.identity_key(),
        )?)
    }

    /// Queues an item for the phone; it stays queued while the phone is offline.
    pub(crate) fn receive(&self, item: Inbound) {
        if self.absent.load(Ordering::Relaxed) {
            return;
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        if self.inbox.send(item).is_err() {
            self.waiting.store(0, Ordering::Relaxed);
        }
    }

    pub(super) fn item_processed(&self) {
        if self.waiting.fetch_sub(1, Ordering::Relaxed) == BACKLOG / 2 {
            self.drained.notify_waiters();
        }
    }

    pub(crate) fn is_absent(&self) -> bool {
        self.absent.load(Ordering::Relaxed)
    }

    /// Delays a sender while the phone lags far behind.
    pub(crate) async fn wait_for_capacity(&self) {
        loop {
            let drained = self.drained.notified();
            let online = self.online.load(Ordering::Relaxed);
            if !online || self.waiting.load(Ordering::Relaxed) < BACKLOG {
                return;
            }
            drained.await;
        }
    }
}
