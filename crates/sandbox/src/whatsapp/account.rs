//! Accounts, their companion devices, and their directory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

use wacore_binary::{Jid, JidExt as _, Server};

use super::app_state::{AppState, AppStateKey};
use super::faults::DeviceFaults;
use super::limits::Limits;
use super::link::Link;
use super::mailbox::Mailbox;
use super::options::Addressing;
use super::passkey::Passkey;
use super::phone::PhoneState;
use super::prekeys::KeyBundle;
use super::sync::Lock;

/// One account: a phone number, its hidden identity, a phone and linked devices.
pub(crate) struct Account {
    /// Digits of the phone number.
    pub(crate) number: String,
    /// User part of the LID.
    pub(crate) lid: String,
    /// The account's raw id, which identifies its generation of devices.
    pub(crate) raw_id: u32,
    pub(crate) phone: PhoneState,
    pub(crate) companions: Lock<BTreeMap<u16, Arc<Companion>>>,
    pub(crate) profile: Lock<Profile>,
    /// Companions that have read this account's device list and must be notified of changes.
    pub(crate) watchers: Lock<HashMap<(String, u16), Arc<Companion>>>,
    /// LIDs of those whom the account has blocked.
    pub(crate) blocked: Lock<HashSet<String>>,
    /// Numbers that have written to this account.
    pub(crate) correspondents: Lock<HashSet<String>>,
    /// Values of the privacy settings, by name.
    pub(crate) privacy: Lock<BTreeMap<String, String>>,
    pub(crate) app_state: Lock<AppState>,
    /// What protects the account against new links.
    pub(crate) passkey: Lock<Option<Passkey>>,
    /// The code that the phone shows for a link with it.
    pub(crate) passkey_code: Lock<Option<String>>,
    next_device: AtomicU16,
}

/// What others may see of an account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profile {
    pub(crate) push_name: String,
    pub(crate) about: String,
    pub(crate) about_set: u64,
    pub(crate) addressing: Addressing,
    pub(crate) picture: Option<Picture>,
    /// A business account's verified name.
    pub(crate) business: Option<String>,
    /// What a business account shows besides.
    pub(crate) business_details: BusinessDetails,
    /// Others cannot add the account to groups, only invite it.
    pub(crate) refuses_adds: bool,
}

/// What a business shows of itself.
#[derive(Debug, Clone, Default)]
pub struct BusinessDetails {
    /// What it does.
    pub description: String,
    /// Where it is.
    pub address: String,
    /// Its e-mail address.
    pub email: String,
    /// Its page.
    pub website: String,
    /// What kind of business it is.
    pub category: String,
    /// The IANA time zone of its opening hours.
    pub time_zone: String,
    /// Days (`mon`), with the minutes since midnight at which it opens and closes.
    pub hours: Vec<(String, u32, u32)>,
    /// What it sells.
    pub products: Vec<ProductDetails>,
}

/// A product of a catalogue.
#[derive(Debug, Clone, Default)]
pub struct ProductDetails {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its price in thousandths of the currency's unit.
    pub price_thousandths: i64,
    /// The currency, by ISO 4217.
    pub currency: String,
    /// The business hides it.
    pub hidden: bool,
}

/// A profile picture: its id, and its path on the media server.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) id: String,
    pub(crate) path: String,
}

/// What a phone shows of a linked device: as the device named itself when it was paired.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct DeviceLabel {
    /// Its name.
    pub name: String,
    /// Its platform, as the protocol names it: `DESKTOP`, `CHROME`.
    pub platform: String,
}

/// A linked device.
pub(crate) struct Companion {
    pub(crate) label: DeviceLabel,
    pub(crate) number: String,
    pub(crate) lid: String,
    pub(crate) device: u16,
    pub(crate) key_index: u32,
    /// The static Noise key that identifies the device at login.
    pub(crate) client_key: [u8; 32],
    /// `ADVSignedDeviceIdentity` with both signatures.
    pub(crate) identity: Vec<u8>,
    pub(crate) keys: Lock<KeyBundle>,
    pub(crate) mailbox: Mailbox,
    pub(crate) faults: DeviceFaults,
    pub(crate) limits: Limits,
    /// The phone has sent the first app-state keys and history.
    pub(crate) synced: AtomicBool,
    pub(crate) available: AtomicBool,
    pub(crate) push_name: Lock<String>,
    pub(crate) link: Lock<Option<Arc<Link>>>,
}

impl Companion {
    pub(crate) fn pn(&self) -> Jid {
        Jid::pn_device(self.number.as_str(), self.device)
    }

    pub(crate) fn lid(&self) -> Jid {
        Jid::lid_device(self.lid.as_str(), self.device)
    }

    pub(crate) fn link(&self) -> Option<Arc<Link>> {
        self.link.lock().clone()
    }

    /// Sends a stanza that is not queued for an offline device.
    pub(crate) fn send_if_online(&self, node: wacore_binary::Node) {
        if let Some(link) = self.link() {
            link.send(node);
        }
    }
}

