//! Switches for the faults of a real network.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::bail;
use serde::{Deserialize, Serialize};
use wacore_binary::Node;
use wacore_binary::builder::NodeBuilder;

use super::account::{Companion, digits};
use super::hub::Hub;
use super::link::Outgoing;
use super::sync::Lock;

/// Faults that are armed for one companion device.
#[derive(Default)]
pub(crate) struct DeviceFaults {
    pub(crate) drop_to: Budget,
    pub(crate) drop_from: Budget,
    pub(crate) duplicate: Budget,
    pub(crate) corrupt: Budget,
    pub(crate) corrupt_from: Budget,
    pub(crate) reject: Budget,
    pub(crate) reject_code: AtomicU16,
    pub(crate) withhold_ack: Budget,
    delay_millis: AtomicU64,
}

impl DeviceFaults {
    pub(crate) fn delay(&self) -> Option<Duration> {
        let millis = self.delay_millis.load(Ordering::Relaxed);
        (millis > 0).then(|| Duration::from_millis(millis))
    }
}

/// How many more times a fault occurs.
#[derive(Default)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    fn arm(&self, times: u32) {
        self.0.store(times, Ordering::Relaxed);
    }

    /// True when the fault occurs now.
    pub(crate) fn strike(&self) -> bool {
        // The plain load keeps the common case, no fault armed, free of writes.
        self.0.load(Ordering::Relaxed) > 0
            && self
                .0
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                .is_ok()
    }
}

/// Faults of the network as a whole.
#[derive(Default)]
pub(crate) struct FaultBoard {
    refuse_until: Lock<Option<Instant>>,
}

impl FaultBoard {
    pub(crate) fn refuses(&self) -> bool {
        self.refuse_until.lock().is_some_and(|until| Instant::now() < until)
    }
}

/// A `<stream:error>` that the server can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamFault {
    /// `<ack class="status" type="media"/>`, with which the real server ends
    /// streams with a missing acknowledgement.
    MediaAck,
    /// Content that is unknown to clients.
    Unknown,
    /// 515: reconnect at once.
    Restart,
    /// 503: service unavailable.
    Unavailable,
    /// 429: too many requests.
    RateLimited,
    /// Conflict: another connection of this device took over.
    Replaced,
    /// Conflict: the device was removed from the account.
    Removed,
}

impl StreamFault {
    pub(crate) fn node(self) -> Node {
        let error = |code: &'static str| NodeBuilder::new("stream:error").attr("code", code);
        let conflict =
            |kind: &'static str| [NodeBuilder::new("conflict").attr("type", kind).build()];
        match self {
            Self::MediaAck => {
                let ack = NodeBuilder::new("ack").attr("class", "status").attr("type", "media");
                NodeBuilder::new("stream:error").children([ack.build()]).build()
            }
            Self::Unknown => NodeBuilder::new("stream:error")
                .children([NodeBuilder::new("sandbox-unknown").attr("reason", "sandbox").build()])
                .build(),
            Self::Restart => error("515").build(),
            Self::Unavailable => error("503").build(),
            Self::RateLimited => error("429").build(),
            Self::Replaced => {
                NodeBuilder::new("stream:error").children(conflict("replaced")).build()
            }
            Self::Removed => error("401").children(conflict("device_removed")).build(),
        }
    }
}

/// Handle to arm faults.
///
/// `device` selects linked devices: `*` all of them, a phone number all of that
/// account's, a device address (`15550001:2@s.whatsapp.net`) that one. A method
/// fails when the selection is empty, so that a typing error does not look like a
/// working network.
#[derive(Clone)]
pub struct Faults {
    pub(crate) hub: Arc<Hub>,
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faults").finish_non_exhaustive()
    }
}

impl Faults {
    /// Loses the next `count` stanzas that the server sends; zero ends it. The stanza is lost
    /// before encryption: the encrypted stream itself would not survive a gap.
    pub fn drop_frames_to(&self, device: &str, count: u32) -> anyhow::Result<()> {
        self.each(device, |companion| companion.faults.drop_to.arm(count))
    }

    /// Loses the next `count` stanzas that the device sends.
    pub fn drop_frames_from(&self, device: &str, count: u32) -> anyhow::Result<()> {
        self.each(device, |companion| companion.faults.drop_from.arm(count))
    }

    /// Delays each write to the device; zero ends it.
    pub fn delay(&self, device: &str, delay: Duration) -> anyhow::Result<()> {
        let millis = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self.each(device, |companion| {
            companion.faults.delay_millis.store(millis, Ordering::Relaxed);
        })
    }

    /// Closes the socket without notice.
    pub fn close(&self, device: &str) -> anyhow::Result<()> {
        self.each(device, |companion| {
            if let Some(link) = companion.link() {
                link.drop_now();
            }
        })
    }

