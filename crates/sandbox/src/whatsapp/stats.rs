//! Counters of the network.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use serde::Serialize;

/// Counts since the network started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct NetworkStats {
    /// Connections accepted.
    pub connects: u64,
    /// Connections that ended.
    pub disconnects: u64,
    /// Handshakes that resumed with the cached server key.
    pub handshakes_ik: u64,
    /// Full handshakes, fallbacks among them.
    pub handshakes_xx: u64,
    /// Devices paired.
    pub pairings: u64,
    /// Logins of paired devices.
    pub logins: u64,
    /// Messages accepted from companion devices.
    pub messages_from_companions: u64,
    /// Messages that phones sent.
    pub messages_from_phones: u64,
    /// Copies put into mailboxes of companion devices.
    pub messages_relayed: u64,
    /// Second copies under the same id, by a fault.
    pub messages_duplicated: u64,
    /// Copies lost between mailbox and socket, by a fault.
    pub messages_lost: u64,
    /// Messages accepted without an acknowledgement, by a fault.
    pub acks_withheld: u64,
    /// Connections refused, by a fault.
    pub connections_refused: u64,
    /// Receipts relayed.
    pub receipts: u64,
    /// Retry receipts relayed, in either direction.
    pub retries: u64,
    /// Requests answered.
    pub iqs: u64,
    /// Requests of an unknown kind.
    pub iqs_unknown: u64,
    /// Bytes uploaded to the media server.
    pub media_uploaded: u64,
    /// Bytes downloaded from the media server.
    pub media_downloaded: u64,
    /// Messages that a phone could not decrypt.
    pub undecryptable: u64,
    /// Messages waiting in mailboxes now.
    pub waiting: u64,
}

macro_rules! counters {
    ($($name:ident),* $(,)?) => {
        /// The live counters behind [`NetworkStats`].
        #[derive(Default)]
        pub(crate) struct Stats {
            $(pub(crate) $name: Counter,)*
        }

        impl Stats {
            pub(crate) fn snapshot(&self, waiting: u64) -> NetworkStats {
                NetworkStats { $($name: self.$name.get(),)* waiting }
            }
        }
    };
}

counters!(
    connects,
    disconnects,
    handshakes_ik,
    handshakes_xx,
    pairings,
    logins,
    messages_from_companions,
    messages_from_phones,
    messages_relayed,
    messages_duplicated,
    messages_lost,
    acks_withheld,
    connections_refused,
    receipts,
    retries,
    iqs,
    iqs_unknown,
    media_uploaded,
    media_downloaded,
    undecryptable,
);

/// A counter that only increases.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn increase(&self) {
        self.add(1);
    }

    pub(crate) fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// One open connection.
#[derive(Debug, Clone, Serialize)]
pub struct ConnectionInfo {
    /// Number of the connection since the network started.
    pub connection: u64,
    /// Address of the device; none while it is not paired.
    pub device: Option<String>,
    /// When the connection was accepted.
    pub since: SystemTime,
    /// Frames received from the device.
    pub frames_in: u64,
    /// Frames sent to the device.
    pub frames_out: u64,
}