impl Account {
    pub(crate) fn new(
        number: String,
        lid: String,
        raw_id: u32,
        profile: Profile,
        phone: PhoneState,
    ) -> Self {
        Self {
            number,
            lid,
            raw_id,
            phone,
            companions: Lock::default(),
            profile: Lock::new(profile),
            watchers: Lock::default(),
            blocked: Lock::default(),
            correspondents: Lock::default(),
            privacy: Lock::new(everybody()),
            app_state: Lock::default(),
            passkey: Lock::default(),
            passkey_code: Lock::default(),
            next_device: AtomicU16::new(1),
        }
    }

    pub(crate) fn pn(&self) -> Jid {
        Jid::pn(self.number.as_str())
    }

    pub(crate) fn lid(&self) -> Jid {
        Jid::lid(self.lid.as_str())
    }

    pub(crate) fn push_name(&self) -> String {
        self.profile.lock().push_name.clone()
    }

    /// Whether others may add it to groups.
    pub(crate) fn may_be_added(&self) -> bool {
        !self.profile.lock().refuses_adds
    }

    pub(crate) fn addressing(&self) -> Addressing {
        self.profile.lock().addressing
    }

    /// The address in the given form.
    pub(crate) fn jid(&self, addressing: Addressing) -> Jid {
        match addressing {
            Addressing::Pn => self.pn(),
            Addressing::Lid => self.lid(),
        }
    }

    /// The address that this account shows to others.
    pub(crate) fn shown_jid(&self) -> Jid {
        self.jid(self.addressing())
    }

    /// The key that the phone shares with its linked devices.
    pub(crate) fn app_state_key(&self) -> AppStateKey {
        self.phone.app_state_key()
    }

    pub(crate) fn companions(&self) -> Vec<Arc<Companion>> {
        self.companions.lock().values().cloned().collect()
    }

    pub(crate) fn companion(&self, device: u16) -> Option<Arc<Companion>> {
        self.companions.lock().get(&device).cloned()
    }

    pub(crate) fn new_device_id(&self) -> u16 {
        self.next_device.fetch_add(1, Ordering::Relaxed)
    }
}

/// The privacy settings of a new account.
fn everybody() -> BTreeMap<String, String> {
    let all =
        ["last", "online", "profile", "status", "readreceipts", "groupadd", "calladd", "messages"];
    all.into_iter().map(|name| (name.to_owned(), "all".to_owned())).collect()
}

impl PartialEq for Account {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Account {}

/// One device of an account; device 0 is the phone.
#[derive(Clone)]
pub(crate) struct DeviceRef {
    pub(crate) account: Arc<Account>,
    pub(crate) device: u16,
}

impl DeviceRef {
    pub(crate) fn phone(account: &Arc<Account>) -> Self {
        Self { account: Arc::clone(account), device: 0 }
    }

    pub(crate) fn jid(&self, addressing: Addressing) -> Jid {
        self.account.jid(addressing).with_device(self.device)
    }

    pub(crate) fn pn(&self) -> Jid {
        self.jid(Addressing::Pn)
    }
}

/// All accounts, by number and by LID.
#[derive(Default)]
pub(crate) struct Directory {
    by_number: Lock<HashMap<String, Arc<Account>>>,
    by_lid: Lock<HashMap<String, Arc<Account>>>,
}

impl Directory {
    /// Adds an account; false when the number is taken.
    pub(crate) fn add(&self, account: &Arc<Account>) -> bool {
        let mut by_number = self.by_number.lock();
        if by_number.contains_key(&account.number) {
            return false;
        }
        by_number.insert(account.number.clone(), Arc::clone(account));
        self.by_lid.lock().insert(account.lid.clone(), Arc::clone(account));
        true
    }

    pub(crate) fn by_number(&self, number: &str) -> Option<Arc<Account>> {
        self.by_number.lock().get(number).cloned()
    }

    /// Finds the account of a user address, whichever of its two forms it is.
    pub(crate) fn by_jid(&self, jid: &Jid) -> Option<Arc<Account>> {
        match jid.server {
            Server::Pn | Server::Legacy => self.by_number(jid.user()),
            Server::Lid => self.by_lid.lock().get(jid.user()).cloned(),
            _ => None,
        }
    }

    pub(crate) fn device(&self, jid: &Jid) -> Option<DeviceRef> {
        self.by_jid(jid).map(|account| DeviceRef { account, device: jid.device })
    }

    pub(crate) fn all(&self) -> Vec<Arc<Account>> {
        self.by_number.lock().values().cloned().collect()
    }
}

/// The digits of a number in any notation: `+1 555`, `1555`, `1555@s.whatsapp.net`.
pub(crate) fn digits(text: &str) -> String {
    let user = text.split(['@', ':']).next().unwrap_or_default();
    user.chars().filter(char::is_ascii_digit).collect()
}