    /// Keeps the TCP connection but never sends or reads again.
    pub fn silence(&self, device: &str) -> anyhow::Result<()> {
        self.each(device, |companion| {
            if let Some(link) = companion.link() {
                link.silent.store(true, Ordering::Relaxed);
                companion.mailbox.close();
            }
        })
    }

    /// Ends the stream with an error.
    pub fn stream_error(&self, device: &str, fault: StreamFault) -> anyhow::Result<()> {
        self.each(device, |companion| {
            if let Some(link) = companion.link() {
                link.order(Outgoing::Last(fault.node()));
            }
        })
    }

    /// Delivers the next `count` messages twice under the same id.
    pub fn duplicate(&self, device: &str, count: u32) -> anyhow::Result<()> {
        self.each(device, |companion| companion.faults.duplicate.arm(count))
    }

    /// Corrupts the next `count` messages from phones so that the device cannot decrypt them.
    pub fn corrupt(&self, device: &str, count: u32) -> anyhow::Result<()> {
        self.each(device, |companion| companion.faults.corrupt.arm(count))
    }

    /// Corrupts the next `count` messages of the device, so that phones request them again.
    pub fn corrupt_from(&self, device: &str, count: u32) -> anyhow::Result<()> {
        self.each(device, |companion| companion.faults.corrupt_from.arm(count))
    }

    /// Answers the next `count` sends of the device with `<ack error=code>` and
    /// does not deliver them. 463 is the code for restricted accounts.
    pub fn reject_sends(&self, device: &str, count: u32, code: u16) -> anyhow::Result<()> {
        self.each(device, |companion| {
            companion.faults.reject_code.store(code, Ordering::Relaxed);
            companion.faults.reject.arm(count);
        })
    }

    /// Refuses, with 463, what the device sends to people who never wrote to its account, for a time;
    /// and reports it if it is asked. Zero ends it.
    pub fn restrict_new_chats(&self, device: &str, duration: Duration) -> anyhow::Result<()> {
        self.each(device, |companion| companion.limits.restrict(duration))
    }

    /// Suspends the device's account for a time: it is disconnected, and its logins are refused with
    /// this code of a reason. Zero ends it.
    pub fn ban(&self, device: &str, duration: Duration, code: u16) -> anyhow::Result<()> {
        self.each(device, |companion| {
            companion.limits.ban(duration, code);
            if let Some(link) = companion.link() {
                link.drop_now();
            }
        })
    }

    /// Delivers the next `count` sends of the device but never acknowledges them.
    pub fn withhold_acks(&self, device: &str, count: u32) -> anyhow::Result<()> {
        self.each(device, |companion| companion.faults.withhold_ack.arm(count))
    }

    /// Removes the device from its account, like a person on the phone.
    pub fn log_out(&self, device: &str) -> anyhow::Result<()> {
        for companion in self.select(device)? {
            self.hub.remove_companion(&companion);
        }
        Ok(())
    }

    /// Refuses new connections for a time; zero ends it.
    pub fn refuse_connections(&self, duration: Duration) {
        *self.hub.faults.refuse_until.lock() = Some(Instant::now() + duration);
    }

    /// Whether pairing is followed by stream error 515.
    pub fn restart_after_pairing(&self, on: bool) {
        self.hub.restart_after_pairing.store(on, Ordering::Relaxed);
    }

    /// Gives the server a new static key, so that resuming clients must fall back.
    pub fn rotate_server_key(&self) -> anyhow::Result<()> {
        self.hub.rotate_noise_key()
    }

    /// Lets media whose path contains `part` answer 410 from now on; returns how many.
    pub fn expire_media(&self, part: &str) -> usize {
        self.hub.media.expire(part)
    }

    /// Answers the next `count` uploads with an HTTP status.
    pub fn fail_uploads(&self, count: u32, status: u16) {
        self.hub.media.fail_uploads(count, status);
    }

    fn each(&self, device: &str, act: impl Fn(&Companion)) -> anyhow::Result<()> {
        for companion in self.select(device)? {
            act(&companion);
        }
        Ok(())
    }

    fn select(&self, device: &str) -> anyhow::Result<Vec<Arc<Companion>>> {
        let all = || self.hub.directory.all().into_iter().flat_map(|account| account.companions());
        let found: Vec<_> = if device == "*" {
            all().collect()
        } else if device.contains(':') {
            all()
                .filter(|one| one.pn().to_string() == device || one.lid().to_string() == device)
                .collect()
        } else if device.ends_with("@lid") {
            all().filter(|one| device.strip_suffix("@lid") == Some(&one.lid)).collect()
        } else {
            let number = digits(device);
            all().filter(|one| one.number == number).collect()
        };
        if found.is_empty() {
            bail!("no linked device matches {device}");
        }
        Ok(found)
    }
}
