//! The state that all parts of one network share.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rand::RngExt as _;
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::account::{Account, Companion, Directory, Profile};
use super::calls::CallBoard;
use super::device_list;
use super::faults::{FaultBoard, StreamFault};
use super::groups::Groups;
use super::link::{Link, Outgoing};
use super::media::MediaStore;
use super::newsletters::Newsletters;
use super::noise::NoiseIdentity;
use super::options::NetworkOptions;
use super::pairing::PairingDesk;
use super::phone::{Phone, PhoneState};
use super::presence::PresenceBoard;
use super::stats::{ConnectionInfo, NetworkStats, Stats};
use super::sync::Lock;

/// Everything of one network.
pub(crate) struct Hub {
    pub(crate) options: NetworkOptions,
    seed: [u8; 32],
    noise: Lock<Arc<NoiseIdentity>>,
    pub(crate) directory: Directory,
    pub(crate) groups: Groups,
    pub(crate) newsletters: Newsletters,
    pub(crate) media: MediaStore,
    pub(crate) pairing: PairingDesk,
    pub(crate) presence: PresenceBoard,
    pub(crate) calls: CallBoard,
    pub(crate) faults: FaultBoard,
    pub(crate) stats: Stats,
    pub(crate) restart_after_pairing: AtomicBool,
    pub(crate) links: Lock<HashMap<u64, Arc<Link>>>,
    next_link: AtomicU64,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
}

impl Hub {
    pub(crate) fn new(options: NetworkOptions) -> anyhow::Result<Arc<Self>> {
        let seed = options
            .seed
            .map_or_else(|| rand::rng().random(), |seed| derive(&seed.to_be_bytes(), "seed"));
        let noise = NoiseIdentity::from_seed(derive(&seed, "noise"))?;
        Ok(Arc::new(Self {
            seed,
            noise: Lock::new(Arc::new(noise)),
            directory: Directory::default(),
            groups: Groups::default(),
            newsletters: Newsletters::default(),
            media: MediaStore::new(options.media_limit),
            pairing: PairingDesk::default(),
            presence: PresenceBoard::default(),
            calls: CallBoard::default(),
            faults: FaultBoard::default(),
            stats: Stats::default(),
            restart_after_pairing: AtomicBool::new(options.restart_after_pairing),
            links: Lock::default(),
            next_link: AtomicU64::new(1),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            options,
        }))
    }

    pub(crate) fn noise(&self) -> Arc<NoiseIdentity> {
        Arc::clone(&self.noise.lock())
    }

    pub(crate) fn rotate_noise_key(&self) -> anyhow::Result<()> {
        *self.noise.lock() = Arc::new(NoiseIdentity::from_seed(rand::rng().random())?);
        Ok(())
    }

    pub(crate) fn next_link_number(&self) -> u64 {
        self.next_link.fetch_add(1, Ordering::Relaxed)
    }

    /// Opens an account with a phone and starts the phone.
    pub(crate) fn open_account(
        self: &Arc<Self>,
        number: &str,
        push_name: &str,
    ) -> anyhow::Result<Phone> {
        let secret = derive(&self.seed, number);
        let (state, inbox) = PhoneState::new(secret, &self.options)?;
        let profile = Profile {
            push_name: push_name.to_owned(),
            about: "Hey there! I am using WhatsApp.".to_owned(),
            about_set: super::node::now_secs(),
            addressing: self.options.addressing,
            ..Profile::default()
        };
        let raw_id = u32::from_be_bytes([secret[0], secret[1], secret[2], secret[3]]) >> 1;
        let account =
            Arc::new(Account::new(number.to_owned(), lid_user(&secret), raw_id, profile, state));
        anyhow::ensure!(self.directory.add(&account), "{number} already has a phone");
        let phone = Phone::new(Arc::clone(self), account);
        self.tasks.spawn(phone.clone().run(inbox));
        Ok(phone)
    }

    /// Removes a linked device: its connection ends and it cannot log in again.
    pub(crate) fn remove_companion(&self, companion: &Companion) {
        let Some(account) = self.directory.by_number(&companion.number) else { return };
        if account.companions.lock().remove(&companion.device).is_none() {
            return;
        }
        if let Some(link) = companion.link.lock().take() {
            link.order(Outgoing::Last(StreamFault::Removed.node()));
        }
        device_list::announce_removal(&account, companion);
    }

    pub(crate) fn connections(&self) -> Vec<ConnectionInfo> {
        let mut all: Vec<_> = self.links.lock().values().cloned().collect();
        all.sort_by_key(|link| link.number);
        all.iter()
            .map(|link| ConnectionInfo {
                connection: link.number,
                device: link.companion().map(|companion| companion.pn().to_string()),
                since: link.since,
                frames_in: link.frames_in.load(Ordering::Relaxed),
                frames_out: link.frames_out.load(Ordering::Relaxed),
            })
            .collect()
    }

    pub(crate) fn snapshot(&self) -> NetworkStats {
        let accounts = self.directory.all();
        let waiting = accounts
            .iter()
            .flat_map(|account| account.companions())
            .map(|companion| companion.mailbox.len() as u64)
            .sum();
        self.stats.snapshot(waiting)
    }
}

/// A secret for `label`, derived from `secret`.
fn derive(secret: &[u8], label: &str) -> [u8; 32] {
    Sha256::new().chain_update(secret).chain_update(label).finalize().into()
}

/// A LID: fifteen digits that do not reveal the phone number.
fn lid_user(secret: &[u8; 32]) -> String {
    let raw = u64::from_be_bytes([
        secret[8], secret[9], secret[10], secret[11], secret[12], secret[13], secret[14],
        secret[15],
    ]);
    (100_000_000_000_000 + raw % 900_000_000_000_000).to_string()
}
